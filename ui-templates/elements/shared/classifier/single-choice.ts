import type { PropertyDeclarations } from 'lit';
import { message } from '../messages';
import { Classifier } from './classifier';

export interface SingleChoiceValue {
  label?: string;
  workerComment?: string;
}

/** Scripts of templates read `event.target.value` as the label's text too. */
class ChosenLabel implements SingleChoiceValue {
  constructor(readonly label: string) {}
  toString(): string {
    return this.label;
  }
}

/** A classifier with one label. */
export abstract class SingleChoice extends Classifier {
  static override properties: PropertyDeclarations = { ...Classifier.properties, chosen: { state: true } };

  declare chosen: string | undefined;

  protected override readonly inputType = 'radio';

  /** `{"label":"…"}`, which as text is the label; an empty object before a choice. Setting it chooses. */
  get value(): SingleChoiceValue {
    return this.chosen === undefined ? {} : new ChosenLabel(this.chosen);
  }

  set value(value: SingleChoiceValue | string | undefined) {
    const label = typeof value === 'string' ? value : value?.label;
    this.chosen = label !== undefined && this.categories.includes(label) ? label : undefined;
    this.complaint = undefined;
  }

  get _submittableValue(): SingleChoiceValue | undefined {
    return this.chosen === undefined ? undefined : this.value;
  }

  /** Whether a label is chosen; says so beside the labels when not. */
  override validate(): boolean {
    this.complaint = this.chosen === undefined ? message('chooseLabel') : undefined;
    return this.chosen !== undefined;
  }

  override reset(): void {
    this.chosen = undefined;
    this.complaint = undefined;
  }

  protected override get chosenLabels(): readonly string[] {
    return this.chosen === undefined ? [] : [this.chosen];
  }

  protected override takeInitialValue(text: string): void {
    this.value = text;
  }

  protected override choose(label: string): void {
    if (this.chosen === label) return;
    this.chosen = label;
    this.complaint = undefined;
    this.tellChange();
  }

  protected override clear(): void {
    this.chosen = undefined;
  }
}
