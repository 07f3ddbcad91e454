import { type CSSResultGroup, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { fullPageStyles } from '../full-page.styles';
import { isTyping, pressesSomething } from '../keys';
import { message } from '../messages';
import { isInPortal } from '../page-context';
import { theme } from '../theme';
import { type Command, commandFor, keyText } from './commands';
import { frameStyles } from './full-page-widget.styles';
import { LabelKeys, labelKey } from './label-keys';
import { frameWord } from './words';

type DialogName = 'instructions' | 'shortcuts';

/** The frame of a widget that takes the whole screen: question, instructions, tools, work, labels, submission, and commands by key. */
export abstract class FullPageWidget extends LitElement {
  static override styles: CSSResultGroup = [theme, fullPageStyles, frameStyles];
  static override properties: PropertyDeclarations = {
    name: { reflect: true },
    header: { reflect: true },
    complaint: { state: true },
    dialogName: { state: true },
    isShortInDialog: { state: true },
    typedNumber: { state: true },
  };

  declare name: string | undefined;
  declare header: string | undefined;
  /** Why the work cannot be submitted, beside the button. */
  declare complaint: string | undefined;
  declare private dialogName: DialogName | undefined;
  /** A slot has one place: short instructions stand beside the work, or in the dialog while it shows them. */
  declare private isShortInDialog: boolean;
  /** The first digits of a label's number. */
  declare private typedNumber: string;

  /** The page may still be arriving when the element is drawn first, and scripts add regions later. */
  private readonly regions = new MutationObserver(() => this.requestUpdate());

  private readonly labelKeys = new LabelKeys(() => {
    this.typedNumber = this.labelKeys.typed;
    if (this.typedNumber) this.announce(`${frameWord('labelNumber')} ${this.typedNumber}…`);
  });

  constructor() {
    super();
    this.isShortInDialog = false;
    this.typedNumber = '';
  }

  /** The middle of the page. */
  protected abstract renderWork(): TemplateResult;
  protected renderTools(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** Beside the work: labels, lists. */
  protected renderPane(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** Over the Submit button. */
  protected renderFooter(): TemplateResult | typeof nothing {
    return nothing;
  }

  abstract validate(): boolean;
  abstract reset(): void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset.crowdFullPage = '';
    this.closest<HTMLElement & { layOut?(): void }>('crowd-form')?.layOut?.();
    this.regions.observe(this, { childList: true, subtree: true, characterData: true });
    // Before the form, for which Enter is to submit.
    document.addEventListener('keydown', this.onKey, { capture: true });
    // Back in a page, what `onLeft` let go of is to be built again.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.regions.disconnect();
    document.removeEventListener('keydown', this.onKey, { capture: true });
    this.labelKeys.forget();
    // A form that takes the element in moves it: nothing is to be built again for that.
    queueMicrotask(() => {
      if (!this.isConnected) this.onLeft();
    });
  }

  /** The element is in no page any more: what was built for the one it was in can go. */
  protected onLeft(): void {}

  /** What stands over the page. */
  protected get heading(): string | undefined {
    return this.header;
  }

  /** Whether the work may be longer than the page, so that it scrolls and can have the focus. */
  protected get scrollsWork(): boolean {
    return false;
  }

  /** How many labels keys can choose. */
  protected get labelCount(): number {
    return 0;
  }

  /** Keys choose labels by their place; says whether there was one. */
  protected chooseLabel(index: number): boolean {
    const button = this.renderRoot.querySelector<HTMLElement>(`.label-button[data-index="${index}"]`);
    button?.click();
    button?.scrollIntoView({ block: 'nearest' });
    return button !== null;
  }

  /** What the author has to mend, on the page where they see it. */
  protected renderProblem(problem: string) {
    return html`<div class="problem" role="alert"><strong>${message('templateProblem')}</strong> ${problem}</div>`;
  }

  protected commands(): Command[] {
    return [
      {
        id: 'shortcuts',
        title: frameWord('shortcuts'),
        keys: ['Shift+Slash', 'F1'],
        run: () => this.show('shortcuts'),
        // The portal's own help lists what it can do itself; ours has its button.
        enabled: () => !isInPortal(),
      },
      {
        id: 'instructions',
        title: message('instructions'),
        keys: ['KeyI'],
        run: () => this.show('instructions'),
        enabled: () => this.hasInstructions,
      },
    ];
  }

  protected command(id: string): Command | undefined {
    return this.commands().find((one) => one.id === id);
  }

  /** Title and key, for a button that has no words. */
  protected tooltip(id: string): string {
    const command = this.command(id);
    const [key] = command?.keys ?? [];
    return key ? `${command!.title} (${keyText(key)})` : (command?.title ?? '');
  }

  /** Says something to those who do not see it. */
  protected announce(text: string): void {
    const spoken = this.renderRoot.querySelector('.spoken');
    if (spoken) spoken.textContent = text;
  }

  /** The worker has changed the answer. */
  protected tellChange(): void {
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }

  override render() {
    const short = this.querySelector('short-instructions');
    return html`
      <div class="page ${short ? '' : 'without-side'}">
        <header class="headerContainer">
          ${this.heading ? html`<h1>${this.heading}</h1>` : html`<span class="no-header"></span>`}
          <div class="headerButtonsContainer">
            <awsui-button ?hidden=${!this.hasInstructions || isInPortal()}><button type="button" class="header-button" @click=${() => this.show('instructions')}>${message('instructions')}</button></awsui-button>
            <awsui-button><button type="button" class="header-button" @click=${() => this.show('shortcuts')}>${frameWord('shortcuts')}</button></awsui-button>
          </div>
        </header>
        ${short ? this.renderSide(short) : nothing}
        <div class="annotation-area">
          <div class="middle">
            ${this.renderTools()}
            <main class="work" tabindex=${this.scrollsWork ? 0 : nothing} aria-label=${this.header ?? nothing}>${this.renderWork()}<slot></slot></main>
          </div>
          <section class="answers" aria-label=${message('labels')}>
            ${this.typedNumber ? html`<div class="typed-number">${frameWord('labelNumber')} <kbd>${this.typedNumber}</kbd>…</div>` : nothing}
            <div class="pane">${this.renderPane()}</div>
            <div class="footer">
              ${this.complaint ? html`<div class="complaint" role="alert">${this.complaint}</div>` : nothing}
              ${this.renderFooter()}
              <awsui-button data-testid="crowd-submit" ?hidden=${isInPortal()}><crowd-button variant="primary" form-action="submit">${message('submit')}</crowd-button></awsui-button>
            </div>
          </section>
        </div>
      </div>
      ${this.renderDialog(short)}
      <div class="spoken" aria-live="polite"></div>
    `;
  }

  private get hasInstructions(): boolean {
    return this.querySelector('short-instructions, full-instructions') !== null;
  }

  private renderSide(short: Element) {
    return html`<aside class="awsui-app-layout__navigation" aria-label=${message('instructions')}>
      <h2>${short.getAttribute('header') ?? message('instructions')}</h2>
      ${this.isShortInDialog ? nothing : html`<slot name="short-instructions"></slot>`}
      ${this.querySelector('full-instructions') ? html`<button type="button" class="moreInstructionsLink" @click=${() => this.show('instructions')}>${message('moreInstructions')}</button>` : nothing}
    </aside>`;
  }

  private renderDialog(short: Element | null) {
    const full = this.querySelector('full-instructions');
    const isKeys = this.dialogName === 'shortcuts';
    const title = isKeys
      ? frameWord('shortcuts')
      : (full?.getAttribute('header') ?? short?.getAttribute('header') ?? message('instructions'));
    return html`<dialog class="awsui-modal-dialog" aria-labelledby="dialog-title" @close=${this.onDialogClosed}>
      <div class="dialog-header">
        <h2 id="dialog-title">${title}</h2>
        <crowd-button @click=${() => this.dialog?.close()}>${message('close')}</crowd-button>
      </div>
      <div class="dialog-body" tabindex="0">
        ${isKeys ? this.renderShortcuts() : nothing}
        ${this.isShortInDialog ? html`<slot name="short-instructions"></slot>` : nothing}
        <div ?hidden=${isKeys}><slot name="full-instructions"></slot></div>
      </div>
    </dialog>`;
  }

  private renderShortcuts() {
    const listed = this.commands().filter(({ title }) => title !== '');
    const keys = (command: Command) =>
      command.keys.map((key, i) => html`${i > 0 ? ' ' : ''}<kbd>${keyText(key)}</kbd>`);
    return html`<table class="shortcuts">
      <thead><tr><th scope="col">${frameWord('keys')}</th><th scope="col">${frameWord('what')}</th></tr></thead>
      <tbody>
        ${this.labelCount > 0 ? html`<tr><td><kbd>1</kbd> – <kbd>9</kbd> <kbd>0</kbd></td><td>${frameWord('label')}</td></tr>` : nothing}
        ${this.labelCount > 10 ? html`<tr><td><kbd>${labelKey(10)}</kbd> – <kbd>${labelKey(this.labelCount - 1)}</kbd></td><td>${frameWord('furtherLabel')}</td></tr>` : nothing}
        ${listed.map((command) => html`<tr><td>${keys(command)}</td><td>${command.title}</td></tr>`)}
      </tbody>
    </table>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (this.dialog?.open) {
      this.onDialogKey(event);
      return;
    }
    if (isTyping(event) || document.querySelector('dialog[open]')) return;
    const focused = document.activeElement?.closest('[data-crowd-full-page]');
    // Of several widgets on a page the one that has the focus is meant.
    if (focused && focused !== this) return;
    if (event.key === 'Enter' && pressesSomething(event)) return;
    if (event.key === 'Escape' && this.labelKeys.forget()) {
      event.preventDefault();
      return;
    }
    const label = this.labelKeys.take(event, this.labelCount);
    if (label === 'more' || (label !== undefined && this.chooseLabel(label))) {
      event.preventDefault();
      return;
    }
    const command = commandFor(this.commands(), event);
    if (!command) return;
    event.preventDefault();
    if (!event.repeat || !command.isOnce) command.run();
  };

  /** The key that opened a dialog closes it. */
  private onDialogKey(event: KeyboardEvent): void {
    if (commandFor(this.commands(), event)?.id !== this.dialogName) return;
    event.preventDefault();
    this.dialog?.close();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  private show(name: DialogName): void {
    const aside = this.renderRoot.querySelector('aside');
    const isBeside = aside !== null && getComputedStyle(aside).display !== 'none';
    const hasShort = this.querySelector('short-instructions') !== null;
    this.isShortInDialog =
      name === 'instructions' && hasShort && (!isBeside || this.querySelector('full-instructions') === null);
    this.dialogName = name;
    this.dialog?.showModal();
  }

  private onDialogClosed(): void {
    // Told late: another one was opened since.
    if (this.dialog?.open) return;
    this.isShortInDialog = false;
    this.dialogName = undefined;
  }
}
