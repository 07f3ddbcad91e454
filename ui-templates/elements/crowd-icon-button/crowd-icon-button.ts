import { html, LitElement } from 'lit';
import { iconPressStyles } from '../shared/icon/icon-press.styles';
import { renderIcon } from '../shared/icon/icons';
import { theme } from '../shared/theme';

/**
 * A button that is an icon.
 *
 * @attr icon - icon by name or address
 * @attr title - what it does, shown and spoken
 * @attr {boolean} disabled
 */
export class CrowdIconButton extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [theme, iconPressStyles];
  static override properties = { icon: {}, title: {}, disabled: { type: Boolean, reflect: true } };

  declare icon: string | undefined;
  declare disabled: boolean;

  constructor() {
    super();
    this.disabled = false;
    this.addEventListener('click', (event) => this.disabled && event.stopImmediatePropagation(), { capture: true });
  }

  override render() {
    return html`<button type="button" aria-label=${this.title || this.icon || ''} ?disabled=${this.disabled}>${renderIcon(this.icon)}</button><slot></slot>`;
  }
}
