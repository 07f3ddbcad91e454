import type { TextRange } from '../../text/boundaries';
import { overlapping, withoutOverlaps } from '../../text/overlaps';
import type { Span, SpanStore } from '../../text/span-store';
import { excerpt } from './excerpt';
import { word } from './words';

export interface LabellingHost {
  text(): string;
  /** A character may have several labels. */
  mayOverlap(): boolean;
  nameOf(label: string): string;
  /** Says something to those who do not see it. */
  say(text: string): void;
  /** Says something to everybody. */
  tell(text: string): void;
  /** The worker has changed the answer. */
  tellChange(): void;
}

/** Changes to the spans, under the rules of the job: each is one step that can be undone, and is said in words. */
export class Labelling {
  constructor(
    private readonly store: SpanStore,
    private readonly host: LabellingHost,
  ) {}

  /** Gives a range a label, or takes it away again; false where it may not have it. */
  toggle(range: TextRange, label: string): boolean {
    const same = this.store
      .within(range)
      .find((span) => span.start === range.start && span.end === range.end && span.label === label);
    if (same) this.remove([same]);
    else {
      if (!this.mayLie(range)) return false;
      const title = this.titleFor(word('labelled'), range, label);
      this.store.add(title, [{ ...range, label }]);
      this.done(title);
    }
    return true;
  }

  relabel(span: Span, label: string): void {
    const title = this.titleFor(word('relabelled'), span, label);
    if (this.store.update(title, span.id, { label })) this.done(title);
    else this.host.tell(word('sameAlready'));
  }

  /** Gives several places a label, as one step; where spans may not overlap, those that are free. */
  labelAll(ranges: readonly TextRange[], label: string): void {
    const places = ranges.map((range) => ({ ...range, label }));
    const free = this.host.mayOverlap()
      ? places
      : withoutOverlaps(places.filter((range) => this.store.within(range).length === 0));
    const titleOf = (count: number) => `${word('labelled')}: ${count}, ${this.host.nameOf(label)}`;
    const added = this.store.add(titleOf(free.length), free);
    if (added.length > 0) this.host.tellChange();
    this.host.tell(added.length > 0 ? titleOf(added.length) : word('sameAlready'));
  }

  /** @param group steps of one key held down have one, and are undone together */
  resize(span: Span, range: TextRange, group?: string): boolean {
    if (!this.mayLie(range, span)) return false;
    if (!this.store.update(this.titleFor(word('resized'), range, span.label), span.id, range, group)) {
      this.host.tell(word('sameAlready'));
      return false;
    }
    this.done(`${this.host.nameOf(span.label)}: ${this.quote(range)}`);
    return true;
  }

  /** A person says that a model was right. */
  confirm(span: Span): void {
    const title = this.titleFor(word('confirmed'), span, span.label);
    this.store.update(title, span.id, {});
    this.host.say(title);
  }

  remove(spans: readonly Span[]): void {
    const [first] = spans;
    if (!first) return;
    const title =
      spans.length > 1 ? `${word('removed')}: ${spans.length}` : this.titleFor(word('removed'), first, first.label);
    this.store.remove(
      title,
      spans.map(({ id }) => id),
    );
    this.done(title);
  }

  undo(): void {
    const edit = this.store.undo();
    this.host.say(edit ? `${word('undone')} ${edit.title}` : word('nothingToUndo'));
    if (edit) this.host.tellChange();
  }

  redo(): void {
    const edit = this.store.redo();
    this.host.say(edit ? `${word('redone')} ${edit.title}` : word('nothingToRedo'));
    if (edit) this.host.tellChange();
  }

  /** Spans that lie over others, where that is not allowed: they came with the task. */
  forbidden(): Span[] {
    return this.host.mayOverlap() ? [] : overlapping(this.store.all());
  }

  quote(range: TextRange): string {
    return `“${excerpt(this.host.text(), range)}”`;
  }

  /** Whether a span may be there; says why not. */
  private mayLie(range: TextRange, itself?: Span): boolean {
    if (this.host.mayOverlap()) return true;
    const other = this.store.within(range).find(({ id }) => id !== itself?.id);
    if (other) this.host.tell(`${word('overlaps')} ${this.quote(other)}`);
    return !other;
  }

  private done(text: string): void {
    this.host.say(text);
    this.host.tellChange();
  }

  private titleFor(what: string, range: TextRange, label: string): string {
    return `${what}: ${this.quote(range)}, ${this.host.nameOf(label)}`;
  }
}
