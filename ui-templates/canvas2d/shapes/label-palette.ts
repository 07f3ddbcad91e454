import { labelColor } from '../../elements/shared/full-page/label-colors';

const UNKNOWN = '#8a8f98';

/** The labels of a task, each with its colour. */
export class LabelPalette {
  private readonly colors = new Map<string, string>();

  /** @param own a colour of the template's by the label's place; undefined where there is none */
  constructor(labels: readonly string[], own: (index: number) => string | undefined) {
    labels.forEach((label, i) => {
      // A label that is named twice is one label.
      if (!this.colors.has(label)) this.colors.set(label, own(i) ?? labelColor(i));
    });
  }

  has(label: string): boolean {
    return this.colors.has(label);
  }

  colorOf(label: string): string {
    return this.colors.get(label) ?? UNKNOWN;
  }

  /** As scripts of templates ask for them. */
  byLabel(): Record<string, { label: string; color: string }> {
    return Object.fromEntries([...this.colors].map(([label, color]) => [label, { label, color }]));
  }
}
