import type { CrowdRadioButton } from '../crowd-radio-button/crowd-radio-button';

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Radio buttons that exclude each other. They may stand anywhere inside, between text and markup. The keyboard takes the group as one stop: arrow keys choose.
 */
export class CrowdRadioGroup extends HTMLElement {
  private readonly content = new MutationObserver(() => this.giveStops());

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  connectedCallback(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'radiogroup');
    this.content.observe(this, { childList: true, subtree: true, attributeFilter: ['checked', 'disabled'] });
    this.giveStops();
  }

  disconnectedCallback(): void {
    this.content.disconnect();
  }

  private get buttons(): CrowdRadioButton[] {
    return [...this.querySelectorAll<CrowdRadioButton>('crowd-radio-button')];
  }

  /** Tab reaches the button that is on, or the first. */
  private giveStops(): void {
    const open = this.buttons.filter((button) => !button.hasAttribute('disabled'));
    const stop = open.find((button) => button.hasAttribute('checked')) ?? open[0];
    for (const button of this.buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  private onKey(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const open = this.buttons.filter(({ disabled }) => !disabled);
    const at = open.indexOf(event.target as CrowdRadioButton);
    if (step === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = open[(at + step + open.length) % open.length]!;
    next.focus();
    next.click();
  }
}
