/**
 * What `externalHIT_v1.js` gave the pages of Mechanical Turk: reading the parameters of their address, and telling their form which assignment
 * it is about. The assignment here is the worker's lease; where the form is posted to does not matter, since the portal takes what it submits.
 */
export {};

const ASSIGNMENT = 'assignmentId';
const NOT_ACCEPTED = 'ASSIGNMENT_ID_NOT_AVAILABLE';
const HOST = 'https://www.mturk.com';

/** The value as it stands in the address, or the default. */
function turkGetParam(name: string, defaultValue: unknown = ''): unknown {
  const start = `${name}=`;
  const given = location.search
    .slice(1)
    .split('&')
    .find((part) => part.startsWith(start));
  if (given !== undefined) return given.slice(start.length);
  return name === ASSIGNMENT ? location.pathname.slice(location.pathname.lastIndexOf('/') + 1) : defaultValue;
}

const decode = (text: unknown): string => {
  const spaced = String(text).replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

function turkGetSubmitToHost(): string {
  const host = decode(turkGetParam('turkSubmitTo', HOST));
  return /^(?:https?:)?\/\//.test(host) ? host : HOST;
}

function turkSetAssignmentID(formId?: unknown, buttonId?: unknown): void {
  const assignment = String(turkGetParam(ASSIGNMENT));
  const field = document.getElementById(ASSIGNMENT) as HTMLInputElement | null;
  if (field) field.value = assignment;
  const button = document.getElementById(String(buttonId ?? 'submitButton')) as HTMLInputElement | null;
  if (button && assignment === NOT_ACCEPTED) {
    button.disabled = true;
    button.value = 'You must ACCEPT the HIT before you can submit the results.';
  }
  const form = document.getElementById(String(formId ?? 'mturk_form')) as HTMLFormElement | null;
  if (form) form.action = `${turkGetSubmitToHost()}/mturk/externalSubmit`;
}

Object.assign(window, { turkGetParam, turkGetSubmitToHost, turkSetAssignmentID, decode });
