import { html, type PropertyValues } from 'lit';
import { formControlStyles } from '../shared/form/form-control.styles';
import { TwoState } from '../shared/form/two-state';
import { twoStateStyles } from '../shared/form/two-state.styles';
import { theme } from '../shared/theme';
import { styles } from './crowd-radio-button.styles';

/**
 * A radio button; its text is its content. Of those in one `crowd-radio-group` one is on at most, whatever their names.
 *
 * Submits `{"<name>":{"<value>":true|false}}`; those of one name make one object.
 *
 * @attr name
 * @attr value - default `on`
 * @attr {boolean} checked
 * @attr {boolean} disabled
 * @fires change
 */
export class CrowdRadioButton extends TwoState {
  static override styles = [theme, formControlStyles, twoStateStyles, styles];
  protected override readonly controlRole = 'radio';

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('checked') && this.checked)
      for (const other of this.others()) if (other.checked) other.checked = false;
  }

  /** The buttons of the group around it, in their order; without a group itself alone. */
  get group(): CrowdRadioButton[] {
    const group = this.closest('crowd-radio-group');
    return group ? [...group.querySelectorAll<CrowdRadioButton>('crowd-radio-button')] : [this];
  }

  private others(): CrowdRadioButton[] {
    return this.group.filter((button) => button !== this);
  }

  protected override pressed(): boolean {
    return true;
  }

  protected override problem(): undefined {
    return undefined;
  }

  protected override renderMark() {
    return html`<span class="dot"></span>`;
  }
}
