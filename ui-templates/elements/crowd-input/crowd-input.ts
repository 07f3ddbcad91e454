import { html, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formControlStyles } from '../shared/form/form-control.styles';
import { TextField } from '../shared/form/text-field';
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
export class CrowdInput extends TextField {
  static override styles = [theme, formControlStyles, styles];
  static override properties: PropertyDeclarations = {
    type: { reflect: true },
    allowedPattern: { attribute: 'allowed-pattern' },
    minLength: { type: Number, attribute: 'min-length' },
    min: {},
    max: {},
    step: {},
    pattern: {},
  };

  declare type: string | undefined;
  declare allowedPattern: string | undefined;
  declare minLength: number | undefined;
  declare min: string | undefined;
  declare max: string | undefined;
  declare step: string | undefined;
  declare pattern: string | undefined;
  protected override get submittable(): string | undefined {
    return this.type === 'file' ? undefined : super.submittable;
  }

  protected override problem(): string | undefined {
    const text = this.value;
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
      ${this.renderLabel()}
      ${
        this.type === 'file'
          ? html`<div class="complaint" role="note">${message('noFiles')}</div>`
          : html`<input
              id="field"
              class=${this.complaint ? 'invalid' : ''}
              type=${this.type ?? 'text'}
              .value=${this.value}
              placeholder=${ifDefined(this.placeholder)}
              aria-label=${ifDefined(this.spokenLabel)}
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
            />${this.renderComplaint()}`
      }
      <slot></slot>
    `;
  }

  private get input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  protected override allowed(typed: string): string {
    const pattern = this.autoValidate ? this.allowedPattern : undefined;
    return pattern ? [...typed].filter((character) => allows(pattern, character)).join('') : typed;
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
