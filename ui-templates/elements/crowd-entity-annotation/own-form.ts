/** What the element needs of a `crowd-form`. */
interface Form extends HTMLElement {
  readonly form: HTMLFormElement;
  submit(): void;
  pressSubmit(): void;
  reset(): void;
  answer(): Record<string, unknown>;
  restore(answer: Record<string, unknown>): void;
}

/** The form around an element, or a new one put around it: Ground Truth's entity annotation is used without. */
export function formAround(host: HTMLElement): Form {
  const around = host.closest<Form>('crowd-form');
  if (around) return around;
  const form = document.createElement('crowd-form') as Form;
  // It takes no part in the page's layout, which was written without it.
  form.style.display = form.form.style.display = 'contents';
  host.before(form);
  form.form.append(host);
  form.append(form.form);
  return form;
}

/**
 * The `crowd-form` that templates look for in the shadow root. What they append to its form goes into the element itself: there it is shown
 * below the text and submitted with the entities. Everything else it is asked for the form around does.
 */
export function standInForm(host: HTMLElement): Form {
  const standIn = document.createElement('crowd-form') as Form;
  const around = () => formAround(host);
  standIn.hidden = true;
  Object.assign(standIn, {
    submit: () => around().submit(),
    pressSubmit: () => around().pressSubmit(),
    reset: () => around().reset(),
    answer: () => around().answer(),
    restore: (answer: Record<string, unknown>) => around().restore(answer),
  });
  // A form that holds a full page widget gets no Submit button of its own.
  const filler = document.createElement('i');
  filler.dataset.crowdFullPage = '';
  standIn.form.append(filler);
  new MutationObserver(() => {
    for (const node of [...standIn.form.childNodes]) if (node !== filler) host.append(node);
  }).observe(standIn.form, { childList: true });
  return standIn;
}

const heard = new WeakMap<Form, Set<Form>>();

/** Listeners of the form in the shadow root hear of a submission and may prevent it. */
export function forwardSubmit(around: Form, standIn: Form): void {
  const known = heard.get(around) ?? new Set();
  heard.set(around, known);
  if (known.has(standIn)) return;
  known.add(standIn);
  around.addEventListener('submit', (event) => {
    if (!standIn.isConnected) return;
    const told = new SubmitEvent('submit', { bubbles: true, cancelable: true });
    if (!standIn.form.dispatchEvent(told)) event.preventDefault();
  });
}

export type { Form };
