import { html, nothing, type PropertyValues } from 'lit';
import { textStyles } from '../../text/text.styles';
import { TextDesk } from '../../text/text-desk';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { renderLabelPane } from '../shared/full-page/label-pane';
import { toolStyles } from '../shared/full-page/tool.styles';
import { styles } from './crowd-entity-annotation.styles';
import { type EntityAnnotationValue, share } from './entities';
import { followInList, listStep, renderEntityList } from './entity-list';
import { EntityWork, TEXT_SIZES } from './entity-work';
import { renderFindBar } from './find-bar';
import { GivenEntities } from './given-entities';
import { LabelBook } from './label-book';
import { focusPopup, matching, type PopupPurpose, renderPopup, stepInPopup } from './label-popup';
import { formAround, forwardSubmit, standInForm } from './own-form';
import { placePopup } from './popup-place';
import { renderToolbar } from './toolbar';
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
  static override styles = [FullPageWidget.styles, toolStyles, textStyles, styles];
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
  private given = new GivenEntities('', null);
  /** What a script or a draft set before there was a text. */
  private pending: { value: unknown } | undefined;
  private answer: EntityAnnotationValue | undefined;
  private readBook: { text: string | null; book: LabelBook } | undefined;

  constructor() {
    super();
    this.labelsText = null;
    this.initialText = null;
    this.listTop = 0;
    this.paneSearch = '';
  }

  /** The labels as they were given: objects or strings. Scripts may replace them, as a list or as JSON text. */
  get labels(): unknown[] {
    return this.book.items;
  }

  set labels(labels: unknown[] | string) {
    this.labelsText = typeof labels === 'string' ? labels : JSON.stringify(labels);
  }

  /** The answer as it is now. Setting it, also to a list of entities, starts over with that. */
  get value(): EntityAnnotationValue {
    // why: scripts change the object they got, and it is what is submitted; so it stays the same until the worker changes something.
    this.answer ??= this.given.answer(this.store.all());
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
    if (document.readyState === 'loading')
      document.addEventListener('DOMContentLoaded', () => this.joinForm(), { once: true });
    else queueMicrotask(() => this.joinForm());
  }

  protected override onLeft(): void {
    this.desk?.dispose();
    this.desk = undefined;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    // Before what is rendered, which it does not touch.
    root.prepend(this.standIn);
    return root;
  }

  /** Whether the template is in order, and no two entities lie over each other where they may not; a text without entities is a good answer. */
  override validate(): boolean {
    if (this.text === null || this.book.problem !== undefined) return false;
    const [span] = this.labelling.forbidden();
    if (!span) return true;
    this.pick(span, true);
    this.complaint = `${word('mayNotOverlap')} ${this.labelling.quote(span)}`;
    return false;
  }

  override reset(): void {
    this.store.reset(this.given.spans);
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
    else if (changed.has('text')) {
      this.desk?.show(this.text ?? '');
      this.finding.search();
    }
    if (this.desk) this.desk.snap = this.snap === 'characters' ? 'characters' : 'words';
    if (changed.has('textSize') || changed.has('labelsText')) this.desk?.requestDraw();
    this.putPopup();
    if (changed.has('chosen')) this.followChosen();
    this.desk?.requestDraw();
  }

  protected override renderTools() {
    return renderToolbar(
      {
        canUndo: this.store.canUndo,
        canRedo: this.store.canRedo,
        canShrink: this.textSize > 0,
        canGrow: this.textSize < TEXT_SIZES.length - 1,
        keepsWords: this.snap !== 'characters',
        suggestions: this.suggestions.length,
        command: (id) => this.command(id),
        tooltip: (id) => this.tooltip(id),
        onConfirmAll: () => this.confirmAll(),
        onRemoveAll: () => this.removeSpans(this.suggestions),
      },
      this.finding.isOpen ? this.renderFind() : nothing,
    );
  }

  protected override renderWork() {
    const { problem, leftOut } = this.given;
    if (this.text === null) return this.renderProblem(word('noText'));
    return html`
      ${this.book.problem ? this.renderProblem(this.book.problem) : nothing}
      ${problem ? this.renderProblem(`${word('badInitial')} ${problem}`) : nothing}
      ${leftOut > 0 ? html`<p class="note" role="status">${word('leftOut')} ${leftOut}</p>` : nothing}
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
        onRemove: (span) => this.removeSpans([span]),
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
      onRemove: (span) => this.removeSpans([span]),
      onResize: (span, range) => this.resize(span, range),
      onCaret: (offset) => this.onCaret(offset),
      look: () => ({
        lookOf: (label) => this.lookOf(label),
        chosen: this.chosen,
        found: this.finding.places,
        foundNow: this.finding.now,
      }),
    });
    this.desk.show(this.text ?? '');
  }

  // The answer ------------------------------------------------------------------------------------------------------------------------------

  /** The text or the initial value of the template is new. */
  private takeTemplate(): void {
    this.given = new GivenEntities(this.text ?? '', this.initialText, this.suggestion);
    this.store.reset(this.given.spans);
    const { pending } = this;
    this.pending = undefined;
    if (pending) this.take(pending.value);
  }

  private get suggestion(): number | true | undefined {
    return this.hasAttribute('suggestion-confidence')
      ? (share(this.getAttribute('suggestion-confidence')) ?? true)
      : undefined;
  }

  private take(value: unknown): void {
    this.store.reset(this.given.spansOf(value));
    this.clearSelection();
  }

  protected override onSpans(): void {
    this.answer = undefined;
    super.onSpans();
  }

  // Labels ----------------------------------------------------------------------------------------------------------------------------------

  protected override get book(): LabelBook {
    if (this.readBook?.text !== this.labelsText || !this.readBook)
      this.readBook = { text: this.labelsText, book: new LabelBook(this.labelsText) };
    return this.readBook.book;
  }

  protected override get list(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.list');
  }

  private renderLabels() {
    const { labels, names, colors } = this.book;
    const held = this.held === undefined ? undefined : this.book.placeOf(this.held);
    return renderLabelPane({
      labels: names,
      colors,
      selected: held === undefined ? undefined : names[held],
      search: this.paneSearch,
      onChoose: (name) => {
        const label = labels[names.indexOf(name)];
        if (label) this.chooseAndReturn(label.label);
      },
      onSearch: (text) => {
        this.paneSearch = text;
      },
    });
  }

  private renderLabelPopup(purpose: PopupPurpose) {
    const span = this.picked;
    const about = purpose === 'span' ? span : this.desk?.range;
    if (purpose !== 'found' && !about) return nothing;
    const spans = about ? this.store.within(about) : [];
    const has = spans.filter(({ start, end }) => start === about?.start && end === about.end).map(({ label }) => label);
    return renderPopup({
      purpose,
      title:
        purpose === 'found'
          ? `${word('labelAll')} ${this.finding.places.length}`
          : purpose === 'span'
            ? word('changeLabel')
            : word('chooseLabelFor'),
      labels: this.book.labels,
      search: this.popupSearch,
      has: new Set(purpose === 'span' && span ? [span.label] : purpose === 'found' ? [] : has),
      others: purpose === 'found' ? 0 : this.others,
      isSuggested: purpose === 'span' && span?.suggested !== undefined,
      lookOf: (label) => this.lookOf(label),
      keyOf: (label) => this.book.keyOf(label),
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
    const { finding } = this;
    return renderFindBar({
      wanted: finding.wanted,
      matchCase: finding.matchCase,
      wholeWords: finding.wholeWords,
      count: finding.places.length,
      now: finding.at,
      onWanted: (wanted) => finding.look({ wanted }),
      onOption: (option) => finding.look({ [option]: !finding[option] }),
      onStep: (by) => finding.step(by),
      onLabelAll: () => {
        if (finding.places.length > 0) this.openPopup('found');
      },
      onClose: () => this.closeFind(),
    });
  }

  private get suggestions() {
    return this.store.all().filter(({ suggested }) => suggested !== undefined);
  }

  /** The popup lies next to what it is about. */
  private putPopup(): void {
    const { desk, picked, popupElement } = this;
    if (!popupElement || !desk) return;
    const found = this.popup === 'found' ? this.finding.now : undefined;
    const about = this.popup === 'span' ? picked : (found ?? desk.range ?? picked);
    if (about) placePopup(popupElement, desk, about);
  }

  /** The list shows the span that is picked. */
  private followChosen(): void {
    const { list } = this;
    const at = this.store.all().findIndex(({ id }) => id === this.chosen);
    if (at >= 0 && list) this.listTop = followInList(list, at);
  }

  private get popupElement(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.popup');
  }

  /** Enter asks for a label where one is missing; elsewhere it submits. */
  private onTextKey(event: KeyboardEvent): void {
    if (event.code !== 'Enter' && event.code !== 'NumpadEnter') return;
    if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !this.isOpen) return;
    event.preventDefault();
    if (this.labelWithHeld()) return;
    this.openPopup();
    void this.updateComplete.then(() => this.popupElement && focusPopup(this.popupElement));
  }

  private onPopupKey(event: KeyboardEvent): void {
    if (event.code === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.closePopup();
      this.focus();
    } else if (event.code === 'Enter' && (event.target as HTMLElement).closest('.popup-search')) {
      event.preventDefault();
      event.stopPropagation();
      const [first] = matching(this.book.labels, this.popupSearch);
      if (first) this.chooseAndReturn(first.label);
    } else if (this.popupElement) stepInPopup(this.popupElement, event);
  }

  /** The popup goes once it was used; the keys belong to the text again. */
  private chooseAndReturn(label: string): void {
    this.choose(label);
    this.focus();
  }

  private onListKey(event: KeyboardEvent): void {
    if (event.code === 'Enter' && this.chosen !== undefined) {
      event.preventDefault();
      this.focus();
      this.openPopup('span');
      void this.updateComplete.then(() => this.popupElement && focusPopup(this.popupElement));
      return;
    }
    const all = this.store.all();
    const to = listStep(
      event,
      all.findIndex(({ id }) => id === this.chosen),
      all.length,
    );
    if (to === undefined) return;
    event.preventDefault();
    if (all[to]) this.pick(all[to], true);
  }
}
