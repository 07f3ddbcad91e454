import { html, LitElement } from 'lit';
import type { CrowdTab } from '../crowd-tab/crowd-tab';
import { theme } from '../shared/theme';
import { styles } from './crowd-tabs.styles';

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Parts of a page of which one is shown at a time: `crowd-tab` children. The first is shown first. */
export class CrowdTabs extends LitElement {
  static override styles = [theme, styles];
  static override properties = { shown: { state: true } };

  declare private shown: number;

  private readonly content = new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.shown = 0;
    this.addEventListener('crowd-tab-header', () => this.requestUpdate());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.content.observe(this, { childList: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.content.disconnect();
  }

  private get tabs(): CrowdTab[] {
    return [...this.querySelectorAll<CrowdTab>(':scope > crowd-tab')];
  }

  override willUpdate(): void {
    for (const [i, tab] of this.tabs.entries()) {
      tab.hidden = i !== this.shown;
      tab.setAttribute('role', 'tabpanel');
      tab.setAttribute('aria-label', tab.getAttribute('header') ?? '');
    }
  }

  override render() {
    return html`
      <div class="bar" role="tablist" @keydown=${this.onKey}>
        ${this.tabs.map((tab, i) => html`<button type="button" role="tab" aria-selected=${i === this.shown} tabindex=${i === this.shown ? 0 : -1} @click=${() => this.show(i)}>${tab.getAttribute('header')}</button>`)}
      </div>
      <div class="panel"><slot></slot></div>
    `;
  }

  private show(index: number): void {
    this.shown = index;
  }

  private onKey(event: KeyboardEvent): void {
    const count = this.tabs.length;
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : this.shown + (STEPS[event.key] ?? Number.NaN);
    if (!Number.isFinite(to)) return;
    event.preventDefault();
    event.stopPropagation();
    this.show((to + count) % count);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  }
}
