import { html, nothing, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formControlStyles } from '../shared/form/form-control.styles';
import { TextField } from '../shared/form/text-field';
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
export class CrowdTextArea extends TextField {
  static override styles = [theme, formControlStyles, styles];
  static override properties: PropertyDeclarations = {
    rows: { type: Number },
    maxRows: { type: Number, attribute: 'max-rows' },
    charCounter: { type: Boolean, attribute: 'char-counter' },
  };

  declare rows: number | undefined;
  declare maxRows: number | undefined;
  declare charCounter: boolean;
  protected override problem(): string | undefined {
    return this.required && this.value === '' ? (this.errorMessage ?? formWord('fillIn')) : undefined;
  }

  override render() {
    // The text a second time, unseen, makes the field as high as it is (H. Griffin, "Auto-growing inputs and textareas", CSS-Tricks 2021).
    return html`
      ${this.renderLabel()}
      <div class="grow" style="--rows:${this.rows ?? 1};${this.maxRows ? `--max-rows:${this.maxRows}` : ''}">
        <textarea
          id="field"
          class=${this.complaint ? 'invalid' : ''}
          rows=${this.rows ?? 1}
          .value=${this.value}
          placeholder=${ifDefined(this.placeholder)}
          aria-label=${ifDefined(this.spokenLabel)}
          aria-describedby=${ifDefined(this.complaint ? 'complaint' : undefined)}
          aria-invalid=${this.complaint ? 'true' : 'false'}
          maxlength=${ifDefined(this.maxLength)}
          ?required=${this.required}
          ?disabled=${this.disabled}
          @input=${this.onInput}
          @change=${this.onChange}
        ></textarea>
        <div class="copy" aria-hidden="true">${this.value} </div>
      </div>
      ${this.renderComplaint()}
      ${this.charCounter ? html`<div class="hint">${this.value.length}${this.maxLength ? ` / ${this.maxLength}` : ''} ${formWord('characters')}</div>` : nothing}
      <slot></slot>
    `;
  }
}
