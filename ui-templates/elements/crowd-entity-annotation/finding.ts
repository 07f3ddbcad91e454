import type { Boundaries, TextRange } from '../../text/boundaries';
import { findAll } from '../../text/search';

/** Longer texts are hardly ever there twice. */
const LONGEST_WANTED = 200;

export interface FindingHost {
  /** Of the text that is shown; undefined while there is none. */
  boundaries(): Boundaries | undefined;
  /** Where the worker is in the text. */
  caret(): number;
  reveal(range: TextRange): void;
  refresh(): void;
}

/** Looks for places in the text: those that hold what is typed, or the same as what is selected. */
export class Finding {
  isOpen = false;
  wanted = '';
  matchCase = false;
  wholeWords = false;
  /** What was found, and is marked in the text. */
  places: readonly TextRange[] = [];
  /** The place that is shown now, from 0. */
  at = 0;

  constructor(private readonly host: FindingHost) {}

  get now(): TextRange | undefined {
    return this.isOpen ? this.places[this.at] : undefined;
  }

  /** @param wanted what is looked for; else what it was the last time */
  open(wanted?: string): void {
    this.isOpen = true;
    if (wanted !== undefined) this.wanted = wanted.slice(0, LONGEST_WANTED);
    this.search();
  }

  close(): void {
    this.isOpen = false;
    this.search();
  }

  look(changes: Partial<Pick<Finding, 'wanted' | 'matchCase' | 'wholeWords'>>): void {
    Object.assign(this, changes);
    this.search();
  }

  step(by: 1 | -1): void {
    if (this.places.length === 0) return;
    this.at = (this.at + by + this.places.length) % this.places.length;
    this.host.reveal(this.places[this.at]!);
    this.host.refresh();
  }

  /** Looks again: the text is another one, or what is looked for. */
  search(): void {
    const boundaries = this.host.boundaries();
    const { matchCase, wholeWords } = this;
    this.places = this.isOpen && boundaries ? findAll(boundaries, this.wanted, { matchCase, wholeWords }) : [];
    const caret = this.host.caret();
    this.at = Math.max(
      0,
      this.places.findIndex(({ end }) => end >= caret),
    );
    if (this.places[this.at]) this.host.reveal(this.places[this.at]!);
    this.host.refresh();
  }

  /** Marks a range and every other place with its text. */
  mark(range: TextRange, wholeWords: boolean): void {
    this.places = [range, ...this.othersOf(range, wholeWords)]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => ({ start, end }));
  }

  /** Marks only what is being looked for. */
  unmark(): void {
    if (!this.isOpen) this.places = [];
  }

  /** Other places with the text of a range; case counts. */
  othersOf(range: TextRange, wholeWords: boolean): TextRange[] {
    const boundaries = this.host.boundaries();
    if (!boundaries || range.end - range.start > LONGEST_WANTED) return [];
    const wanted = boundaries.text.slice(range.start, range.end);
    return findAll(boundaries, wanted, { matchCase: true, wholeWords }).filter(({ start }) => start !== range.start);
  }
}
