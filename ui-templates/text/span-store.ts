import { type Edit, History } from '../canvas2d/history';
import type { TextRange } from './boundaries';

/** A labelled range of a text. Its id never changes and is never used again, so that other things, relations for one, can point to it. */
export interface Span extends TextRange {
  readonly id: number;
  readonly label: string;
  /** How sure a model was, 0 to 1, or true where it did not say; undefined once a person has confirmed the span, or made it. */
  readonly suggested?: number | true;
}

export type NewSpan = Omit<Span, 'id'>;

/** One span before and after an edit; undefined where it did not exist. */
interface SpanChange {
  before: Span | undefined;
  after: Span | undefined;
}

/** The spans of a text in reading order, and everything that was done to them. */
export class SpanStore {
  private readonly byId = new Map<number, Span>();
  private sorted: Span[] | undefined;
  /** For each place in `sorted`, the furthest end up to there. */
  private reach: number[] = [];
  private lastId = 0;
  private readonly history: History;

  /** @param onChange called after every edit, back or forth, and when all was replaced */
  constructor(private readonly onChange: () => void = () => {}) {
    this.history = new History(() => onChange());
  }

  get size(): number {
    return this.byId.size;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get(id: number | undefined): Span | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** By start, the longer one first where several start together. */
  all(): readonly Span[] {
    if (!this.sorted) {
      this.sorted = [...this.byId.values()].sort(inReadingOrder);
      let furthest = 0;
      this.reach = this.sorted.map(({ end }) => {
        furthest = Math.max(furthest, end);
        return furthest;
      });
    }
    return this.sorted;
  }

  /** Those that share at least one character with a range, in reading order. */
  within({ start, end }: TextRange): Span[] {
    const all = this.all();
    const found: Span[] = [];
    for (let i = firstAbove(this.reach, start); i < all.length && all[i]!.start < end; i += 1)
      if (all[i]!.end > start) found.push(all[i]!);
    return found;
  }

  /** Whether the very same range has the label already. */
  has({ start, end, label }: NewSpan): boolean {
    return this.within({ start, end }).some((span) => span.start === start && span.end === end && span.label === label);
  }

  /** Adds spans as one step; those that are there already are left out. */
  add(title: string, spans: readonly NewSpan[]): Span[] {
    const seen = new Set<string>();
    const added: Span[] = [];
    for (const span of spans) {
      const key = `${span.start} ${span.end} ${span.label}`;
      if (seen.has(key) || span.end <= span.start || this.has(span)) continue;
      seen.add(key);
      this.lastId += 1;
      added.push({ ...span, id: this.lastId });
    }
    this.change(
      title,
      added.map((after) => ({ before: undefined, after })),
    );
    return added;
  }

  remove(title: string, ids: Iterable<number>): void {
    this.change(
      title,
      [...ids].flatMap((id) => (this.byId.has(id) ? [{ before: this.byId.get(id), after: undefined }] : [])),
    );
  }

  /**
   * Gives a span another label or other edges. It is a person's then, whoever made it. Refused where the same span is there already.
   * @param group steps of one key held down have one, and are undone together
   */
  update(title: string, id: number, changes: Partial<NewSpan>, group?: string): boolean {
    const before = this.byId.get(id);
    if (!before) return false;
    const after: Span = { ...before, suggested: undefined, ...changes };
    const isMoved = after.start !== before.start || after.end !== before.end || after.label !== before.label;
    if (after.end <= after.start || (isMoved && this.has(after))) return false;
    if (!isMoved && after.suggested === before.suggested) return false;
    this.change(title, [{ before, after }], group);
    return true;
  }

  /** Makes every suggestion a person's, as one step. */
  confirmAll(title: string): void {
    this.change(
      title,
      this.all()
        .filter(({ suggested }) => suggested !== undefined)
        .map((before) => ({ before, after: { ...before, suggested: undefined } })),
    );
  }

  /** Starts over with these; nothing of it can be undone. */
  reset(spans: readonly NewSpan[]): void {
    this.byId.clear();
    for (const span of spans) {
      this.lastId += 1;
      this.byId.set(this.lastId, { ...span, id: this.lastId });
    }
    this.sorted = undefined;
    this.history.clear();
    this.onChange();
  }

  undo(): Edit | undefined {
    return this.history.undo();
  }

  redo(): Edit | undefined {
    return this.history.redo();
  }

  private change(title: string, changes: SpanChange[], group?: string): void {
    if (changes.length > 0) this.history.do(new SpanEdit(title, changes, (change) => this.put(change), group));
  }

  private put({ before, after }: SpanChange): void {
    if (after) this.byId.set(after.id, after);
    else if (before) this.byId.delete(before.id);
    this.sorted = undefined;
  }
}

class SpanEdit implements Edit {
  constructor(
    readonly title: string,
    private readonly changes: readonly SpanChange[],
    private readonly put: (change: SpanChange) => void,
    private readonly group: string | undefined,
  ) {}

  apply(): void {
    for (const change of this.changes) this.put(change);
  }

  revert(): void {
    for (const { before, after } of this.changes) this.put({ before: after, after: before });
  }

  merge(later: Edit): Edit | undefined {
    if (!(later instanceof SpanEdit) || this.group === undefined || this.group !== later.group) return undefined;
    const [first, last] = [this.changes[0], later.changes[0]];
    if (!first || !last || first.after?.id !== last.before?.id) return undefined;
    return new SpanEdit(this.title, [{ before: first.before, after: last.after }], this.put, this.group);
  }
}

const inReadingOrder = (a: Span, b: Span): number => a.start - b.start || b.end - a.end || a.id - b.id;

/** The first place whose value is above a limit; the values never fall. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
