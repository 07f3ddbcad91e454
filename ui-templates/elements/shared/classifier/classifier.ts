import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Command } from '../full-page/commands';
import { FullPageWidget } from '../full-page/full-page-widget';
import { labelKey } from '../full-page/label-keys';
import { digitFor } from '../keys';
import { message } from '../messages';
import { parseStringList } from '../string-list';

/** The list gets a search field when the digits no longer reach every label. */
const DIGIT_KEYS = 10;

/** What all classifiers share: the list of labels, its keys and its search, a model's suggestion. What is chosen, and how it is submitted, is theirs. */
export abstract class Classifier extends FullPageWidget {
  static override properties: PropertyDeclarations = {
    ...FullPageWidget.properties,
    categoriesText: { attribute: 'categories', reflect: true },
    search: { state: true },
    suggested: { state: true },
  };

  declare categoriesText: string | null;
  declare search: string;
  /** The initial value, where it is a model's suggestion. */
  declare suggested: readonly string[];

  constructor() {
    super();
    this.categoriesText = null;
    this.search = '';
    this.suggested = [];
  }

  /** Labels to choose from. Scripts may replace them, as a list or as JSON text. */
  get categories(): string[] {
    const list = parseStringList('categories', this.categoriesText);
    return list.ok ? list.items : [];
  }

  set categories(labels: string[] | string) {
    this.categoriesText = typeof labels === 'string' ? labels : JSON.stringify(labels);
  }

  protected abstract readonly inputType: 'radio' | 'checkbox';
  /** Labels chosen now. */
  protected abstract get chosenLabels(): readonly string[];
  protected abstract choose(label: string): void;
  protected abstract clear(): void;
  protected isOpen(_label: string): boolean {
    return true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const initial = this.getAttribute('initial-value');
    if (initial !== null && this.chosenLabels.length === 0) this.takeInitialValue(initial);
    if (this.hasAttribute('suggestion-confidence')) this.suggested = this.chosenLabels;
  }

  protected abstract takeInitialValue(text: string): void;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('fieldset input')?.focus();
  }

  protected override get scrollsWork(): boolean {
    return true;
  }

  protected override commands(): Command[] {
    return [
      ...super.commands(),
      {
        id: 'clear-suggestion',
        title: this.suggested.length > 0 ? message('clearSuggestion') : '',
        keys: ['Backspace'],
        run: () => this.clearSuggestion(),
        enabled: () => this.showsSuggestion,
      },
    ];
  }

  protected override get labelCount(): number {
    return this.categories.length;
  }

  protected override chooseLabel(index: number): boolean {
    const label = this.categories[index];
    if (label === undefined || !this.isOpen(label)) return false;
    this.choose(label);
    // The next Enter is to submit, not to press a button that happens to have the focus.
    const shown = matching(this.categories, this.search).indexOf(label);
    this.renderRoot.querySelectorAll<HTMLElement>('fieldset label input')[shown]?.focus();
    return true;
  }

  protected override renderPane() {
    const list = parseStringList('categories', this.categoriesText);
    return html`<div class="label-pane-content category-picker-wrapper">${list.ok ? this.renderLabels(this.categories) : this.renderProblem(list.problem)}</div>`;
  }

  /** Before the labels: what the picture shows already. */
  protected renderBeforeLabels(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** After the labels: the button for none of them. */
  protected renderAfterLabels(): TemplateResult | typeof nothing {
    return nothing;
  }

  private renderLabels(labels: string[]) {
    const found = matching(labels, this.search);
    return html`
      ${this.renderBeforeLabels()}
      ${this.showsSuggestion ? this.renderSuggestion() : nothing}
      ${labels.length > DIGIT_KEYS ? html`<input class="label-search" type="search" autocomplete="off" aria-label=${message('findLabel')} placeholder=${message('findLabel')} .value=${this.search} @input=${this.onSearch} @change=${(event: Event) => event.stopPropagation()} @keydown=${this.onSearchKey} />` : nothing}
      <fieldset>
        <legend>${message('labels')}</legend>
        ${found.map((label) => this.renderLabel(label, labels.indexOf(label)))}
        ${found.length === 0 && this.search ? html`<p class="none">${message('noLabelFound')}</p>` : nothing}
        ${this.renderAfterLabels()}
      </fieldset>
    `;
  }

  private renderLabel(label: string, index: number) {
    const isChosen = this.chosenLabels.includes(label);
    return html`<label class="label-button ${isChosen ? 'selected' : ''}">
      <input type=${this.inputType} name="label" .checked=${isChosen} ?disabled=${!this.isOpen(label)} aria-keyshortcuts=${digitFor(index) ?? nothing} @change=${(event: Event) => this.onPress(event, label)} />
      <span class="text">${label}${this.suggested.includes(label) ? html` <span class="suggested">${message('suggested')} ${this.suggestionShare}</span>` : nothing}</span>
      <kbd aria-hidden="true">${labelKey(index)}</kbd>
    </label>`;
  }

  /** The input's own change is ours to tell. */
  private onPress(event: Event, label: string): void {
    event.stopPropagation();
    this.choose(label);
  }

  /** Says that the labels were not the worker's choice, and takes them back. */
  private renderSuggestion() {
    return html`<div class="suggestion">
      <span>${message('suggestionChosen')}</span>
      <button type="button" aria-keyshortcuts="Backspace" @click=${() => this.clearSuggestion()}>${message('clearSuggestion')} <kbd aria-hidden="true">⌫</kbd></button>
    </div>`;
  }

  private get suggestionShare(): string {
    const confidence = Number(this.getAttribute('suggestion-confidence') || Number.NaN);
    return confidence >= 0 && confidence <= 1 ? `${Math.floor(confidence * 100 + 1e-9)}%` : '';
  }

  /** Whether what is chosen is still what the model chose. */
  private get showsSuggestion(): boolean {
    const chosen = this.chosenLabels;
    return (
      chosen.length > 0 &&
      chosen.length === this.suggested.length &&
      chosen.every((label) => this.suggested.includes(label))
    );
  }

  private clearSuggestion(): void {
    this.clear();
    this.tellChange();
    // The button goes; keys still mean labels.
    this.renderRoot.querySelector<HTMLElement>('.work')?.focus();
  }

  private onSearch(event: Event): void {
    event.stopPropagation();
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
}

const matching = (labels: string[], search: string): string[] => {
  const wanted = search.trim().toLocaleLowerCase();
  return wanted ? labels.filter((label) => label.toLocaleLowerCase().includes(wanted)) : labels;
};
