import { css, html, LitElement } from 'lit';
import { renderIcon } from '../shared/icon/icons';
import { theme } from '../shared/theme';

/**
 * A small mark over the upper right corner of another element.
 *
 * @attr for - id of the element it marks; the one around it where there is none
 * @attr icon - icon by name or address; goes before `label`
 * @attr label - up to three characters
 */
export class CrowdBadge extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: contents;
      }
      .badge {
        position: absolute;
        z-index: 1;
        display: inline-flex;
        align-items: center;
        justify-content: center;
        min-width: 1.35rem;
        height: 1.35rem;
        padding: 0 0.3rem;
        border-radius: 1rem;
        background: var(--crowd-accent);
        color: var(--crowd-accent-ink);
        font-size: 0.75rem;
        font-weight: 600;
        pointer-events: none;
      }
      .icon {
        width: 0.9rem;
        height: 0.9rem;
      }
    `,
  ];
  static override properties = { for: { reflect: true }, icon: {}, label: {} };

  declare for: string | undefined;
  declare icon: string | undefined;
  declare label: string | undefined;

  private readonly place = new ResizeObserver(() => this.follow());

  override connectedCallback(): void {
    super.connectedCallback();
    this.place.observe(document.documentElement);
    window.addEventListener('scroll', this.follow, { capture: true, passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.place.disconnect();
    window.removeEventListener('scroll', this.follow, { capture: true });
  }

  override render() {
    return html`<span class="badge">${this.icon ? renderIcon(this.icon) : (this.label ?? '')}</span><slot></slot>`;
  }

  override updated(): void {
    this.follow();
  }

  private get marked(): Element | null {
    return this.for ? (this.getRootNode() as Document | ShadowRoot).getElementById(this.for) : this.parentElement;
  }

  private readonly follow = (): void => {
    const badge = this.renderRoot.querySelector<HTMLElement>('.badge');
    const { marked } = this;
    if (!badge) return;
    badge.hidden = !marked;
    if (!marked) return;
    this.place.observe(marked);
    // From where the badge would be by itself to the corner, whatever it is positioned against.
    badge.style.inset = '0 auto auto 0';
    const from = badge.getBoundingClientRect();
    const to = marked.getBoundingClientRect();
    badge.style.left = `${to.right - from.left - from.width / 2}px`;
    badge.style.top = `${to.top - from.top - from.height / 2}px`;
  };
}
