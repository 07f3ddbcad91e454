import { html, LitElement, nothing } from 'lit';
import { message } from '../shared/messages';
import { takeSlot } from '../shared/region';
import { theme } from '../shared/theme';
import { styles } from './short-instructions.styles';

/**
 * Instructions that stay in view beside the work: of the widget they are in, or of a form without one.
 *
 * @attr header - a heading over them
 */
export class ShortInstructions extends LitElement {
  static override styles = [theme, styles];
  static override properties = { header: {}, isStanding: { type: Boolean, attribute: 'data-standing' } };

  declare header: string | undefined;
  /** In a form without a widget, which says so, they are a column of their own. */
  declare isStanding: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    takeSlot(this);
  }

  override render() {
    if (!this.isStanding) return html`<slot></slot>`;
    const full = this.parentElement?.querySelector<HTMLElement & { open(): void }>(':scope > full-instructions');
    return html`<aside aria-label=${message('instructions')}>
      <h2>${this.header || message('instructions')}</h2>
      <slot></slot>
      ${full ? html`<button type="button" @click=${() => full.open()}>${message('moreInstructions')}</button>` : nothing}
    </aside>`;
  }
}
