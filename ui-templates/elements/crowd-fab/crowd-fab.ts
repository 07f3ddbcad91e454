import { css, html, LitElement } from 'lit';
import { iconPressStyles } from '../shared/icon/icon-press.styles';
import { renderIcon } from '../shared/icon/icons';
import { theme } from '../shared/theme';

/**
 * A round button that floats over the page.
 *
 * @attr icon - icon by name or address
 * @attr label - one character instead of an icon
 * @attr title - what it does, shown and spoken
 * @attr {boolean} disabled
 */
export class CrowdFab extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    iconPressStyles,
    css`
      button,
      button:hover {
        width: 3.5rem;
        height: 3.5rem;
        background: var(--crowd-accent);
        color: var(--crowd-accent-ink);
        box-shadow: 0 2px 8px rgb(0 0 0 / 30%);
        font-size: 1.25rem;
      }
      button:disabled {
        background: var(--crowd-panel);
      }
    `,
  ];
  static override properties = { icon: {}, label: {}, title: {}, disabled: { type: Boolean, reflect: true } };

  declare icon: string | undefined;
  declare label: string | undefined;
  declare disabled: boolean;

  constructor() {
    super();
    this.disabled = false;
    this.addEventListener('click', (event) => this.disabled && event.stopImmediatePropagation(), { capture: true });
  }

  override render() {
    return html`<button type="button" aria-label=${this.title || this.label || this.icon || ''} ?disabled=${this.disabled}>${this.icon ? renderIcon(this.icon) : (this.label ?? '')}</button><slot></slot>`;
  }
}
