import { html, nothing, type PropertyDeclarations } from 'lit';
import { parseLenientJson } from '../lenient-json';
import { phrases } from '../phrases';
import { Classifier } from './classifier';

export interface MultiChoiceValue {
  labels?: string[];
  workerComment?: string;
}

const word = phrases({
  en: { choose: 'Choose at least one label before you submit.' },
  ja: { choose: 'ラベルを一つ以上選んでから送信してください。' },
});

/** A classifier with any number of labels, and a button for none of them where the template wants one. */
export abstract class MultiChoice extends Classifier {
  static override properties: PropertyDeclarations = {
    ...Classifier.properties,
    exclusionText: { attribute: 'exclusion-category', reflect: true },
    chosen: { state: true },
    isExcluded: { state: true },
  };

  declare exclusionText: string | null;
  declare chosen: readonly string[];
  /** Whether the worker has said that none of the labels fits. */
  declare isExcluded: boolean;

  protected override readonly inputType = 'checkbox';

  constructor() {
    super();
    this.exclusionText = null;
    this.chosen = [];
    this.isExcluded = false;
  }

  /** `{"labels":["…"]}` in the order of the categories; empty where none fits; an empty object before a choice. */
  get value(): MultiChoiceValue {
    return this.isExcluded || this.chosen.length > 0 ? { labels: this.chosenLabels as string[] } : {};
  }

  set value(value: MultiChoiceValue | undefined) {
    const labels = Array.isArray(value?.labels) ? value.labels : undefined;
    this.chosen = this.categories.filter((label) => labels?.includes(label));
    this.isExcluded = labels?.length === 0 && this.exclusion !== undefined;
    this.complaint = undefined;
  }

  get _submittableValue(): MultiChoiceValue | undefined {
    return this.value.labels === undefined ? undefined : this.value;
  }

  /** Text of the button for none of the labels. */
  get exclusion(): string | undefined {
    const text = this.exclusionText;
    if (text === null) return undefined;
    try {
      const value = parseLenientJson(text);
      const named = (value as { text?: unknown } | null)?.text;
      return typeof named === 'string' ? named : typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether something is chosen; says so beside the labels when not. */
  override validate(): boolean {
    this.complaint = this.isDone ? undefined : word('choose');
    return this.isDone;
  }

  protected get isDone(): boolean {
    return this.isExcluded || this.chosen.length > 0;
  }

  override reset(): void {
    this.clear();
    this.complaint = undefined;
  }

  protected override get chosenLabels(): readonly string[] {
    return this.categories.filter((label) => this.chosen.includes(label));
  }

  protected override isOpen(): boolean {
    return !this.isExcluded;
  }

  protected override takeInitialValue(text: string): void {
    try {
      const value = parseLenientJson(text);
      this.value = Array.isArray(value) ? { labels: value } : (value as MultiChoiceValue);
    } catch {
      this.value = { labels: [text] };
    }
  }

  protected override choose(label: string): void {
    this.chosen = this.chosen.includes(label)
      ? this.chosen.filter((other) => other !== label)
      : [...this.chosen, label];
    this.complaint = undefined;
    this.tellChange();
  }

  protected override clear(): void {
    this.chosen = [];
    this.isExcluded = false;
  }

  protected override renderAfterLabels() {
    const { exclusion } = this;
    if (this.exclusionText === null) return nothing;
    if (exclusion === undefined) return this.renderProblem(`exclusion-category: ${this.exclusionText}`);
    return html`<label class="label-button exclusion ${this.isExcluded ? 'selected' : ''}">
      <input type="checkbox" .checked=${this.isExcluded} @change=${this.onExclude} />
      <span class="text">${exclusion}</span>
    </label>`;
  }

  private onExclude(event: Event): void {
    event.stopPropagation();
    this.isExcluded = (event.target as HTMLInputElement).checked;
    if (this.isExcluded) this.chosen = [];
    this.complaint = undefined;
    this.tellChange();
  }
}
