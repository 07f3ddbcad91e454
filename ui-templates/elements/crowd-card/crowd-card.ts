import { css, html, LitElement, nothing } from 'lit';
import { theme } from '../shared/theme';

/**
 * A box around anything.
 *
 * @attr heading - over the content
 * @attr image - address of a picture at the top
 */
export class CrowdCard extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: inline-block;
        max-width: 100%;
        overflow: hidden;
        border: 1px solid var(--crowd-line);
        border-radius: var(--crowd-radius);
        background: var(--crowd-paper);
        color: var(--crowd-ink);
        box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
        vertical-align: top;
      }
      img {
        display: block;
        width: 100%;
      }
      h2 {
        margin: 0;
        padding: 0.75rem 1rem 0;
        font-size: 1.125rem;
      }
    `,
  ];
  static override properties = { heading: { reflect: true }, image: { reflect: true } };

  declare heading: string | undefined;
  declare image: string | undefined;

  override render() {
    return html`${this.image ? html`<img src=${this.image} alt="" />` : nothing}${this.heading ? html`<h2>${this.heading}</h2>` : nothing}<slot></slot>`;
  }
}
