import type { TextRange } from '../../text/boundaries';
import type { LabelLook } from '../../text/marks-layer';
import { type Span, SpanStore } from '../../text/span-store';
import { type Edge, type Snap, stepEdge } from '../../text/steps';
import type { TextDesk } from '../../text/text-desk';
import type { Command } from '../shared/full-page/commands';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { type EntityActions, entityCommands } from './entity-commands';
import { Finding } from './finding';
import type { LabelBook } from './label-book';
import type { PopupPurpose } from './label-popup';
import { Labelling } from './labelling';
import { word } from './words';

/** Sizes of the text in rem. */
export const TEXT_SIZES = [0.875, 1, 1.125, 1.25, 1.5, 1.75, 2];
const NOTICE_MS = 4000;

/**
 * What is selected, picked, held and asked for while a worker labels the spans of a text. How it looks and what is submitted is the element's;
 * what becomes of the spans is `Labelling`'s.
 */
export abstract class EntityWork extends FullPageWidget implements EntityActions {
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
  /** How many other places have the text that the popup is about. */
  declare protected others: number;
  declare protected textSize: number;
  declare protected notice: string | undefined;

  protected readonly store = new SpanStore(() => this.onSpans());
  protected readonly labelling = new Labelling(this.store, {
    text: () => this.text ?? '',
    mayOverlap: () => !this.noOverlap,
    nameOf: (label) => this.lookOf(label).name,
    say: (text) => this.say(text),
    tell: (text) => this.tell(text),
    tellChange: () => this.tellChange(),
  });
  protected readonly finding = new Finding({
    boundaries: () => this.desk?.boundaries,
    caret: () => this.desk?.selection?.focus ?? 0,
    reveal: (range) => this.desk?.reveal(range),
    refresh: () => this.requestUpdate(),
  });
  protected desk: TextDesk | undefined;

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

  protected abstract get book(): LabelBook;
  /** Where all spans are listed. */
  protected abstract get list(): HTMLElement | null;

  protected override get labelCount(): number {
    return this.book.labels.length;
  }

  protected override commands(): Command[] {
    return [...super.commands(), ...entityCommands(this)];
  }

  // Labels ----------------------------------------------------------------------------------------------------------------------------------

  /** A label chosen in the pane, in the popup or by its key: for what is selected, else for the span that is picked, else for what comes. */
  protected choose(label: string): void {
    // A key held down would give and take the label by turns.
    if (this.isRepeat) return;
    const range = this.desk?.range;
    const span = this.picked;
    if (this.popup === 'found') this.labelFound(label);
    else if (range) this.toggle(range, label);
    else if (span) {
      this.labelling.relabel(span, label);
      this.settled = String(span.id);
      this.closePopup();
    } else this.hold(label);
  }

  private toggle(range: TextRange, label: string): void {
    if (!this.labelling.toggle(range, label)) return;
    this.settled = placeOf(range);
    this.closePopup();
  }

  private hold(label: string): void {
    this.held = this.held === label ? undefined : label;
    this.say(this.held === undefined ? word('notHeld') : `${word('held')} ${this.lookOf(label).name}`);
  }

  /** Gives the selection the label that is held; false where none is. */
  protected labelWithHeld(): boolean {
    const range = this.desk?.range;
    const { held } = this;
    if (!range || held === undefined || this.book.placeOf(held) === undefined) return false;
    if (!this.store.has({ ...range, label: held })) this.toggle(range, held);
    this.settled = placeOf(range);
    return true;
  }

  private labelFound(label: string): void {
    this.labelling.labelAll(this.finding.places, label);
    this.closePopup();
  }

  /** With a span picked, its label goes to every place with its text; with a selection, the label is asked for. */
  labelOccurrences(): void {
    const span = this.picked;
    const range = this.desk?.range ?? span;
    if (!range) {
      this.tell(word('selectFirst'));
      return;
    }
    this.finding.mark(range, this.snap === 'words');
    if (span && !this.desk?.range) this.labelFound(span.label);
    else this.openPopup('found');
  }

  confirm(): void {
    const span = this.picked;
    if (span?.suggested === undefined) return;
    this.labelling.confirm(span);
    this.closePopup();
    this.nextSuggestion();
  }

  protected confirmAll(): void {
    this.store.confirmAll(word('confirmAll'));
    this.closePopup();
  }

  protected removeSpans(spans: readonly Span[]): void {
    this.labelling.remove(spans);
    this.closePopup();
  }

  removeChosen(): void {
    const span = this.picked;
    if (!span) return;
    const all = this.store.all();
    const at = all.indexOf(span);
    const next = all[at + 1] ?? all[at - 1];
    this.removeSpans([span]);
    // From the list, one after the other is judged.
    if (next && this.shadowRoot?.activeElement === this.list) this.pick(next, true);
  }

  moveEdge(edge: Edge, by: 1 | -1): void {
    const span = this.picked;
    if (!span || !this.desk) return;
    const at = edge === 'end' ? span.end - 1 : span.start;
    const forward = this.desk.view.isRightToLeft(at) ? (-by as 1 | -1) : by;
    const range = stepEdge(this.desk.boundaries, span, edge, forward, this.snap);
    if (range) this.resize(span, range, `${span.id} ${edge}`);
  }

  protected resize(span: Span, range: TextRange, group?: string): void {
    if (!this.labelling.resize(span, range, group)) return;
    this.chosen = span.id;
    this.settled = String(span.id);
    this.popup = undefined;
    this.desk?.reveal(range);
  }

  undo(): void {
    this.labelling.undo();
  }

  redo(): void {
    this.labelling.redo();
  }

  // What is selected or picked --------------------------------------------------------------------------------------------------------------

  hasChosen(): boolean {
    return this.chosen !== undefined;
  }

  protected get picked(): Span | undefined {
    return this.store.get(this.chosen);
  }

  protected onSelect(range: TextRange | undefined, isDone: boolean): void {
    this.chosen = undefined;
    if (!range || !isDone) this.closePopup();
    if (!range) return;
    if (!isDone) this.say(`${word('selected')}: ${this.labelling.quote(range)}`);
    else if (this.labelWithHeld()) this.desk?.select(undefined);
    else this.openPopup();
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
    this.say(`${this.lookOf(span.label).name}: ${this.labelling.quote(span)}`);
  }

  step(by: 1 | -1): void {
    const all = this.store.all();
    if (all.length === 0) return;
    const now = all.findIndex(({ id }) => id === this.chosen);
    const caret = this.desk?.selection?.focus ?? 0;
    const later = all.findIndex(({ start }) => start >= caret);
    // From a caret, forth to the first span at or after it, back to the last one before.
    const fromCaret = later < 0 ? all.length : later;
    const from = now >= 0 ? now + by : by > 0 ? fromCaret : fromCaret - 1;
    this.pick(all[(from + all.length) % all.length]!, true);
  }

  nextSuggestion(): void {
    const all = this.store.all();
    const now = all.findIndex(({ id }) => id === this.chosen);
    const next = [...all.slice(now + 1), ...all].find(({ suggested }) => suggested !== undefined);
    if (next) this.pick(next, true);
  }

  protected clearSelection(): void {
    this.chosen = undefined;
    this.popup = undefined;
    this.settled = '';
    if (this.desk?.range) this.desk.select(undefined);
  }

  cancel(): void {
    if (this.popup) {
      this.closePopup();
      this.focus();
    } else if (this.finding.isOpen) this.closeFind();
    else if (this.desk?.range || this.chosen !== undefined) this.clearSelection();
    else if (this.held !== undefined) this.hold(this.held);
  }

  /** Whether Enter asks for the label of something, and does not submit. */
  protected get isOpen(): boolean {
    const range = this.desk?.range;
    if (range) return placeOf(range) !== this.settled;
    return this.chosen !== undefined && String(this.chosen) !== this.settled;
  }

  // How one works ---------------------------------------------------------------------------------------------------------------------------

  toggleSnap(): void {
    this.snap = this.snap === 'characters' ? 'words' : 'characters';
    this.say(word(this.snap === 'words' ? 'wordsNow' : 'charactersNow'));
  }

  resizeText(by: 1 | -1): void {
    this.textSize = Math.max(0, Math.min(TEXT_SIZES.length - 1, this.textSize + by));
  }

  goToText(): void {
    this.focus();
  }

  goToList(): void {
    this.list?.focus();
  }

  openFind(): void {
    const range = this.desk?.range ?? this.picked;
    this.finding.open(range && (this.text ?? '').slice(range.start, range.end));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('.find-input')?.select());
  }

  protected closeFind(): void {
    this.finding.close();
    this.popup = undefined;
    this.focus();
  }

  openPopup(purpose: PopupPurpose = this.desk?.range ? 'selection' : 'span'): void {
    const has = purpose === 'selection' ? this.desk?.range : purpose === 'span' ? this.picked : this.finding.places[0];
    if (!has) this.tell(word('selectFirst'));
    else {
      this.popup = purpose;
      this.popupSearch = '';
      this.countOthers(has);
    }
  }

  protected closePopup(): void {
    this.popup = undefined;
    this.popupSearch = '';
    this.finding.unmark();
  }

  /** Not before the popup is there: a long text takes a moment. */
  private countOthers(range: TextRange): void {
    this.others = 0;
    clearTimeout(this.othersTimer);
    this.othersTimer = setTimeout(() => {
      if (this.popup) this.others = this.finding.othersOf(range, this.snap === 'words').length;
    });
  }

  // What everybody uses ---------------------------------------------------------------------------------------------------------------------

  /** After every change of the spans, back or forth. */
  protected onSpans(): void {
    this.version += 1;
    this.complaint = undefined;
    if (this.chosen !== undefined && !this.picked) this.chosen = undefined;
    this.desk?.spansChanged();
  }

  protected lookOf(label: string): LabelLook {
    return this.book.lookOf(label);
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

  private readonly onAnyKey = ({ type, repeat }: KeyboardEvent): void => {
    this.isRepeat = type === 'keydown' && repeat;
  };
}

const placeOf = ({ start, end }: TextRange): string => `${start} ${end}`;
