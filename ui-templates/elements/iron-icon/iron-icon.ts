import { css, html, LitElement } from 'lit';
import { renderIcon } from '../shared/icon/icons';

/**
 * A picture by name, as templates put into buttons.
 *
 * @attr icon - `search`, `star`, `add-circle` and the like, or the address of a picture
 */
export class IronIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      vertical-align: middle;
    }
  `;
  static override properties = { icon: { reflect: true }, src: {} };

  declare icon: string | undefined;
  declare src: string | undefined;

  override render() {
    return html`${renderIcon(this.src ?? this.icon)}<slot></slot>`;
  }
}
