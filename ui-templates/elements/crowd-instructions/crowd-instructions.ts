import { html } from 'lit';
import { OpenedByLink } from '../shared/opened-by-link';
import { phrases } from '../shared/phrases';

const word = phrases({
  en: {
    open: 'Click for instructions',
    summary: 'Summary',
    detailed: 'Detailed Instructions',
    examples: 'Examples',
    good: 'Good example',
    bad: 'Bad example',
  },
  ja: {
    open: '作業手順を見る',
    summary: '概要',
    detailed: '詳しい手順',
    examples: '例',
    good: '良い例',
    bad: '悪い例',
  },
});

const PARTS = [
  { tab: 'summary', tags: ['short-summary'] },
  { tab: 'detailed', tags: ['detailed-instructions'] },
  { tab: 'examples', tags: ['positive-example', 'negative-example'] },
] as const;

/**
 * Instructions in a dialog, behind a link, under up to three tabs. Their parts are child elements: `short-summary`, `detailed-instructions`, and any
 * number of `positive-example` and `negative-example`.
 *
 * @attr link-text - default "Click for instructions"
 * @attr {"link"|"button"} link-type - default `link`
 */
export class CrowdInstructions extends OpenedByLink {
  private readonly content = new MutationObserver(() => this.sort());

  protected override get defaultText(): string {
    return word('open');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.content.observe(this, { childList: true });
    this.sort();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.content.disconnect();
  }

  /** Authors write the parts in any order and without `slot` attributes. */
  private sort(): void {
    for (const { tab, tags } of PARTS)
      for (const part of this.querySelectorAll<HTMLElement>(tags.map((tag) => `:scope > ${tag}`).join(','))) {
        part.slot = tab;
        if (part.localName.endsWith('-example') && !part.dataset.kind) {
          part.dataset.kind = part.localName;
          const heading = document.createElement('strong');
          heading.textContent = word(part.localName === 'positive-example' ? 'good' : 'bad');
          part.style.display = 'block';
          part.prepend(heading);
        }
      }
    this.requestUpdate();
  }

  protected override renderContent() {
    const tabs = PARTS.filter(({ tab }) => this.querySelector(`:scope > [slot="${tab}"]`));
    if (tabs.length === 1) return html`<slot name=${tabs[0]!.tab}></slot><slot></slot>`;
    return html`<crowd-tabs>${tabs.map(({ tab }) => html`<crowd-tab header=${word(tab)}><slot name=${tab}></slot></crowd-tab>`)}</crowd-tabs><slot></slot>`;
  }
}
