/**
 * Forms of pages that were made for Mechanical Turk: a native `<form>` that would be posted to `…/externalSubmit`. What a worker gave goes to the
 * portal instead, as strings under the names of the controls; several values of one name are joined by `|`, as in Mechanical Turk's results.
 */
import { collectAnswer, type FormAnswer, restoreAnswer } from '../crowd-form/answers';
import { message } from './messages';
import { isInPortal } from './page-context';

/** Of pages that say they are Mechanical Turk's, whatever their dialect. */
const MARKED = 'form#mturk_form, form[name="mturk_form"], form[action*="externalSubmit" i]';
/** Every page of that dialect has it. */
const SHIM = 'script[src*="/assets/external-hit"]';
const SUBMITS = 'input[type=submit], input[type=image], button:not([type]), button[type=submit]';
/** Mechanical Turk kept it for itself. */
const OWN_FIELD = 'assignmentId';
const SEPARATOR = '|';

/** What the portal asks of a page's form. */
export class PlainForm {
  constructor(private readonly form: HTMLFormElement) {}

  /** The form that is the task; none where a crowd-form is. */
  static find(): PlainForm | undefined {
    const form = plainForm();
    return form && new PlainForm(form);
  }

  draft(submitter?: HTMLElement | null): FormAnswer {
    const { [OWN_FIELD]: _, ...answer } = collectAnswer(this.form, 'strings');
    const given = new FormData(this.form, submitter);
    for (const name of new Set(given.keys())) {
      const values = given.getAll(name).filter((value) => typeof value === 'string');
      if (name in answer ? values.length > 1 : name === submitter?.getAttribute('name'))
        answer[name] = values.join(SEPARATOR);
    }
    return answer;
  }

  restore(answer: FormAnswer): void {
    restoreAnswer(this.form, answer);
    for (const box of this.form.querySelectorAll<HTMLInputElement>('input[type=checkbox][name]'))
      box.checked = String(answer[box.name] ?? '')
        .split(SEPARATOR)
        .includes(box.value);
  }

  /** As if its worker had: the page's own button may do more than submit. */
  pressSubmit(): void {
    const button = this.form.querySelector<HTMLElement>(SUBMITS);
    if (button) button.click();
    else this.form.requestSubmit();
  }

  scrollIntoView(where: ScrollIntoViewOptions): void {
    this.form.scrollIntoView(where);
  }

  focus(): void {
    this.form.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus();
  }

  /** Gives the answer to whoever takes it; without a portal it is shown. */
  hand(submitter?: HTMLElement | null): void {
    const answer = this.draft(submitter);
    const event = new CustomEvent('crowd-submit', { detail: { answer }, bubbles: true, cancelable: true });
    if (this.form.dispatchEvent(event)) this.show(answer);
  }

  private show(answer: FormAnswer): void {
    const box = document.querySelector('#answers-box') ?? document.createElement('pre');
    box.id = 'answers-box';
    box.setAttribute('role', 'status');
    box.setAttribute('aria-label', message('answers'));
    box.textContent = JSON.stringify([answer], null, 2);
    this.form.after(box);
  }
}

/** Whether the form is a task's: its page has no other, and it or its page says that it is Mechanical Turk's. */
const isPlain = (form: HTMLFormElement): boolean =>
  !document.querySelector('crowd-form, crowd-entity-annotation') &&
  (form.matches(MARKED) || document.querySelector(SHIM) !== null);

/** The one its author marked, else the first. */
function plainForm(): HTMLFormElement | undefined {
  const forms = [...document.querySelectorAll('form')].filter(isPlain);
  return forms.find((form) => form.matches(MARKED)) ?? forms[0];
}

/** Takes what such forms submit, whichever way: by a press, by a script, or by one that makes the form first. */
export function handInPlainForms(): void {
  const { submit } = HTMLFormElement.prototype;
  HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
    if (isPlain(this)) new PlainForm(this).hand();
    else submit.call(this);
  };
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // The page's own listeners have been asked by now.
    if (event.defaultPrevented || !isPlain(form)) return;
    event.preventDefault();
    new PlainForm(form).hand(event.submitter);
  });
  const ready = () => addSubmit();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready, { once: true });
  else ready();
}

/** A form that the page's author did not write has no button either; the portal has its own. */
function addSubmit(): void {
  const form = plainForm();
  if (!form?.hasAttribute('data-added') || form.querySelector(SUBMITS) || isInPortal()) return;
  const button = document.createElement('input');
  button.type = 'submit';
  button.id = 'submitButton';
  button.value = message('submit');
  const line = document.createElement('p');
  line.append(button);
  form.append(line);
}
