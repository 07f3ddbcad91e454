import type { PropertyValues } from 'lit';
import type { TextRange } from '../../text/boundaries';
import type { LabelLook } from '../../text/marks-layer';
import { findAll } from '../../text/search';
import { type NewSpan, type Span, SpanStore } from '../../text/span-store';
import { type Edge, type Snap, stepEdge } from '../../text/steps';
import type { TextDesk } from '../../text/text-desk';
import type { Command } from '../shared/full-page/commands';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { labelKey } from '../shared/full-page/label-keys';
import type { EntityLabel } from './entity-labels';
import type { PopupPurpose } from './label-popup';
import { word } from './words';

/** Sizes of the text in rem. */
export const TEXT_SIZES = [0.875, 1, 1.125, 1.25, 1.5, 1.75, 2];
const NOTICE_MS = 4000;
/** Longer texts are hardly ever there twice. */
const LONGEST_WANTED = 200;

/**
 * What a worker does with the spans of a text: everything that a key, a button or the pointer can ask for. How it looks and what is submitted
 * is the element's.
 */
export abstract class EntityWork extends FullPageWidget {
  static override properties = {
    ...FullPageWidget.properties,
    text: { reflect: true },
    snap: { reflect: true },
    noOverlap: { type: Boolean, attribute: 'no-overlap', reflect: true },
    version: { state: true },
    chosen: { state: true },
    held: { state: true },
    popup: { state: true },
    popupSearch: { state: true },
    isFinding: { state: true },
    wanted: { state: true },
    matchCase: { state: true },
    wholeWords: { state: true },
    foundAt: { state: true },
    others: { state: true },
    textSize: { state: true },
    notice: { state: true },
  };

  declare text: string | null;
  declare snap: Snap;
  declare noOverlap: boolean;
  /** Rises with every change of the spans. */
  declare protected version: number;
  /** The span that is picked. */
  declare protected chosen: number | undefined;
  /** The label that whatever is selected gets. */
  declare protected held: string | undefined;
  declare protected popup: PopupPurpose | undefined;
  declare protected popupSearch: string;
  declare protected isFinding: boolean;
  declare protected wanted: string;
  declare protected matchCase: boolean;
  declare protected wholeWords: boolean;
  declare protected foundAt: number;
  /** How many other places have the text that the popup is about. */
  declare protected others: number;
  declare protected textSize: number;
  declare protected notice: string | undefined;

  protected readonly store = new SpanStore(() => this.onSpans());
  protected desk: TextDesk | undefined;
  protected found: readonly TextRange[] = [];

  /** The range that just got its label: Enter submits then, and does not ask for another. */
  private settled = '';
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private othersTimer: ReturnType<typeof setTimeout> | undefined;
  private isRepeat = false;

  constructor() {
    super();
    this.text = null;
    this.snap = 'words';
    this.noOverlap = false;
    this.version = 0;
    this.popupSearch = '';
    this.isFinding = false;
    this.wanted = '';
    this.matchCase = false;
    this.wholeWords = false;
    this.foundAt = 0;
    this.others = 0;
    this.textSize = TEXT_SIZES.indexOf(1.125);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.onAnyKey, { capture: true });
    window.addEventListener('keyup', this.onAnyKey, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onAnyKey, { capture: true });
    window.removeEventListener('keyup', this.onAnyKey, { capture: true });
    clearTimeout(this.noticeTimer);
    clearTimeout(this.othersTimer);
  }

  protected abstract get entityLabels(): readonly EntityLabel[];
  protected abstract lookOf(label: string): LabelLook;
  /** Where all spans are listed. */
  protected abstract get list(): HTMLElement | null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (['wanted', 'matchCase', 'wholeWords', 'isFinding', 'text'].some((name) => changed.has(name))) this.search();
  }

  protected override get labelCount(): number {
    return this.entityLabels.length;
  }

  protected override commands(): Command[] {
    const hasChosen = () => this.chosen !== undefined;
    const edge = (id: string, title: string, keys: string[], which: Edge, by: 1 | -1): Command => ({
      id,
      title,
      keys,
      run: () => this.moveEdge(which, by),
      enabled: hasChosen,
    });
    return [
      ...super.commands(),
      { id: 'undo', title: word('undo'), keys: ['Ctrl+KeyZ'], run: () => this.undo() },
      { id: 'redo', title: word('redo'), keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], run: () => this.redo() },
      { id: 'open', title: word('openLabels'), keys: ['KeyL'], run: () => this.openPopup() },
      { id: 'all', title: word('labelOccurrences'), keys: ['KeyA'], run: () => this.labelOccurrences() },
      { id: 'find', title: word('find'), keys: ['KeyF'], run: () => this.openFind() },
      { id: 'snap', title: word('wholeWordsHelp'), keys: ['KeyW'], run: this.toggleSnap },
      { id: 'next', title: word('nextSpan'), keys: ['BracketRight'], run: () => this.step(1) },
      { id: 'previous', title: word('previousSpan'), keys: ['BracketLeft'], run: () => this.step(-1) },
      { id: 'unsure', title: word('nextSuggestion'), keys: ['KeyU'], run: () => this.nextSuggestion() },
      { id: 'confirm', title: word('confirm'), keys: ['KeyY'], run: () => this.confirm(), enabled: hasChosen },
      {
        id: 'remove',
        title: word('removeSpan'),
        keys: ['Delete', 'Backspace'],
        run: () => this.removeChosen(),
        enabled: hasChosen,
      },
      edge('end-forth', word('growEnd'), ['Shift+ArrowRight'], 'end', 1),
      edge('end-back', word('shrinkEnd'), ['Shift+ArrowLeft'], 'end', -1),
      edge('start-back', word('growStart'), ['Alt+Shift+ArrowLeft'], 'start', -1),
      edge('start-forth', word('shrinkStart'), ['Alt+Shift+ArrowRight'], 'start', 1),
      { id: 'larger', title: word('larger'), keys: ['Equal', 'NumpadAdd'], run: () => this.resizeText(1) },
      { id: 'smaller', title: word('smaller'), keys: ['Minus', 'NumpadSubtract'], run: () => this.resizeText(-1) },
      { id: 'to-text', title: word('toText'), keys: ['KeyT'], run: () => this.focus() },
      { id: 'to-list', title: word('toList'), keys: ['KeyE'], run: () => this.list?.focus() },
      { id: 'cancel', title: word('cancel'), keys: ['Escape'], run: () => this.cancel() },
    ];
  }

  /** What is written on the key of a label. */
  protected keyOf(label: string): string | undefined {
    const index = this.entityLabels.findIndex((item) => item.label === label);
    return index < 0 ? undefined : labelKey(index);
  }

  /** A label chosen in the pane, in the popup or by its key: for what is selected, else for the span that is picked, else for what comes. */
  protected choose(label: string): void {
    // A key held down would give and take the label by turns.
    if (this.isRepeat) return;
    const range = this.desk?.range;
    if (this.popup === 'found') this.labelFound(label);
    else if (range) this.toggle(range, label);
    else if (this.chosen !== undefined) this.relabel(label);
    else this.hold(label);
  }

  /** Gives a range a label, or takes it away again. */
  private toggle(range: TextRange, label: string): void {
    const same = this.store
      .within(range)
      .find((span) => span.start === range.start && span.end === range.end && span.label === label);
    if (same) this.removeSpans([same], label);
    else if (this.mayLie(range)) {
      this.store.add(this.titleFor(word('labelled'), range, label), [{ ...range, label }]);
      this.say(this.titleFor(word('labelled'), range, label));
      this.tellChange();
    } else return;
    this.settled = placeOf(range);
    this.closePopup();
  }

  private relabel(label: string): void {
    const span = this.store.get(this.chosen);
    if (!span) return;
    const title = this.titleFor(word('relabelled'), span, label);
    if (!this.store.update(title, span.id, { label })) this.tell(word('sameAlready'));
    else {
      this.say(title);
      this.tellChange();
    }
    this.settled = String(span.id);
    this.closePopup();
  }

  private hold(label: string): void {
    this.held = this.held === label ? undefined : label;
    this.say(this.held === undefined ? word('notHeld') : `${word('held')} ${this.lookOf(label).name}`);
  }

  /** Every place with the same text, as one step. */
  private labelFound(label: string): void {
    const places = this.found.map((range) => ({ ...range, label })).filter((span) => this.mayLie(span, true));
    const free = this.noOverlap ? withoutOverlaps(places) : places;
    const title = `${word('labelled')}: ${free.length}, ${this.lookOf(label).name}`;
    const added = this.store.add(title, free);
    if (added.length > 0) this.tellChange();
    this.closePopup();
    this.tell(
      added.length > 0 ? `${word('labelled')}: ${added.length}, ${this.lookOf(label).name}` : word('sameAlready'),
    );
  }

  /** Whether a span may be there; says why not. */
  private mayLie(range: TextRange, isQuiet = false): boolean {
    if (!this.noOverlap) return true;
    const [other] = this.store.within(range).filter(({ id }) => id !== this.chosen || this.desk?.range);
    if (other && !isQuiet) this.tell(`${word('overlaps')} ${this.excerpt(other)}`);
    return !other;
  }

  // What is selected or picked --------------------------------------------------------------------------------------------------------------

  protected onSelect(range: TextRange | undefined, isDone: boolean): void {
    this.chosen = undefined;
    if (!range) {
      this.closePopup();
      return;
    }
    if (!isDone) {
      this.closePopup();
      this.say(`${word('selected')}: ${this.excerpt(range)}`);
    } else if (this.held !== undefined && this.entityLabels.some(({ label }) => label === this.held)) {
      if (!this.has(range, this.held)) this.toggle(range, this.held);
      this.desk?.select(undefined);
    } else this.openPopup();
  }

  protected onCaret(offset: number): void {
    const { boundaries } = this.desk!;
    const { start, end } =
      this.snap === 'words' ? boundaries.wordAt(offset) : { start: offset, end: boundaries.nextCharacter(offset) };
    const names = this.store.within({ start, end }).map((span) => this.lookOf(span.label).name);
    this.say([boundaries.text.slice(start, end), ...new Set(names)].join(', '));
  }

  protected pick(span: Span, isFromList: boolean): void {
    this.desk?.select(undefined);
    this.settled = '';
    this.chosen = span.id;
    if (isFromList) this.closePopup();
    else this.openPopup('span');
    if (isFromList) this.desk?.reveal(span);
    this.say(`${this.lookOf(span.label).name}: ${this.excerpt(span)}`);
  }

  private step(by: 1 | -1, of: readonly Span[] = this.store.all()): void {
    if (of.length === 0) return;
    const now = of.findIndex(({ id }) => id === this.chosen);
    const caret = this.desk?.selection?.focus ?? 0;
    const later = of.findIndex(({ start }) => start >= caret);
    // From a caret, forth to the first span at or after it, back to the last one before.
    const fromCaret = later < 0 ? of.length : later;
    const from = now >= 0 ? now + by : by > 0 ? fromCaret : fromCaret - 1;
    this.pick(of[(from + of.length) % of.length]!, true);
  }

  protected nextSuggestion(): void {
    const now = this.store.all().findIndex(({ id }) => id === this.chosen);
    const open = this.store.all().filter(({ suggested }) => suggested !== undefined);
    const later = this.store
      .all()
      .slice(now + 1)
      .find(({ suggested }) => suggested !== undefined);
    const next = later ?? open[0];
    if (next) this.pick(next, true);
  }

  protected confirm(): void {
    const span = this.store.get(this.chosen);
    if (span?.suggested === undefined) return;
    this.store.update(this.titleFor(word('confirmed'), span, span.label), span.id, {});
    this.say(this.titleFor(word('confirmed'), span, span.label));
    this.closePopup();
    this.nextSuggestion();
  }

  protected readonly confirmAll = (): void => {
    this.store.confirmAll(word('confirmAll'));
    this.closePopup();
  };

  protected readonly removeAll = (): void => {
    this.removeSpans(this.store.all().filter(({ suggested }) => suggested !== undefined));
  };

  protected removeSpan(span: Span): void {
    this.removeSpans([span]);
  }

  protected removeChosen(): void {
    const span = this.store.get(this.chosen);
    if (!span) return;
    const all = this.store.all();
    const at = all.indexOf(span);
    const next = all[at + 1] ?? all[at - 1];
    this.removeSpans([span]);
    // From the list, one after the other is judged.
    if (next && this.shadowRoot?.activeElement === this.list) this.pick(next, true);
  }

  private removeSpans(spans: readonly Span[], label?: string): void {
    if (spans.length === 0) return;
    const [first] = spans;
    const title =
      spans.length > 1
        ? `${word('removed')}: ${spans.length}`
        : this.titleFor(word('removed'), first!, label ?? first!.label);
    this.store.remove(
      title,
      spans.map(({ id }) => id),
    );
    this.say(title);
    this.closePopup();
    this.tellChange();
  }

  private moveEdge(edge: Edge, by: 1 | -1): void {
    const span = this.store.get(this.chosen);
    if (!span || !this.desk) return;
    const at = edge === 'end' ? span.end - 1 : span.start;
    const forward = this.desk.view.isRightToLeft(at) ? (-by as 1 | -1) : by;
    const range = stepEdge(this.desk.boundaries, span, edge, forward, this.snap);
    if (range) this.resize(span, range, `${span.id} ${edge}`);
  }

  protected resize(span: Span, range: TextRange, group?: string): void {
    if (!this.mayMove(span, range)) return;
    if (!this.store.update(this.titleFor(word('resized'), range, span.label), span.id, range, group)) {
      this.tell(word('sameAlready'));
      return;
    }
    this.chosen = span.id;
    this.settled = String(span.id);
    this.popup = undefined;
    this.desk?.reveal(range);
    this.say(`${this.lookOf(span.label).name}: ${this.excerpt(range)}`);
    this.tellChange();
  }

  private mayMove(span: Span, range: TextRange): boolean {
    if (!this.noOverlap) return true;
    const other = this.store.within(range).find(({ id }) => id !== span.id);
    if (other) this.tell(`${word('overlaps')} ${this.excerpt(other)}`);
    return !other;
  }

  private undo(): void {
    const edit = this.store.undo();
    this.say(edit ? `${word('undone')} ${edit.title}` : word('nothingToUndo'));
    if (edit) this.tellChange();
  }

  private redo(): void {
    const edit = this.store.redo();
    this.say(edit ? `${word('redone')} ${edit.title}` : word('nothingToRedo'));
    if (edit) this.tellChange();
  }

  protected clearSelection(): void {
    this.chosen = undefined;
    this.popup = undefined;
    this.settled = '';
    if (this.desk?.range) this.desk.select(undefined);
  }

  protected cancel(): void {
    if (this.popup) {
      this.closePopup();
      this.focus();
    } else if (this.isFinding) this.closeFind();
    else if (this.desk?.range || this.chosen !== undefined) this.clearSelection();
    else if (this.held !== undefined) this.hold(this.held);
  }

  protected readonly toggleSnap = (): void => {
    this.snap = this.snap === 'characters' ? 'words' : 'characters';
    this.say(word(this.snap === 'words' ? 'wordsNow' : 'charactersNow'));
  };

  private resizeText(by: 1 | -1): void {
    this.textSize = Math.max(0, Math.min(TEXT_SIZES.length - 1, this.textSize + by));
  }

  // Searching -------------------------------------------------------------------------------------------------------------------------------

  private openFind(): void {
    const range = this.desk?.range ?? this.store.get(this.chosen);
    if (range) this.wanted = (this.text ?? '').slice(range.start, range.end).slice(0, LONGEST_WANTED);
    this.isFinding = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('.find-input')?.select());
  }

  private search(): void {
    const boundaries = this.desk?.boundaries;
    const isNew = !boundaries || boundaries.text !== this.text;
    const places =
      this.isFinding && !isNew
        ? findAll(boundaries, this.wanted, { matchCase: this.matchCase, wholeWords: this.wholeWords })
        : [];
    this.found = places;
    const caret = this.desk?.selection?.focus ?? 0;
    this.foundAt = Math.max(
      0,
      places.findIndex(({ end }) => end >= caret),
    );
    if (places[this.foundAt]) this.desk?.reveal(places[this.foundAt]!);
  }

  protected stepFound(by: 1 | -1): void {
    if (this.found.length === 0) return;
    this.foundAt = (this.foundAt + by + this.found.length) % this.found.length;
    this.desk?.reveal(this.found[this.foundAt]!);
  }

  /** Asks for the label of every match. */
  protected labelAllFound(): void {
    if (this.found.length > 0) this.openPopup('found');
  }

  protected closeFind(): void {
    this.isFinding = false;
    this.popup = undefined;
    this.focus();
  }

  /** Other places with the text of a range; case counts, and whole words where words are selected. */
  protected othersOf(range: TextRange): TextRange[] {
    if (!this.desk || range.end - range.start > LONGEST_WANTED) return [];
    const wanted = this.desk.boundaries.text.slice(range.start, range.end);
    const options = { matchCase: true, wholeWords: this.snap === 'words' };
    return findAll(this.desk.boundaries, wanted, options).filter(({ start }) => start !== range.start);
  }

  /** With a span picked, its label goes to every place with its text; with a selection, the label is asked for. */
  protected labelOccurrences(): void {
    const span = this.store.get(this.chosen);
    const range = this.desk?.range ?? span;
    if (!range) {
      this.tell(word('selectFirst'));
      return;
    }
    this.found = [range, ...this.othersOf(range)]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => ({ start, end }));
    if (span && !this.desk?.range) this.labelFound(span.label);
    else this.openPopup('found');
    if (!this.isFinding && this.popup !== 'found') this.found = [];
  }

  private readonly onAnyKey = ({ type, repeat }: KeyboardEvent): void => {
    this.isRepeat = type === 'keydown' && repeat;
  };

  // What everybody uses ---------------------------------------------------------------------------------------------------------------------

  /** After every change of the spans, back or forth. */
  protected onSpans(): void {
    this.version += 1;
    this.complaint = undefined;
    if (this.chosen !== undefined && !this.store.get(this.chosen)) this.chosen = undefined;
    this.desk?.spansChanged();
  }

  protected openPopup(purpose: PopupPurpose = this.desk?.range ? 'selection' : 'span'): void {
    const has =
      purpose === 'selection' ? this.desk?.range : purpose === 'span' ? this.store.get(this.chosen) : this.found[0];
    if (!has) this.tell(word('selectFirst'));
    else {
      this.popup = purpose;
      this.popupSearch = '';
      this.countOthers(has);
    }
  }

  /** Not before the popup is there: a long text takes a moment. */
  private countOthers(range: TextRange): void {
    this.others = 0;
    clearTimeout(this.othersTimer);
    this.othersTimer = setTimeout(() => {
      if (this.popup) this.others = this.othersOf(range).length;
    });
  }

  protected closePopup(): void {
    this.popup = undefined;
    this.popupSearch = '';
    if (!this.isFinding) this.found = [];
  }

  /** Gives the selection the label that is held; false where none is. */
  protected labelWithHeld(): boolean {
    const range = this.desk?.range;
    if (!range || this.held === undefined) return false;
    if (!this.has(range, this.held)) this.toggle(range, this.held);
    this.settled = placeOf(range);
    return true;
  }

  /** Whether Enter asks for the label of something, and does not submit. */
  protected get isOpen(): boolean {
    const range = this.desk?.range;
    if (range) return placeOf(range) !== this.settled;
    return this.chosen !== undefined && String(this.chosen) !== this.settled;
  }

  protected excerpt({ start, end }: TextRange): string {
    const text = (this.text ?? '').slice(start, Math.min(end, start + 60)).replace(/\s+/g, ' ');
    return `“${text}${end - start > 60 ? '…' : ''}”`;
  }

  protected has(range: TextRange, label: string): boolean {
    return this.store.has({ ...range, label });
  }

  protected say(text: string): void {
    this.announce(text);
  }

  /** Says something to everybody, over the text, for a while. */
  protected tell(text: string): void {
    this.notice = text;
    this.say(text);
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => {
      this.notice = undefined;
    }, NOTICE_MS);
  }

  private titleFor(what: string, range: TextRange, label: string): string {
    return `${what}: ${this.excerpt(range)}, ${this.lookOf(label).name}`;
  }
}

const placeOf = ({ start, end }: TextRange): string => `${start} ${end}`;

/** The first of those that share a character. */
function withoutOverlaps(spans: readonly NewSpan[]): NewSpan[] {
  let end = 0;
  return spans.filter((span) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}
