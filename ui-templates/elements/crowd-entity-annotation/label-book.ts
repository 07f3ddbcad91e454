import { inkOn } from '../../text/ink';
import type { LabelLook } from '../../text/marks-layer';
import { labelColor } from '../shared/full-page/label-colors';
import { labelKey } from '../shared/full-page/label-keys';
import { type EntityLabel, namedItself, parseEntityLabels } from './entity-labels';

/** For spans whose label the job does not know. */
const UNKNOWN_LABEL = '#7f7f7f';

/** The labels of a job: what they are called, their colours and their keys. */
export class LabelBook {
  readonly labels: readonly EntityLabel[];
  /** As the template gave them: objects or strings. */
  readonly items: unknown[];
  /** What is wrong with the attribute. */
  readonly problem: string | undefined;
  private readonly places: ReadonlyMap<string, number>;

  constructor(text: string | null) {
    const parsed = parseEntityLabels(text);
    this.labels = parsed.ok ? parsed.labels : [];
    this.items = parsed.ok ? parsed.items : [];
    this.problem = parsed.ok ? undefined : parsed.problem;
    this.places = new Map(this.labels.map(({ label }, index) => [label, index]));
  }

  /** In the order of the labels. */
  get colors(): string[] {
    return this.labels.map((_, index) => labelColor(index));
  }

  /** Names for the list; where two labels are called the same, with what tells them apart. */
  get names(): string[] {
    const names = this.labels.map(({ full }) => full);
    return this.labels.map(({ label, full }) =>
      names.indexOf(full) === names.lastIndexOf(full) ? full : `${full} (${label})`,
    );
  }

  placeOf(label: string): number | undefined {
    return this.places.get(label);
  }

  lookOf(label: string): LabelLook {
    const place = this.placeOf(label);
    const color = place === undefined ? UNKNOWN_LABEL : labelColor(place);
    const { short } = place === undefined ? namedItself(label) : this.labels[place]!;
    return { name: short, color, ink: inkOn(color) };
  }

  /** What is written on the key of a label. */
  keyOf(label: string): string | undefined {
    const place = this.placeOf(label);
    return place === undefined ? undefined : labelKey(place);
  }
}
