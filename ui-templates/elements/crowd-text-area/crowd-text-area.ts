import { html, nothing, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { FormControl } from '../shared/form/form-control';
import { formControlStyles } from '../shared/form/form-control.styles';
import { formWord } from '../shared/form/words';
import { theme } from '../shared/theme';
import { styles } from './crowd-text-area.styles';

/**
 * A field of several lines. It grows with its text.
 *
 * Submits `{"<name>":"…"}` with `\n` between lines; nothing while it is empty.
 *
 * @attr name
 * @attr value - text it starts with
 * @attr label - over the field
 * @attr placeholder
 * @attr {number} rows - lines shown at least; default 1
 * @attr {number} max-rows - lines shown at most; then it scrolls
 * @attr {number} max-length - what is typed beyond it is ignored
 * @attr {boolean} char-counter - shows how many characters there are
 * @attr {boolean} auto-focus
 * @attr {boolean} auto-validate - checks while one types
 * @attr error-message - shown under the field while its value cannot be submitted
 * @attr {boolean} required
 * @attr {boolean} disabled
 * @fires input
 * @fires change
 */
export class CrowdTextArea extends FormControl {
  static override styles = [theme, formControlStyles, styles];
  static override properties: PropertyDeclarations = {
    ...FormControl.properties,
    value: { reflect: false },
    label: { reflect: true },
    placeholder: { reflect: true },
    rows: { type: Number },
    maxRows: { type: Number, attribute: 'max-rows' },
    maxLength: { type: Number, attribute: 'max-length' },
    charCounter: { type: Boolean, attribute: 'char-counter' },
    autoFocus: { type: Boolean, attribute: 'auto-focus' },
    autoValidate: { type: Boolean, attribute: 'auto-validate' },
    errorMessage: { attribute: 'error-message' },
  };

  declare label: string | undefined;
  declare placeholder: string | undefined;
  declare rows: number | undefined;
  declare maxRows: number | undefined;
  declare maxLength: number | undefined;
  declare charCounter: boolean;
  declare autoFocus: boolean;
  declare autoValidate: boolean;
  declare errorMessage: string | undefined;
  private text = '';

  /** What stands in the field. `null` clears it. */
  get value(): string {
    return this.text;
  }

  set value(value: string | null | undefined) {
    const before = this.text;
    this.text = value === null || value === undefined ? '' : String(value);
    this.requestUpdate('value', before);
  }

  protected get submittable(): string | undefined {
    return this.text === '' ? undefined : this.text;
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
    return this.required && this.text === '' ? (this.errorMessage ?? formWord('fillIn')) : undefined;
  }

  override render() {
    // The text a second time, unseen, makes the field as high as it is (H. Griffin, "Auto-growing inputs and textareas", CSS-Tricks 2021).
    return html`
      ${this.label ? html`<label for="field">${this.label}${this.required ? html` <span class="required" aria-hidden="true">*</span>` : nothing}</label>` : nothing}
      <div class="grow" style="--rows:${this.rows ?? 1};${this.maxRows ? `--max-rows:${this.maxRows}` : ''}">
        <textarea
          id="field"
          class=${this.complaint ? 'invalid' : ''}
          rows=${this.rows ?? 1}
          .value=${this.text}
          placeholder=${ifDefined(this.placeholder)}
          aria-label=${ifDefined(this.label ? undefined : (this.getAttribute('aria-label') ?? this.placeholder ?? this.name))}
          aria-describedby=${ifDefined(this.complaint ? 'complaint' : undefined)}
          aria-invalid=${this.complaint ? 'true' : 'false'}
          maxlength=${ifDefined(this.maxLength)}
          ?required=${this.required}
          ?disabled=${this.disabled}
          @input=${this.onInput}
          @change=${this.onChange}
        ></textarea>
        <div class="copy" aria-hidden="true">${this.text} </div>
      </div>
      ${this.complaint ? html`<div id="complaint" class="complaint" role="alert">${this.complaint}</div>` : nothing}
      ${this.charCounter ? html`<div class="hint">${this.text.length}${this.maxLength ? ` / ${this.maxLength}` : ''} ${formWord('characters')}</div>` : nothing}
      <slot></slot>
    `;
  }

  private onInput(event: Event): void {
    this.value = (event.target as HTMLTextAreaElement).value;
    if (this.autoValidate || this.complaint) this.validate();
  }

  /** A native change event does not leave the shadow root. */
  private onChange(): void {
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}
