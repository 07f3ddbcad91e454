import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { digitFor, digitIndex, isCommand, isTyping } from '../shared/keys';
import { message } from '../shared/messages';
import { isInPortal } from '../shared/page-context';
import { parseStringList } from '../shared/string-list';

/** The list gets a search field when the digits no longer reach every label. */
const DIGIT_KEYS = 10;

export interface ClassifierValue {
  label?: string;
  workerComment?: string;
}

/** What the classifiers with one choice share: question, instructions, label list, keys, validation. */
export abstract class ClassifierBase extends LitElement {
  static override properties = {
    name: { reflect: true },
    header: { reflect: true },
    categoriesText: { attribute: 'categories', reflect: true },
    chosen: { state: true },
    search: { state: true },
    complaint: { state: true },
    suggested: { state: true },
    isShortInDialog: { state: true },
  };

  declare name: string | undefined;
  declare header: string | undefined;
  declare categoriesText: string | null;
  declare chosen: string | undefined;
  declare search: string;
  declare complaint: string | undefined;
  /** The initial value, where it is a model's suggestion. */
  declare suggested: string | undefined;
  /** A slot has one place: short instructions stand beside the work, or in the dialog while it shows them. */
  declare isShortInDialog: boolean;

  /** The page may still be arriving when the element is drawn first, and scripts add regions later. */
  private readonly regions = new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.categoriesText = null;
    this.search = '';
    this.isShortInDialog = false;
  }

  /** Labels to choose from. Scripts may replace them, as a list or as JSON text. */
  get categories(): string[] {
    const list = parseStringList('categories', this.categoriesText);
    return list.ok ? list.items : [];
  }

  set categories(labels: string[] | string) {
    this.categoriesText = typeof labels === 'string' ? labels : JSON.stringify(labels);
  }

  /** `{"label":"…"}`; an empty object before a choice. Setting it chooses. */
  get value(): ClassifierValue {
    return this.chosen === undefined ? {} : { label: this.chosen };
  }

  set value(value: ClassifierValue | string) {
    const label = typeof value === 'string' ? value : value?.label;
    this.chosen = label !== undefined && this.categories.includes(label) ? label : undefined;
    this.complaint = undefined;
  }

  get _submittableValue(): ClassifierValue | undefined {
    return this.chosen === undefined ? undefined : this.value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset.crowdFullPage = '';
    this.regions.observe(this, { childList: true, subtree: true, characterData: true });
    document.addEventListener('keydown', this.onKey);
    const initial = this.getAttribute('initial-value');
    if (initial !== null && this.chosen === undefined) this.value = initial;
    if (this.hasAttribute('suggestion-confidence')) this.suggested = this.chosen;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.regions.disconnect();
    document.removeEventListener('keydown', this.onKey);
  }

  /** Whether a label is chosen; says so beside the labels when not. */
  validate(): boolean {
    this.complaint = this.chosen === undefined ? message('chooseLabel') : undefined;
    return this.chosen !== undefined;
  }

  reset(): void {
    this.chosen = undefined;
    this.complaint = undefined;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input[type=radio]')?.focus();
  }

  /** The page's middle. */
  protected abstract renderWork(): TemplateResult;
  protected renderFooter(): TemplateResult | typeof nothing {
    return nothing;
  }

  override render() {
    const short = this.querySelector('short-instructions');
    const full = this.querySelector('full-instructions');
    const list = parseStringList('categories', this.categoriesText);
    return html`
      <div class="page ${short ? '' : 'without-side'}">
        <header class="headerContainer">
          <h1>${this.header ?? nothing}</h1>
          ${(full || short) && !isInPortal() ? this.renderInstructionsButton() : nothing}
        </header>
        ${short ? this.renderSide(short, full !== null) : nothing}
        <div class="annotation-area">
          <main class="work" tabindex="0" aria-label=${this.header ?? nothing}>${this.renderWork()}<slot></slot></main>
          <section class="answers category-picker-wrapper" aria-label=${message('labels')}>
            ${list.ok ? this.renderLabels(list.items) : this.renderProblem(list.problem)}
            <div class="footer">
              ${this.complaint ? html`<div class="complaint" role="alert">${this.complaint}</div>` : nothing}
              ${this.renderFooter()}
              ${isInPortal() ? nothing : html`<crowd-button variant="primary" form-action="submit" data-testid="crowd-submit" @click=${this.onSubmit}>${message('submit')}</crowd-button>`}
            </div>
          </section>
        </div>
      </div>
      ${this.renderDialog(short, full)}
    `;
  }

  private renderInstructionsButton() {
    return html`<div class="headerButtonsContainer">
      <button type="button" class="moreInstructionsLink" @click=${this.showInstructions}>${message('instructions')}</button>
    </div>`;
  }

  private renderSide(short: Element, hasMore: boolean) {
    return html`<aside aria-label=${message('instructions')}>
      <h2>${short.getAttribute('header') ?? message('instructions')}</h2>
      ${this.isShortInDialog ? nothing : html`<slot name="short-instructions"></slot>`}
      ${hasMore ? html`<button type="button" class="moreInstructionsLink" @click=${this.showInstructions}>${message('moreInstructions')}</button>` : nothing}
    </aside>`;
  }

  private renderLabels(labels: string[]) {
    const found = matching(labels, this.search);
    return html`
      ${this.chosen !== undefined && this.chosen === this.suggested ? this.renderSuggestion() : nothing}
      ${labels.length > DIGIT_KEYS ? html`<input class="search" type="search" autocomplete="off" aria-label=${message('findLabel')} placeholder=${message('findLabel')} .value=${this.search} @input=${this.onSearch} @keydown=${this.onSearchKey} />` : nothing}
      <fieldset>
        <legend>${message('labels')}</legend>
        ${found.map((label) => this.renderLabel(label, labels.indexOf(label)))}
        ${found.length === 0 && this.search ? html`<p class="none">${message('noLabelFound')}</p>` : nothing}
      </fieldset>
    `;
  }

  private renderLabel(label: string, index: number) {
    const key = digitFor(index);
    const isChosen = this.chosen === label;
    return html`<label class="label-button ${isChosen ? 'selected' : ''}">
      <input type="radio" name="label" .checked=${isChosen} aria-keyshortcuts=${key ?? nothing} @change=${() => this.choose(label)} />
      <span class="text">${label}${label === this.suggested ? html` <span class="suggested">${message('suggested')} ${this.suggestionShare}</span>` : nothing}</span>
      ${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
    </label>`;
  }

  /** Says that the label was not the worker's choice, and takes it back. */
  private renderSuggestion() {
    return html`<div class="suggestion">
      <span>${message('suggestionChosen')}</span>
      <button type="button" aria-keyshortcuts="Backspace" @click=${this.clearSuggestion}>${message('clearSuggestion')} <kbd aria-hidden="true">⌫</kbd></button>
    </div>`;
  }

  private get suggestionShare(): string {
    const confidence = Number(this.getAttribute('suggestion-confidence') || Number.NaN);
    return confidence >= 0 && confidence <= 1 ? `${Math.floor(confidence * 100 + 1e-9)}%` : '';
  }

  private readonly clearSuggestion = (): void => {
    this.chosen = undefined;
    this.tellChange();
    // The button goes; keys still mean labels.
    this.renderRoot.querySelector<HTMLElement>('.work')?.focus();
  };

  private renderDialog(short: Element | null, full: Element | null) {
    if (!short && !full) return nothing;
    const title = full?.getAttribute('header') ?? short?.getAttribute('header') ?? message('instructions');
    return html`<dialog aria-labelledby="instructions-title" @close=${this.onDialogClosed}>
      <div class="dialog-header">
        <h2 id="instructions-title">${title}</h2>
        <crowd-button @click=${this.hideInstructions}>${message('close')}</crowd-button>
      </div>
      <div class="dialog-body" tabindex="0">
        ${this.isShortInDialog ? html`<slot name="short-instructions"></slot>` : nothing}
        <slot name="full-instructions"></slot>
      </div>
    </dialog>`;
  }

  protected renderProblem(problem: string) {
    return html`<div class="problem" role="alert"><strong>${message('templateProblem')}</strong> ${problem}</div>`;
  }

  private choose(label: string): void {
    if (this.chosen === label) return;
    this.chosen = label;
    this.complaint = undefined;
    this.tellChange();
  }

  private tellChange(): void {
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!isCommand(event) || isTyping(event) || event.repeat) return;
    if (event.code === 'KeyI' || event.key === 'i') {
      event.preventDefault();
      this.toggleInstructions();
      return;
    }
    if (
      event.key === 'Backspace' &&
      this.chosen !== undefined &&
      this.chosen === this.suggested &&
      !this.dialog?.open
    ) {
      event.preventDefault();
      this.clearSuggestion();
      return;
    }
    const index = digitIndex(event);
    const label = index === undefined || this.dialog?.open ? undefined : this.categories[index];
    if (label === undefined) return;
    event.preventDefault();
    this.choose(label);
    // The next Enter is to submit, not to press a button that happens to have the focus.
    this.labelInput(label)?.focus();
  };

  private labelInput(label: string): HTMLInputElement | undefined {
    const inputs = [...this.renderRoot.querySelectorAll<HTMLInputElement>('input[type=radio]')];
    return inputs[matching(this.categories, this.search).indexOf(label)];
  }

  private onSearch(event: Event): void {
    this.search = (event.target as HTMLInputElement).value;
  }

  /** Enter takes the first label found. */
  private onSearchKey(event: KeyboardEvent): void {
    const [first] = matching(this.categories, this.search);
    if (event.key !== 'Enter' || first === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(first);
    this.search = '';
  }

  /** Its button stands in a shadow root and so finds no form around it. */
  private onSubmit(): void {
    this.closest<HTMLElement & { submit(): void }>('crowd-form')?.submit();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  private toggleInstructions(): void {
    if (this.dialog?.open) this.hideInstructions();
    else this.showInstructions();
  }

  private readonly showInstructions = (): void => {
    const aside = this.renderRoot.querySelector('aside');
    const isBeside = aside !== null && getComputedStyle(aside).display !== 'none';
    this.isShortInDialog = !isBeside || this.querySelector('full-instructions') === null;
    this.dialog?.showModal();
  };

  private readonly hideInstructions = (): void => this.dialog?.close();

  private onDialogClosed(): void {
    this.isShortInDialog = false;
  }
}

const matching = (labels: string[], search: string): string[] => {
  const wanted = search.trim().toLocaleLowerCase();
  return wanted ? labels.filter((label) => label.toLocaleLowerCase().includes(wanted)) : labels;
};
