import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { FormControl } from './form-control';

/**
 * A field to write in. What kind of field it is, and what may stand in it, is the element's. Its properties are inherited; an element that lists them again would lose
 * the accessors of `value`.
 */
export abstract class TextField extends FormControl {
  static override properties: PropertyDeclarations = {
    ...FormControl.properties,
    value: { reflect: false },
    label: { reflect: true },
    placeholder: { reflect: true },
    autoFocus: { type: Boolean, attribute: 'auto-focus' },
    autoValidate: { type: Boolean, attribute: 'auto-validate' },
    errorMessage: { attribute: 'error-message' },
    maxLength: { type: Number, attribute: 'max-length' },
  };

  declare label: string | undefined;
  declare placeholder: string | undefined;
  declare autoFocus: boolean;
  declare autoValidate: boolean;
  declare errorMessage: string | undefined;
  declare maxLength: number | undefined;
  private text = '';

  /** What stands in the field. `null` clears it. */
  get value(): string {
    return this.text;
  }

  set value(value: string | number | null | undefined) {
    const before = this.text;
    this.text = value === null || value === undefined ? '' : String(value);
    this.requestUpdate('value', before);
  }

  protected get submittable(): string | undefined {
    return this.text === '' ? undefined : this.text;
  }

  /** What the field says to those who do not see its label, if it has none. */
  protected get spokenLabel(): string | undefined {
    return this.label ? undefined : (this.getAttribute('aria-label') ?? this.placeholder ?? this.name);
  }

  override firstUpdated(): void {
    if (this.autoFocus) this.focus();
  }

  reset(): void {
    this.value = this.getAttribute('value');
    this.complaint = undefined;
  }

  restore(submitted: unknown): void {
    this.value = typeof submitted === 'string' ? submitted : '';
  }

  protected renderLabel(): TemplateResult | typeof nothing {
    if (!this.label) return nothing;
    return html`<label for="field">${this.label}${this.required ? html` <span class="required" aria-hidden="true">*</span>` : nothing}</label>`;
  }

  protected renderComplaint(): TemplateResult | typeof nothing {
    return this.complaint ? html`<div id="complaint" class="complaint" role="alert">${this.complaint}</div>` : nothing;
  }

  /** Letters that may not stand there are left out of what was typed. */
  protected allowed(typed: string): string {
    return typed;
  }

  protected onInput(event: Event): void {
    const field = event.target as HTMLInputElement | HTMLTextAreaElement;
    const allowed = this.allowed(field.value);
    if (allowed !== field.value) field.value = allowed;
    this.value = allowed;
    if (this.autoValidate || this.complaint) this.validate();
  }

  /** A native change event does not leave the shadow root. */
  protected onChange(): void {
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}
