import { html } from 'lit';
import { OpenedByLink } from '../shared/opened-by-link';
import { phrases } from '../shared/phrases';

const word = phrases({ en: { open: 'Click to open modal' }, ja: { open: '開く' } });

/**
 * Its content in a dialog, behind a link.
 *
 * @attr link-text - default "Click to open modal"
 * @attr {"link"|"button"} link-type - default `link`
 */
export class CrowdModal extends OpenedByLink {
  protected override get defaultText(): string {
    return word('open');
  }

  protected override renderContent() {
    return html`<slot></slot>`;
  }
}
