import { html, LitElement, nothing } from 'lit';
import { renderIcon } from '../shared/icon/icons';
import { message } from '../shared/messages';
import { theme } from '../shared/theme';
import { styles } from './crowd-alert.styles';

const ICONS: Record<string, string> = {
  info: 'info',
  success: 'check-circle',
  warning: 'report-problem',
  error: 'error',
};

/**
 * A message in the page; its text is its content.
 *
 * @attr {"info"|"success"|"error"|"warning"} type - default `info`
 * @attr {boolean} dismissible - the worker may close it
 * @fires dismiss - when it was closed
 */
export class CrowdAlert extends LitElement {
  static override styles = [theme, styles];
  static override properties = { type: { reflect: true }, dismissible: { type: Boolean, reflect: true } };

  declare type: string | undefined;
  declare dismissible: boolean;

  constructor() {
    super();
    this.dismissible = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasAttribute('role')) this.setAttribute('role', this.type === 'error' ? 'alert' : 'status');
  }

  override render() {
    const type = this.type && this.type in ICONS ? this.type : 'info';
    return html`<div class="box ${type}">
      ${renderIcon(ICONS[type])}
      <div class="text"><slot></slot></div>
      ${this.dismissible ? html`<button type="button" aria-label=${message('close')} @click=${this.dismiss}>${renderIcon('close')}</button>` : nothing}
    </div>`;
  }

  private dismiss(): void {
    this.dispatchEvent(new Event('dismiss', { bubbles: true }));
    this.remove();
  }
}
