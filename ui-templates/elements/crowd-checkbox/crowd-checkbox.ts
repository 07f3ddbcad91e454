import { html } from 'lit';
import { formControlStyles } from '../shared/form/form-control.styles';
import { TwoState } from '../shared/form/two-state';
import { twoStateStyles } from '../shared/form/two-state.styles';
import { formWord } from '../shared/form/words';
import { theme } from '../shared/theme';

/**
 * A checkbox; its text is its content.
 *
 * Submits `{"<name>":{"<value>":true|false}}`; those of one name make one object.
 *
 * @attr name
 * @attr value - default `on`
 * @attr {boolean} checked
 * @attr {boolean} disabled
 * @attr {boolean} required - has to be ticked
 * @fires change
 */
export class CrowdCheckbox extends TwoState {
  static override styles = [theme, formControlStyles, twoStateStyles];
  protected override readonly controlRole = 'checkbox';

  protected override pressed(): boolean {
    return !this.checked;
  }

  protected override problem(): string | undefined {
    return this.required && !this.checked ? formWord('tick') : undefined;
  }

  protected override renderMark() {
    return html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.5"><path d="M3 8.5l3.2 3.2L13 4.8" /></svg>`;
  }
}
