import { css, html, LitElement, type PropertyValues } from 'lit';
import { theme } from '../shared/theme';

const DURATION_MS = 3000;

/**
 * A short message at the lower edge of the page that goes by itself. One is shown at a time.
 *
 * @attr {number} duration - milliseconds; default 3000, 0 for ever
 * @attr text - what it says; its content where there is none
 * @attr {boolean} opened - whether it is shown
 */
export class CrowdToast extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        z-index: 1000;
        bottom: 1rem;
        left: 50%;
        translate: -50%;
        max-width: min(36rem, 92vw);
        padding: 0.75rem 1.25rem;
        border-radius: var(--crowd-radius);
        background: light-dark(#262b31, #e8ebef);
        color: light-dark(#ffffff, #16191d);
        box-shadow: 0 4px 16px rgb(0 0 0 / 35%);
      }
      :host(:not([opened])) {
        display: none;
      }
    `,
  ];
  static override properties = {
    duration: { type: Number },
    text: { reflect: true },
    opened: { type: Boolean, reflect: true },
  };

  declare duration: number | undefined;
  declare text: string | undefined;
  declare opened: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.opened = false;
  }

  /** Shows it. */
  open(): void {
    this.opened = true;
  }

  close(): void {
    this.opened = false;
  }

  /** Kept for templates that call it. */
  show(): void {
    this.open();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'status');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('opened')) return;
    clearTimeout(this.timer);
    if (!this.opened) return;
    for (const other of document.querySelectorAll<CrowdToast>('crowd-toast[opened]'))
      if (other !== this) other.opened = false;
    const duration = this.duration ?? DURATION_MS;
    if (duration > 0) this.timer = setTimeout(() => this.close(), duration);
  }

  override render() {
    return html`<span>${this.text ?? ''}</span><slot></slot>`;
  }
}
