import { html, nothing, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { FormControl } from '../shared/form/form-control';
import { formControlStyles } from '../shared/form/form-control.styles';
import { formWord } from '../shared/form/words';
import { message } from '../shared/messages';
import { theme } from '../shared/theme';
import { styles } from './crowd-input.styles';

/**
 * A field of one line.
 *
 * Submits `{"<name>":"…"}`, always as text; nothing while it is empty.
 *
 * @attr name
 * @attr type - as of an HTML `input`; default `text`. Files cannot be handed in: `file` says so
 * @attr value - text it starts with
 * @attr label - over the field
 * @attr placeholder
 * @attr {boolean} required
 * @attr {boolean} disabled
 * @attr {boolean} auto-focus
 * @attr {boolean} auto-validate - checks while one types, and drops characters that `allowed-pattern` does not allow
 * @attr allowed-pattern - regular expression that a character has to fit
 * @attr error-message - shown under the field while its value cannot be submitted
 * @attr {number} min-length
 * @attr {number} max-length - what is typed beyond it is ignored
 * @attr min, max, step, pattern - as of an HTML `input`
 * @fires input
 * @fires change
 */
export class CrowdInput extends FormControl {
  static override styles = [theme, formControlStyles, styles];
  static override properties: PropertyDeclarations = {
    ...FormControl.properties,
    type: { reflect: true },
    value: { reflect: false },
    label: { reflect: true },
    placeholder: { reflect: true },
    autoFocus: { type: Boolean, attribute: 'auto-focus' },
    autoValidate: { type: Boolean, attribute: 'auto-validate' },
    allowedPattern: { attribute: 'allowed-pattern' },
    errorMessage: { attribute: 'error-message' },
    minLength: { type: Number, attribute: 'min-length' },
    maxLength: { type: Number, attribute: 'max-length' },
    min: {},
    max: {},
    step: {},
    pattern: {},
  };

  declare type: string | undefined;
  declare label: string | undefined;
  declare placeholder: string | undefined;
  declare autoFocus: boolean;
  declare autoValidate: boolean;
  declare allowedPattern: string | undefined;
  declare errorMessage: string | undefined;
  declare minLength: number | undefined;
  declare maxLength: number | undefined;
  declare min: string | undefined;
  declare max: string | undefined;
  declare step: string | undefined;
  declare pattern: string | undefined;
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
    return this.text === '' || this.type === 'file' ? undefined : this.text;
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

  protected override problem(): string | undefined {
    const { text } = this;
    if (this.type === 'file') return message('noFiles');
    const own = this.errorMessage;
    // What the browser could not read as a number or a date is an empty value to it.
    if (this.input?.validity.badInput) return own ?? formWord('notValid');
    if (text === '') return this.required ? (own ?? formWord('fillIn')) : undefined;
    if (this.minLength && text.length < this.minLength) return own ?? formWord('tooShort');
    if (this.allowedPattern && [...text].some((character) => !allows(this.allowedPattern!, character)))
      return own ?? formWord('notValid');
    if (this.input && !this.input.validity.valid && !this.input.validity.valueMissing)
      return own ?? (this.input.validationMessage || formWord('notValid'));
    return undefined;
  }

  override render() {
    const id = this.complaint ? 'complaint' : undefined;
    return html`
      ${this.label ? html`<label for="field">${this.label}${this.required ? html` <span class="required" aria-hidden="true">*</span>` : nothing}</label>` : nothing}
      ${
        this.type === 'file'
          ? html`<div class="complaint" role="note">${message('noFiles')}</div>`
          : html`<input
              id="field"
              class=${this.complaint ? 'invalid' : ''}
              type=${this.type ?? 'text'}
              .value=${this.text}
              placeholder=${ifDefined(this.placeholder)}
              aria-label=${ifDefined(this.label ? undefined : (this.getAttribute('aria-label') ?? this.placeholder ?? this.name))}
              aria-describedby=${ifDefined(id)}
              aria-invalid=${this.complaint ? 'true' : 'false'}
              minlength=${ifDefined(this.minLength)}
              maxlength=${ifDefined(this.maxLength)}
              min=${ifDefined(this.min)}
              max=${ifDefined(this.max)}
              step=${ifDefined(this.step)}
              pattern=${ifDefined(this.pattern)}
              ?required=${this.required}
              ?disabled=${this.disabled}
              @input=${this.onInput}
              @change=${this.onChange}
            />${this.complaint ? html`<div id="complaint" class="complaint" role="alert">${this.complaint}</div>` : nothing}`
      }
      <slot></slot>
    `;
  }

  private get input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  private onInput(event: Event): void {
    const input = event.target as HTMLInputElement;
    if (this.autoValidate && this.allowedPattern) {
      const allowed = [...input.value].filter((character) => allows(this.allowedPattern!, character)).join('');
      if (allowed !== input.value) input.value = allowed;
    }
    this.value = input.value;
    if (this.autoValidate || this.complaint) this.validate();
  }

  /** A native change event does not leave the shadow root. */
  private onChange(): void {
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}

function allows(pattern: string, character: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(character);
  } catch {
    // An author's pattern that is none keeps nobody from answering.
    return true;
  }
}
