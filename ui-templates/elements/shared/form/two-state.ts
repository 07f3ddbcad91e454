import { html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { FormControl } from './form-control';

/**
 * A control that is on or off: checkbox, switch, radio button. The element itself has the role and the focus, so that scripts that look at it, and the page's
 * keyboard, meet one thing.
 */
export abstract class TwoState extends FormControl {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: false };
  static override properties: PropertyDeclarations = {
    ...FormControl.properties,
    value: { reflect: true },
    checked: { type: Boolean, reflect: true },
  };

  declare value: string;
  declare checked: boolean;
  private initially: boolean | undefined;

  constructor() {
    super();
    this.value = 'on';
    this.checked = false;
    // Added again at each click, so that it comes after every listener there is: those of templates see the state before.
    this.addEventListener('click', () => this.addEventListener('click', this.onClick, { once: true }), {
      capture: true,
    });
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  protected abstract readonly controlRole: 'checkbox' | 'switch' | 'radio';
  /** What a press makes of `checked`. */
  protected abstract pressed(): boolean;

  protected get submittable(): Record<string, boolean> {
    return { [this.value]: this.checked };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.initially ??= this.hasAttribute('checked');
    if (!this.hasAttribute('role')) this.setAttribute('role', this.controlRole);
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0;
  }

  override updated(changed: PropertyValues): void {
    this.setAttribute('aria-checked', String(this.checked));
    this.setAttribute('aria-disabled', String(this.disabled));
    if (this.controlRole === 'checkbox') this.setAttribute('aria-required', String(this.required));
    super.updated(changed);
  }

  reset(): void {
    this.checked = this.initially ?? false;
    this.complaint = undefined;
  }

  restore(submitted: unknown): void {
    const states = submitted as Record<string, unknown> | null | undefined;
    this.checked = states?.[this.value] === true;
  }

  protected abstract renderMark(): TemplateResult;

  override render() {
    return html`<span class="row"><span class="mark ${this.complaint ? 'invalid' : ''}" aria-hidden="true">${this.renderMark()}</span><span class="text"><slot></slot></span></span>${this.complaint ? html`<div class="complaint" role="alert">${this.complaint}</div>` : ''}`;
  }

  private readonly onClick = (event: Event): void => {
    if (this.disabled || event.defaultPrevented) return;
    // A link or a control inside the text is meant itself.
    const inner = event
      .composedPath()
      .find((node) => node instanceof Element && node.matches('a, input, button, select'));
    if (inner) return;
    const next = this.pressed();
    if (next === this.checked) return;
    this.checked = next;
    this.complaint = undefined;
    this.tellChange();
  };

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this || event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.click();
  }
}
