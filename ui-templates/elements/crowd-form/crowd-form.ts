import { html, LitElement, nothing } from 'lit';
import { isCommand, isTyping, pressesSomething } from '../shared/keys';
import { LATER_TAGS } from '../shared/later-bundles';
import { message } from '../shared/messages';
import { isInPortal } from '../shared/page-context';
import { theme } from '../shared/theme';
import { collectAnswer, type FormAnswer, flattenAnswer, restoreAnswer } from './answers';
import { styles } from './crowd-form.styles';

const SUBMIT_BUTTONS = 'crowd-button[form-action="submit"], button[type="submit"], input[type="submit"]';

const ADDED_SUBMIT = ':scope > crowd-button[data-testid="crowd-submit"]';

/** A control that can say whether it may be submitted; it shows its own message when not. */
interface Validated extends HTMLElement {
  validate?(): boolean;
}

/**
 * The root of a task. Gathers every control inside it and submits one object, keyed by their names.
 *
 * Its children are moved into a real `<form>`, which `form` gives. When there is neither a `crowd-button form-action="submit"` nor a widget
 * with a Submit of its own, one is added. On submission the controls are validated, then `submit` listeners run and may call
 * `preventDefault()` or change values, then the answer is taken.
 *
 * @attr {"flatten-objects"} answer-format - nested objects become dotted keys
 * @attr {"strings"} choice-format - native checkboxes and radio buttons as the strings a browser sends, not as objects of booleans
 * @fires submit - cancelable, from the inner form; values may still be changed in a listener
 * @fires crowd-submit - the answer, in `detail.answer`; what the page sends is this
 */
export class CrowdForm extends LitElement {
  static override styles = [theme, styles];
  static override properties = { shown: { state: true }, hint: { state: true } };

  /** Answers shown in the page when there is nobody to submit them to. */
  declare shown: string | undefined;
  /** What to do, where a press of the portal's Submit cannot know what is meant. */
  declare hint: string | undefined;
  /** The form that holds the controls. */
  readonly form: HTMLFormElement = document.createElement('form');
  /** Kept for templates that look for it. */
  readonly _submitHelperForm: HTMLFormElement = document.createElement('form');

  private readonly children$ = new MutationObserver(() => this.adopt());

  constructor() {
    super();
    this.shown = undefined;
    this.hint = undefined;
    this.form.noValidate = true;
    this.form.submit = () => this.submit();
    // Capturing: a press of Enter or a native button comes here before any listener of the template, and starts the same way as `submit()`.
    this.addEventListener('submit', (event) => this.onNativeSubmit(event), { capture: true });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.onKey);
    if (document.readyState === 'loading')
      document.addEventListener('DOMContentLoaded', () => this.adopt(), { once: true });
    else queueMicrotask(() => this.adopt());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onKey);
    this.children$.disconnect();
  }

  /**
   * What a press of the portal's Submit, or of Enter, does. It presses the button of the page, because the template may listen to it or have
   * disabled it; where there are several, the worker has to say which.
   */
  pressSubmit(): void {
    const [button, another] = this.ownSubmits();
    const pressed = button ?? this.form.querySelector<HTMLButtonElement>(ADDED_SUBMIT) ?? this.submitOfWidget();
    this.hint = another || pressed?.disabled ? message('ownSubmit') : undefined;
    if (!this.hint) {
      if (pressed) pressed.click();
      else this.submit();
      return;
    }
    pressed?.scrollIntoView({ block: 'nearest' });
    pressed?.focus();
  }

  /** Validates, lets listeners run, and submits: what `requestSubmit` is to a native form. */
  submit(): void {
    this.hint = undefined;
    if (!this.validate()) return;
    const event = new SubmitEvent('submit', { bubbles: true, cancelable: true });
    if (!this.form.dispatchEvent(event)) return;
    const answer = this.answer();
    const taken = !this.dispatchEvent(
      new CustomEvent('crowd-submit', { detail: { answer }, bubbles: true, composed: true, cancelable: true }),
    );
    if (!taken) this.shown = JSON.stringify([answer], null, 2);
  }

  reset(): void {
    for (const form of this.forms()) form.reset();
    for (const control of this.validated()) (control as Validated & { reset?(): void }).reset?.();
  }

  /** What would be submitted now. */
  answer(): FormAnswer {
    const answer = this.draft();
    return this.getAttribute('answer-format') === 'flatten-objects' ? flattenAnswer(answer) : answer;
  }

  /** What the controls hold now, as `restore` takes it. */
  draft(): FormAnswer {
    return collectAnswer(this.form, this.getAttribute('choice-format') === 'strings' ? 'strings' : 'booleans');
  }

  /** Puts a draft back into the controls. */
  restore(answer: FormAnswer): void {
    restoreAnswer(this.form, answer);
  }

  /** Kept for templates that call it. */
  _serializeForm(): { taskAnswers: string } {
    return { taskAnswers: JSON.stringify([this.answer()]) };
  }

  override render() {
    return html`<slot></slot>${this.hint === undefined ? nothing : html`<div class="hint" role="alert">${this.hint}</div>`}${this.shown === undefined ? nothing : html`<section id="answers-box" role="status" aria-label=${message('answers')}>${this.shown}</section>`}`;
  }

  /** The buttons of the template that a worker may mean; one that is hidden only where no other is. */
  private ownSubmits(): HTMLButtonElement[] {
    const own = [...this.form.querySelectorAll<HTMLButtonElement>(SUBMIT_BUTTONS)].filter(
      (button) => button.dataset.testid !== 'crowd-submit',
    );
    const shown = own.filter((button) => button.checkVisibility());
    return shown.length > 0 ? shown : own.slice(0, 1);
  }

  /** A widget that takes the whole page has its Submit within. */
  private submitOfWidget(): HTMLButtonElement | null | undefined {
    return this.form
      .querySelector('[data-crowd-full-page]')
      ?.shadowRoot?.querySelector<HTMLButtonElement>('[data-testid="crowd-submit"]');
  }

  private validate(): boolean {
    const refused = this.validated().filter((control) => control.validate!() === false);
    for (const input of this.form.querySelectorAll<HTMLInputElement>('input[type=file]'))
      input.setCustomValidity(message('noFiles'));
    if (!this.forms().every((form) => form.reportValidity())) return false;
    refused[0]?.focus();
    return refused.length === 0;
  }

  /** The form, and forms that the template has in it. */
  private forms(): HTMLFormElement[] {
    return [this.form, ...this.form.querySelectorAll('form')];
  }

  private validated(): Validated[] {
    return [...this.form.querySelectorAll<Validated>('*')].filter((element) => typeof element.validate === 'function');
  }

  private onNativeSubmit(event: Event): void {
    if (!event.isTrusted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submit();
  }

  /** Enter submits wherever it means nothing else. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.repeat || event.shiftKey) return;
    if (!isCommand(event) || isTyping(event) || pressesSomething(event)) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    this.pressSubmit();
  };

  /** Moves children into the form, now and whenever a script adds one. */
  private adopt(): void {
    if (!this.isConnected) return;
    this.children$.disconnect();
    for (const child of [...this.childNodes]) if (child !== this.form) this.form.append(child);
    if (!this.form.isConnected) this.append(this.form);
    this.layOut();
    this.children$.observe(this, { childList: true });
  }

  /**
   * Without a widget that takes the whole page, the form is the page: it has a margin, instructions beside it, and a Submit. Widgets that come
   * late say so by calling this.
   */
  layOut(): void {
    const isPage = this.form.querySelector(`[data-crowd-full-page], ${LATER_TAGS}`) === null;
    const instructions = this.form.querySelectorAll(':scope > short-instructions, :scope > full-instructions');
    for (const part of instructions) part.toggleAttribute('data-standing', isPage);
    const hasColumn = isPage && this.form.querySelector(':scope > short-instructions') !== null;
    this.dataset.layout = hasColumn ? 'with-instructions' : isPage ? 'page' : 'widget';
    if (!isPage) this.form.querySelector(ADDED_SUBMIT)?.remove();
    else if (!this.form.querySelector(`${ADDED_SUBMIT}, crowd-button[form-action="submit"]`)) this.addSubmit();
  }

  private addSubmit(): void {
    const button = document.createElement('crowd-button');
    button.setAttribute('variant', 'primary');
    button.setAttribute('form-action', 'submit');
    button.dataset.testid = 'crowd-submit';
    button.textContent = message('submit');
    button.hidden = isInPortal();
    button.style.marginTop = '1rem';
    this.form.append(button);
  }
}
