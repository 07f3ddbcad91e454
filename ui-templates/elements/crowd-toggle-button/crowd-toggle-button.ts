import { html } from 'lit';
import { formControlStyles } from '../shared/form/form-control.styles';
import { TwoState } from '../shared/form/two-state';
import { twoStateStyles } from '../shared/form/two-state.styles';
import { formWord } from '../shared/form/words';
import { theme } from '../shared/theme';
import { styles } from './crowd-toggle-button.styles';

/**
 * A switch; its text is its content.
 *
 * Submits `{"<name>":{"<value>":true|false}}`.
 *
 * @attr name
 * @attr value - default `on`
 * @attr {boolean} checked
 * @attr {boolean} disabled
 * @attr {boolean} invalid - shown in the colour of a warning while it is off
 * @attr {boolean} required - has to be on
 * @fires change
 */
export class CrowdToggleButton extends TwoState {
  static override styles = [theme, formControlStyles, twoStateStyles, styles];
  protected override readonly controlRole = 'switch';

  protected override pressed(): boolean {
    return !this.checked;
  }

  protected override problem(): string | undefined {
    return this.required && !this.checked ? formWord('switchOn') : undefined;
  }

  protected override renderMark() {
    return html`<span class="knob"></span>`;
  }
}
