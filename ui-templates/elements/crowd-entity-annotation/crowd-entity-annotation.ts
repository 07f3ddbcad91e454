import { html, nothing, type PropertyValues } from 'lit';
import { CodePoints } from '../../text/code-points';
import { inkOn } from '../../text/ink';
import { LANE, type LabelLook } from '../../text/marks-layer';
import type { NewSpan } from '../../text/span-store';
import { TextDesk } from '../../text/text-desk';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { labelColor } from '../shared/full-page/label-colors';
import { renderLabelPane } from '../shared/full-page/label-pane';
import { toolStyles } from '../shared/full-page/tool.styles';
import { message } from '../shared/messages';
import { styles } from './crowd-entity-annotation.styles';
import { type EntityAnnotationValue, entitiesOf, share, spansOf } from './entities';
import { type EntityLabel, namedItself, parseEntityLabels } from './entity-labels';
import { ROW, renderEntityList } from './entity-list';
import { EntityWork, TEXT_SIZES } from './entity-work';
import { renderFindBar } from './find-bar';
import { icons } from './icons';
import { matching, type PopupPurpose, renderPopup } from './label-popup';
import { formAround, forwardSubmit, standInForm } from './own-form';
import { word } from './words';

/**
 * Labels spans of a text: names, places, whatever the job asks for. Spans may overlap and enclose each other, and one may have several
 * labels.
 *
 * Select with the mouse, by touch, or with the arrow keys and Shift; choose a label in the list next to the selection or with its key. Choosing
 * a label first labels everything that is selected afterwards at once. A span is picked by a click or from the list of entities: then a label
 * key changes its label, Shift with an arrow moves its end (with Alt its start), Delete removes it.
 *
 * It is used without a `crowd-form` (one is put around it) and works inside of one too.
 *
 * @attr name - key of the answer
 * @attr header - the question
 * @attr text - what is labelled
 * @attr {json} labels - `[{label, fullDisplayName?, shortDisplayName?}]` or plain strings; scripts may set `labels`
 * @attr {json} initial-value - `[{label, startOffset, endOffset, confidence?}]`; with a `confidence` it is shown as a model's suggestion
 * @attr {number} suggestion-confidence - says that the initial value is a model's, and how sure it was of all of it
 * @attr {"words"|"characters"} snap - what selections grow to at first; default `words`. The worker may switch
 * @attr {boolean} no-overlap - no character may have two labels
 * @attr lang - language of the text, for fonts and for reading aloud
 *
 * Regions: `short-instructions`, `full-instructions`; any other content is shown below the text, and controls in it are submitted.
 *
 * @fires input - after every change, and `change` likewise
 *
 * Answer: `{"entities":[{"endOffset":6,"label":"person","startOffset":0}]}`, offsets in Unicode code points, the end not included, in the order of
 * the text; `{"entities":[]}` where there is nothing. With an `initial-value` also `"initialValueModified":true|false`.
 */
export class CrowdEntityAnnotation extends EntityWork {
  static override styles = [FullPageWidget.styles, toolStyles, styles];
  static override properties = {
    ...EntityWork.properties,
    labelsText: { attribute: 'labels', reflect: true },
    initialText: { attribute: 'initial-value' },
    listTop: { state: true },
    paneSearch: { state: true },
  };

  declare labelsText: string | null;
  declare initialText: string | null;
  /** How far the list of entities is scrolled. */
  declare protected listTop: number;
  /** What is looked for in the list of labels. */
  declare protected paneSearch: string;

  private readonly standIn = standInForm(this);
  private points = new CodePoints('');
  private initial: readonly NewSpan[] = [];
  private leftOut = 0;
  private initialProblem: string | undefined;
  /** What a script or a draft set before there was a text. */
  private pending: { value: unknown } | undefined;
  private answer: EntityAnnotationValue | undefined;
  private parsedLabels: { text: string | null; result: ReturnType<typeof parseEntityLabels> } | undefined;

  constructor() {
    super();
    this.labelsText = null;
    this.initialText = null;
    this.listTop = 0;
    this.paneSearch = '';
  }

  /** The labels as they were given: objects or strings. Scripts may replace them, as a list or as JSON text. */
  get labels(): unknown[] {
    const { result } = this.labelList();
    return result.ok ? result.items : [];
  }

  set labels(labels: unknown[] | string) {
    this.labelsText = typeof labels === 'string' ? labels : JSON.stringify(labels);
  }

  /** The answer as it is now. Setting it, also to a list of entities, starts over with that. */
  get value(): EntityAnnotationValue {
    // why: scripts change the object they got, and it is what is submitted; so it stays the same until the worker changes something.
    this.answer ??= this.makeAnswer();
    return this.answer;
  }

  set value(value: EntityAnnotationValue | unknown[] | string | null | undefined) {
    if (this.text === null) this.pending = { value };
    else this.take(value);
  }

  /** There is always something to submit: that nothing is labelled is an answer. */
  get _submittableValue(): EntityAnnotationValue | undefined {
    return this.text === null ? undefined : this.value;
  }

  set _submittableValue(value: EntityAnnotationValue | undefined) {
    this.value = value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Back in a page after it was out of one: its desk is gone.
    this.requestUpdate();
    if (document.readyState === 'loading')
      document.addEventListener('DOMContentLoaded', () => this.joinForm(), { once: true });
    else queueMicrotask(() => this.joinForm());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A form that takes the element in moves it: nothing is to be built again for that.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.desk?.dispose();
      this.desk = undefined;
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    // Before what is rendered, which it does not touch.
    root.prepend(this.standIn);
    return root;
  }

  /** Whether the template is in order; a text without entities is a good answer. */
  override validate(): boolean {
    return this.text !== null && this.labelList().result.ok;
  }

  override reset(): void {
    this.store.reset(this.initial);
    this.clearSelection();
  }

  override focus(): void {
    this.desk?.root.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('text') || changed.has('initialText')) this.takeTemplate();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const root = this.renderRoot.querySelector<HTMLElement>('.prose');
    const isNew = root !== null && root !== this.desk?.root;
    if (isNew) this.createDesk(root);
    else if (changed.has('text')) this.desk?.show(this.text ?? '');
    if (this.desk) this.desk.snap = this.snap === 'characters' ? 'characters' : 'words';
    if (changed.has('textSize') || changed.has('labelsText')) this.desk?.requestDraw();
    this.placePopup();
    this.followChosen(changed);
    this.desk?.requestDraw();
  }

  protected override renderTools() {
    const { canUndo, canRedo } = this.store;
    return html`<section class="toolbar" aria-label=${word('tools')}>
      <div class="group">
        ${this.renderTool('undo', canUndo)} ${this.renderTool('redo', canRedo)}
      </div>
      <div class="group">
        <button type="button" class="action" aria-pressed=${this.snap !== 'characters'} title=${this.tooltip('snap')} @click=${this.toggleSnap}>${word('wholeWords')}</button>
        ${this.renderTool('smaller', this.textSize > 0)} ${this.renderTool('larger', this.textSize < TEXT_SIZES.length - 1)}
        ${this.renderTool('find', true)}
      </div>
      ${this.renderSuggestionBar()}
      ${this.isFinding ? this.renderFind() : nothing}
    </section>`;
  }

  protected override renderWork() {
    const { result } = this.labelList();
    if (this.text === null) return this.renderTrouble(word('noText'));
    return html`
      ${result.ok ? nothing : this.renderTrouble(result.problem)}
      ${this.initialProblem ? this.renderTrouble(`${word('badInitial')} ${this.initialProblem}`) : nothing}
      ${this.leftOut > 0 ? html`<p class="note" role="status">${word('leftOut')} ${this.leftOut}</p>` : nothing}
      ${this.text === '' ? html`<p class="note">${word('emptyText')}</p>` : nothing}
      <div class="sheet" style="--text-size:${TEXT_SIZES[this.textSize]}rem">
        <div class="prose" role="textbox" aria-readonly="true" aria-multiline="true" tabindex="0" spellcheck="false" lang=${this.getAttribute('lang') ?? nothing} aria-label=${word('text')} aria-describedby="text-help" @keydown=${this.onTextKey}></div>
        ${this.popup ? this.renderLabelPopup(this.popup) : nothing}
      </div>
      <span id="text-help" hidden>${word('textHelp')}</span>
      ${this.notice ? html`<div class="notice">${this.notice}</div>` : nothing}
    `;
  }

  protected override renderPane() {
    return html`${this.renderLabels()}
      ${renderEntityList({
        spans: this.store.all(),
        chosen: this.chosen,
        text: this.text ?? '',
        top: this.listTop,
        height: this.list?.clientHeight || 600,
        lookOf: (label) => this.lookOf(label),
        onPick: (span) => this.pick(span, true),
        onRemove: (span) => this.removeSpan(span),
        onScroll: (event) => {
          this.listTop = (event.target as HTMLElement).scrollTop;
        },
        onKeydown: (event) => this.onListKey(event),
      })}`;
  }

  private joinForm(): void {
    if (this.isConnected) forwardSubmit(formAround(this), this.standIn);
  }

  private createDesk(root: HTMLElement): void {
    this.desk?.dispose();
    this.desk = new TextDesk(root, this.renderRoot.querySelector<HTMLElement>('.work')!, this.store, {
      onSelect: (range, isDone) => this.onSelect(range, isDone),
      onPick: (span) => this.pick(span, false),
      onRemove: (span) => this.removeSpan(span),
      onResize: (span, range) => this.resize(span, range),
      onCaret: (offset) => this.onCaret(offset),
      look: () => ({
        lookOf: (label) => this.lookOf(label),
        chosen: this.chosen,
        found: this.found,
        foundNow: this.isFinding ? this.found[this.foundAt] : undefined,
      }),
    });
    this.desk.show(this.text ?? '');
  }

  // The answer ------------------------------------------------------------------------------------------------------------------------------

  private makeAnswer(): EntityAnnotationValue {
    const entities = entitiesOf(this.store.all(), this.points);
    if (this.initialText === null) return { entities };
    const initial = new Set(this.initial.map(({ start, end, label }) => `${start} ${end} ${label}`));
    const isSame =
      initial.size === this.store.size &&
      this.store.all().every(({ start, end, label }) => initial.has(`${start} ${end} ${label}`));
    return { entities, initialValueModified: !isSame };
  }

  /** The text or the initial value of the template is new. */
  private takeTemplate(): void {
    this.points = new CodePoints(this.text ?? '');
    this.initial = [];
    this.leftOut = 0;
    this.initialProblem = undefined;
    if (this.initialText !== null) {
      try {
        const given = spansOf(this.initialText, this.points, this.suggestion);
        this.initial = given.spans;
        this.leftOut = given.leftOut;
      } catch (error) {
        this.initialProblem = (error as Error).message;
      }
    }
    this.store.reset(this.initial);
    const { pending } = this;
    this.pending = undefined;
    if (pending) this.take(pending.value);
  }

  private get suggestion(): number | true | undefined {
    return this.hasAttribute('suggestion-confidence')
      ? (share(this.getAttribute('suggestion-confidence')) ?? true)
      : undefined;
  }

  /** Starts over with an answer, of a draft for example. What is as a model made it still says so. */
  private take(value: unknown): void {
    const suggested = new Map(this.initial.map((span) => [`${span.start} ${span.end} ${span.label}`, span.suggested]));
    const { spans } = spansOf(value ?? [], this.points);
    this.store.reset(
      spans.map((span) => ({ ...span, suggested: suggested.get(`${span.start} ${span.end} ${span.label}`) })),
    );
    this.clearSelection();
  }

  protected override onSpans(): void {
    this.answer = undefined;
    super.onSpans();
  }

  // Labels ----------------------------------------------------------------------------------------------------------------------------------

  private labelList(): { text: string | null; result: ReturnType<typeof parseEntityLabels> } {
    if (!this.parsedLabels || this.parsedLabels.text !== this.labelsText)
      this.parsedLabels = { text: this.labelsText, result: parseEntityLabels(this.labelsText) };
    return this.parsedLabels;
  }

  protected override get entityLabels(): readonly EntityLabel[] {
    const { result } = this.labelList();
    return result.ok ? result.labels : [];
  }

  private labelOf(label: string): EntityLabel {
    return this.entityLabels.find((item) => item.label === label) ?? namedItself(label);
  }

  protected override lookOf(label: string): LabelLook {
    const index = this.entityLabels.findIndex((item) => item.label === label);
    const color = index < 0 ? UNKNOWN_LABEL : labelColor(index);
    return { name: this.labelOf(label).short, color, ink: inkOn(color) };
  }

  protected override get list(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.list');
  }

  private renderLabels() {
    const names = this.labelNames();
    return renderLabelPane({
      labels: names,
      colors: names.map((_, index) => labelColor(index)),
      selected:
        this.held === undefined ? undefined : names[this.entityLabels.findIndex(({ label }) => label === this.held)],
      search: this.paneSearch,
      onChoose: (name) => {
        const label = this.entityLabels[names.indexOf(name)];
        if (label) this.chooseAndReturn(label.label);
      },
      onSearch: (text) => {
        this.paneSearch = text;
      },
    });
  }

  /** Names for the list; where two labels are called the same, with what tells them apart. */
  private labelNames(): string[] {
    const names = this.entityLabels.map(({ full }) => full);
    return this.entityLabels.map(({ label, full }) =>
      names.indexOf(full) === names.lastIndexOf(full) ? full : `${full} (${label})`,
    );
  }

  private renderLabelPopup(purpose: PopupPurpose) {
    const range = this.desk?.range;
    const span = this.store.get(this.chosen);
    const about = purpose === 'span' ? span : range;
    if (purpose !== 'found' && !about) return nothing;
    const spans = about ? this.store.within(about) : [];
    const has = spans.filter(({ start, end }) => start === about?.start && end === about.end).map(({ label }) => label);
    return renderPopup({
      purpose,
      title:
        purpose === 'found'
          ? `${word('labelAll')} ${this.found.length}`
          : purpose === 'span'
            ? word('changeLabel')
            : word('chooseLabelFor'),
      labels: this.entityLabels,
      search: this.popupSearch,
      has: new Set(purpose === 'span' && span ? [span.label] : purpose === 'found' ? [] : has),
      others: purpose === 'found' ? 0 : this.others,
      isSuggested: purpose === 'span' && span?.suggested !== undefined,
      lookOf: (label) => this.lookOf(label),
      keyOf: (label) => this.keyOf(label),
      onLabel: (label) => this.chooseAndReturn(label),
      onSearch: (text) => {
        this.popupSearch = text;
      },
      onRemove: () => this.removeChosen(),
      onConfirm: () => this.confirm(),
      onOthers: () => this.labelOccurrences(),
      onKeydown: (event) => this.onPopupKey(event),
    });
  }

  private renderFind() {
    return renderFindBar({
      wanted: this.wanted,
      matchCase: this.matchCase,
      wholeWords: this.wholeWords,
      count: this.found.length,
      now: this.foundAt,
      onWanted: (text) => {
        this.wanted = text;
      },
      onOption: (option) => {
        this[option] = !this[option];
      },
      onStep: (by) => this.stepFound(by),
      onLabelAll: () => this.labelAllFound(),
      onClose: () => this.closeFind(),
    });
  }

  /** What a model marked and nobody has looked at yet. */
  private renderSuggestionBar() {
    const count = this.store.all().filter(({ suggested }) => suggested !== undefined).length;
    if (count === 0) return nothing;
    return html`<div class="suggestions" role="group" aria-label=${message('suggested')}>
      <span>${word('suggestionsLeft')} <strong>${count}</strong></span>
      <button type="button" class="action" @click=${() => this.nextSuggestion()}>${word('nextSuggestion')} <kbd aria-hidden="true">U</kbd></button>
      <button type="button" class="action" @click=${this.confirmAll}>${word('confirmAll')}</button>
      <button type="button" class="action" @click=${this.removeAll}>${word('removeAll')}</button>
    </div>`;
  }

  private renderTrouble(problem: string) {
    return html`<div class="problem" role="alert"><strong>${message('templateProblem')}</strong> ${problem}</div>`;
  }

  private renderTool(id: 'undo' | 'redo' | 'smaller' | 'larger' | 'find', isEnabled: boolean) {
    const command = this.command(id);
    return html`<button type="button" class="tool" id=${id} title=${this.tooltip(id)} aria-label=${command?.title ?? nothing} ?disabled=${!isEnabled} @click=${() => command?.run()}>${icons[id]}</button>`;
  }

  /** Puts the popup below what it is about, or above where there is more room. */
  private placePopup(): void {
    const popup = this.renderRoot.querySelector<HTMLElement>('.popup');
    const { desk } = this;
    if (!popup || !desk) return;
    const about =
      this.popup === 'span'
        ? this.store.get(this.chosen)
        : this.popup === 'found' && this.isFinding
          ? this.found[this.foundAt]
          : (desk.range ?? this.store.get(this.chosen));
    const boxes = about ? desk.boxes(about) : [];
    const [first, last] = [boxes[0], boxes.at(-1)];
    if (!about || !first || !last) return;
    const view = desk.view.scroller.getBoundingClientRect();
    const origin = desk.root.getBoundingClientRect();
    const below = last.top + last.height + Math.max(1, desk.lanesAt(about)) * LANE + 2;
    const roomBelow = view.bottom - origin.top - below - 8;
    const roomAbove = origin.top + first.top - view.top - 12;
    popup.style.maxHeight = '';
    const { width, height } = popup.getBoundingClientRect();
    const isAbove = height > roomBelow && roomAbove > roomBelow;
    popup.style.maxHeight = `${Math.max(140, isAbove ? roomAbove : roomBelow)}px`;
    const left = desk.view.isRightToLeft(about.start) ? last.left + last.width - width : last.left;
    popup.style.left = `${Math.max(0, Math.min(left, desk.view.size.width - width))}px`;
    popup.style.top = isAbove ? `${first.top - 6 - Math.min(height, Math.max(140, roomAbove))}px` : `${below}px`;
  }

  /** The list shows the span that is picked. */
  private followChosen(changed: PropertyValues): void {
    const { list } = this;
    if (!changed.has('chosen') || this.chosen === undefined || !list) return;
    const at = this.store.all().findIndex(({ id }) => id === this.chosen);
    if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
    else if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
    this.listTop = list.scrollTop;
  }

  /** Enter asks for a label where one is missing; elsewhere it submits. */
  private onTextKey(event: KeyboardEvent): void {
    if (event.code !== 'Enter' && event.code !== 'NumpadEnter') return;
    if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !this.isOpen) return;
    event.preventDefault();
    if (this.labelWithHeld()) return;
    this.openPopup();
    void this.updateComplete.then(() => this.focusPopup());
  }

  private focusPopup(): void {
    const popup = this.renderRoot.querySelector<HTMLElement>('.popup');
    (
      popup?.querySelector<HTMLElement>('.popup-search') ??
      popup?.querySelector<HTMLElement>('.pick[aria-pressed=true]') ??
      popup?.querySelector<HTMLElement>('.pick')
    )?.focus();
  }

  private onPopupKey(event: KeyboardEvent): void {
    const search = (event.target as HTMLElement).closest('.popup-search');
    if (event.code === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.closePopup();
      this.focus();
    } else if (event.code === 'Enter' && search) {
      event.preventDefault();
      event.stopPropagation();
      const [first] = matching(this.entityLabels, this.popupSearch);
      if (first) this.chooseAndReturn(first.label);
    } else if (event.code === 'ArrowDown' || event.code === 'ArrowUp') {
      event.preventDefault();
      event.stopPropagation();
      const stops = [
        ...this.renderRoot.querySelectorAll<HTMLElement>('.popup .popup-search, .popup .pick, .popup .action'),
      ];
      const now = stops.indexOf(this.shadowRoot!.activeElement as HTMLElement);
      stops[(now + (event.code === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus();
    }
  }

  /** The popup goes once it was used; the keys belong to the text again. */
  private chooseAndReturn(label: string): void {
    this.choose(label);
    this.focus();
  }

  private onListKey(event: KeyboardEvent): void {
    const all = this.store.all();
    const now = all.findIndex(({ id }) => id === this.chosen);
    const steps: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now < 0 ? all.length - 1 : now - 1,
      Home: 0,
      End: all.length - 1,
      PageDown: now + 10,
      PageUp: now - 10,
    };
    if (event.code === 'Enter' && this.chosen !== undefined) {
      event.preventDefault();
      this.focus();
      this.openPopup('span');
      void this.updateComplete.then(() => this.focusPopup());
      return;
    }
    const to = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.code];
    if (to === undefined) return;
    event.preventDefault();
    const span = all[Math.max(0, Math.min(to, all.length - 1))];
    if (span) this.pick(span, true);
  }
}

/** For spans whose label the job does not know. */
const UNKNOWN_LABEL = '#7f7f7f';
