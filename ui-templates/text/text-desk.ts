import { Boundaries, type TextRange } from './boundaries';
import { lanesOf } from './lanes';
import { type Drawing, MarksLayer, MOST_LANES } from './marks-layer';
import type { Span, SpanStore } from './span-store';
import { type Edge, placeEdge, type Snap, snapped, stepCaret } from './steps';
import { type Box, type TextSelection, TextView } from './text-view';

/** What the worker does at the text. */
export interface DeskEvents {
  /** Something was selected, or with undefined nothing is any more. `isDone` when the pointer was let go. */
  onSelect(range: TextRange | undefined, isDone: boolean): void;
  onPick(span: Span): void;
  onRemove(span: Span): void;
  onResize(span: Span, range: TextRange): void;
  /** A caret was moved by a key; what it stands at is to be spoken. */
  onCaret(offset: number): void;
  /** What besides the spans is to be drawn. */
  look(): Pick<Drawing, 'lookOf' | 'chosen' | 'found' | 'foundNow'>;
}

/** How long the handles of a touch screen rest before the selection counts as made. */
const TOUCH_REST_MS = 500;
/** Pixels the pointer may move in a click. */
const CLICK = 4;
/** Pixels of the edge of the view in which a dragged handle moves the text. */
const SCROLL_EDGE = 32;

/**
 * A text under the hands of a worker: selecting with the mouse, with fingers and with keys, picking spans and moving their edges. It knows
 * nothing of labels and decides nothing; it tells what was done.
 */
export class TextDesk {
  snap: Snap = 'words';
  boundaries = new Boundaries('');
  selection: TextSelection | undefined;
  readonly view: TextView;

  private readonly layer: MarksLayer;
  private lanes: ReadonlyMap<number, number> = new Map();
  private lanesAreOld = true;
  private frame = 0;
  /** How far the text was scrolled when it was drawn. */
  private drawnAt = 0;
  private isPressed = false;
  private pressedAt = { x: 0, y: 0 };
  private touchTimer: ReturnType<typeof setTimeout> | undefined;
  private resizing: { span: Span; edge: Edge; range: TextRange } | undefined;
  /** Where vertical steps began, so that short lines do not pull the caret aside. */
  private goalX: number | undefined;
  private readonly stop = new AbortController();
  private readonly observer = new ResizeObserver(() => this.requestDraw());

  constructor(
    readonly root: HTMLElement,
    scroller: HTMLElement,
    private readonly store: SpanStore,
    private readonly events: DeskEvents,
  ) {
    this.view = new TextView(root, scroller);
    this.layer = new MarksLayer(this.view);
    const { signal } = this.stop;
    root.addEventListener('pointerdown', (event) => this.onPointerDown(event), { signal });
    root.addEventListener('pointermove', (event) => this.onPointerMove(event), { signal });
    root.addEventListener('pointerup', (event) => this.onHandleUp(event), { signal });
    root.addEventListener('pointercancel', () => this.cancelResize(), { signal });
    root.addEventListener('click', (event) => this.onClick(event), { signal });
    root.addEventListener('keydown', (event) => this.onKey(event), { signal });
    root.addEventListener('focus', () => this.requestDraw(), { signal });
    root.addEventListener('blur', () => this.requestDraw(), { signal });
    // Marked text is not dragged away.
    root.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
    window.addEventListener('mouseup', (event) => this.onMouseUp(event), { signal });
    document.addEventListener('selectionchange', () => this.onSelectionChange(), { signal });
    scroller.addEventListener('scroll', () => this.onScroll(), { signal, passive: true });
    document.fonts?.addEventListener('loadingdone', () => this.onFonts(), { signal });
    this.observer.observe(root);
    this.observer.observe(scroller);
  }

  dispose(): void {
    this.stop.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.touchTimer);
  }

  show(text: string): void {
    this.boundaries = new Boundaries(text);
    this.selection = undefined;
    this.view.show(text);
    this.layer.attach();
    this.spansChanged();
  }

  /** What is selected, as it would be labelled; undefined when that is nothing. */
  get range(): TextRange | undefined {
    if (!this.selection) return undefined;
    const { anchor, focus } = this.selection;
    if (anchor === focus) return undefined;
    const range = snapped(this.boundaries, { start: Math.min(anchor, focus), end: Math.max(anchor, focus) }, this.snap);
    return range.end > range.start ? range : undefined;
  }

  /** Selects a range, or with undefined nothing. */
  select(range: TextRange | undefined): void {
    const caret = this.selection?.focus ?? 0;
    this.selection = range ? { anchor: range.start, focus: range.end } : { anchor: caret, focus: caret };
    this.goalX = undefined;
    this.view.select(this.selection);
    this.requestDraw();
  }

  putCaret(offset: number): void {
    this.selection = { anchor: offset, focus: offset };
    this.view.select(this.selection);
    this.requestDraw();
  }

  /** The boxes of a range where they are now, below the lanes of the last. */
  boxes(range: TextRange): Box[] {
    return this.view.boxes(range);
  }

  lanesAt(range: TextRange): number {
    this.freshLanes();
    return this.store.within(range).reduce((most, { id }) => Math.max(most, (this.lanes.get(id) ?? 0) + 1), 0);
  }

  reveal(range: TextRange): void {
    this.view.reveal(range);
    this.requestDraw();
  }

  spansChanged(): void {
    this.lanesAreOld = true;
    this.requestDraw();
  }

  requestDraw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => this.draw());
  }

  /** Draws now; otherwise it happens before the next picture of the screen. */
  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.root.isConnected) return;
    this.freshLanes();
    this.drawnAt = this.view.scroller.scrollTop;
    const hasFocus = (this.root.getRootNode() as ShadowRoot).activeElement === this.root;
    const { found, ...look } = this.events.look();
    const seen = this.view.visible();
    const isSeen = ({ start, end }: TextRange) => start < seen.end && end > seen.start;
    this.layer.draw({
      ...look,
      spans: this.store.within(seen),
      lanes: this.lanes,
      selected: this.resizing?.range ?? this.range,
      caret: hasFocus ? (this.selection?.focus ?? 0) : undefined,
      found: found.filter(isSeen),
    });
  }

  /** As much again as is seen is drawn above and below; half of it may pass by before more is needed. */
  private onScroll(): void {
    const { scrollTop, clientHeight } = this.view.scroller;
    if (Math.abs(scrollTop - this.drawnAt) > clientHeight / 2) this.requestDraw();
  }

  private onFonts(): void {
    this.layer.forgetWidths();
    this.requestDraw();
  }

  private freshLanes(): void {
    if (!this.lanesAreOld) return;
    this.lanesAreOld = false;
    this.lanes = lanesOf(this.store.all());
    const top = this.view.topText();
    const hasChanged = this.view.setDepths(
      this.store
        .all()
        .map(({ id, start, end }) => ({ start, end, depth: Math.min(MOST_LANES, (this.lanes.get(id) ?? 0) + 1) })),
    );
    // What the worker looks at stays where it is when lines above it grow.
    if (hasChanged) this.view.keepTop(top);
  }

  private onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const target = event.target as HTMLElement;
    this.goalX = undefined;
    if (target.classList.contains('handle')) {
      const span = this.spanOf(target);
      if (!span) return;
      event.preventDefault();
      this.root.setPointerCapture(event.pointerId);
      this.resizing = { span, edge: target.classList.contains('start') ? 'start' : 'end', range: span };
      return;
    }
    if (target.closest('.layer')) {
      event.preventDefault();
      this.root.focus({ preventScroll: true });
    } else {
      this.isPressed = event.pointerType !== 'touch';
      this.pressedAt = { x: event.clientX, y: event.clientY };
    }
  }

  private onPointerMove(event: PointerEvent): void {
    if (!this.resizing) return;
    const { top, bottom } = this.view.scroller.getBoundingClientRect();
    if (event.clientY < top + SCROLL_EDGE) this.view.scroller.scrollTop -= SCROLL_EDGE / 2;
    if (event.clientY > bottom - SCROLL_EDGE) this.view.scroller.scrollTop += SCROLL_EDGE / 2;
    const { span, edge } = this.resizing;
    const offset = this.view.offsetAt(event.clientX, event.clientY, this.boundaries);
    const range = placeEdge(this.boundaries, span, edge, offset, this.snap);
    if (range) this.resizing.range = range;
    this.requestDraw();
  }

  private onHandleUp(event: PointerEvent): void {
    if (!this.resizing) return;
    event.stopPropagation();
    const { span, range } = this.resizing;
    this.resizing = undefined;
    this.requestDraw();
    if (range.start !== span.start || range.end !== span.end) this.events.onResize(span, range);
  }

  private cancelResize(): void {
    this.resizing = undefined;
    this.requestDraw();
  }

  private onMouseUp({ clientX, clientY, detail, shiftKey }: MouseEvent): void {
    if (!this.isPressed) return;
    this.isPressed = false;
    const { x, y } = this.pressedAt;
    const isClick = detail <= 1 && !shiftKey && Math.hypot(clientX - x, clientY - y) < CLICK;
    // why: the browser gives up a selection that is clicked into only after this event.
    if (isClick) this.click(clientX, clientY);
    else {
      this.readSelection();
      this.keepWhole();
      this.events.onSelect(this.range, true);
    }
  }

  /** The selection becomes what it was taken for, in the same direction. */
  private keepWhole(): void {
    const { range, selection } = this;
    if (!range || !selection) return;
    const isForward = selection.anchor <= selection.focus;
    this.selection = isForward ? { anchor: range.start, focus: range.end } : { anchor: range.end, focus: range.start };
    this.view.select(this.selection);
  }

  private click(x: number, y: number): void {
    this.putCaret(this.view.offsetAt(x, y, this.boundaries));
    const span = this.spanUnder(x, y);
    if (span) this.events.onPick(span);
    else this.events.onSelect(undefined, true);
  }

  /** A tap on a touch screen selects nothing, and tags are pressed by whatever there is. */
  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const span = target.closest('.layer') ? this.spanOf(target) : undefined;
    if (span && target.localName === 'i') this.events.onRemove(span);
    else if (span) this.events.onPick(span);
    else if ((event as PointerEvent).pointerType === 'touch' && !this.range) this.click(event.clientX, event.clientY);
  }

  /** The shortest span drawn at a place. */
  private spanUnder(x: number, y: number): Span | undefined {
    const origin = this.root.getBoundingClientRect();
    const at = this.selection?.focus ?? 0;
    const isUnder = ({ left, top, width, height }: Box) =>
      x >= origin.left + left &&
      x <= origin.left + left + width &&
      y >= origin.top + top &&
      y <= origin.top + top + height;
    return this.store
      .within({ start: at - 1, end: at + 1 })
      .sort((a, b) => a.end - a.start - (b.end - b.start))
      .find(({ start, end }) =>
        this.view.boxes({ start: Math.max(start, at - 1), end: Math.min(end, at + 1) }).some(isUnder),
      );
  }

  private spanOf(element: HTMLElement): Span | undefined {
    const id = element.closest<HTMLElement>('[data-span]')?.dataset.span;
    return id ? this.store.get(Number(id)) : undefined;
  }

  private onSelectionChange(): void {
    if (!this.root.isConnected || (this.root.getRootNode() as ShadowRoot).activeElement !== this.root) return;
    const before = this.range;
    if (!this.readSelection()) return;
    const { range } = this;
    if (before?.start === range?.start && before?.end === range?.end) return;
    this.events.onSelect(range, false);
    clearTimeout(this.touchTimer);
    if (!this.isPressed && range)
      this.touchTimer = setTimeout(() => this.events.onSelect(this.range, true), TOUCH_REST_MS);
  }

  /** Takes over what the browser has selected; false when that is known. */
  private readSelection(): boolean {
    const selection = this.view.selection();
    if (!selection) return false;
    const known = this.selection;
    if (known?.anchor === selection.anchor && known.focus === selection.focus) return false;
    this.selection = selection;
    this.requestDraw();
    return true;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented || !this.boundaries.text) return;
    const offset = this.keyTarget(event);
    if (offset === undefined) return;
    event.preventDefault();
    const isVertical = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'].includes(event.code);
    if (!isVertical) this.goalX = undefined;
    const isAll = event.code === 'KeyA';
    const anchor = isAll ? 0 : event.shiftKey ? (this.selection?.anchor ?? 0) : offset;
    this.selection = { anchor, focus: offset };
    this.view.select(this.selection);
    if (!isAll) this.view.reveal({ start: offset, end: offset });
    this.requestDraw();
    this.events.onSelect(this.range, false);
    if (!this.range) this.events.onCaret(offset);
  }

  /** Where a key moves the caret to; undefined for keys that move none. */
  private keyTarget(event: KeyboardEvent): number | undefined {
    const { boundaries } = this;
    const at = this.selection?.focus ?? 0;
    const isMac = /Mac|iP(ad|hone)/.test(navigator.platform);
    const isModified = event.ctrlKey || event.metaKey;
    if (event.altKey && !isMac) return undefined;
    const unit: Snap = this.snap === 'words' || event.ctrlKey || event.altKey ? 'words' : 'characters';
    const horizontal = event.code === 'ArrowRight' ? 1 : event.code === 'ArrowLeft' ? -1 : undefined;
    // With a span picked, these move its edges.
    if (horizontal && event.shiftKey && this.events.look().chosen !== undefined) return undefined;
    if (horizontal) {
      const by = this.view.isRightToLeft(at) ? (-horizontal as 1 | -1) : horizontal;
      if (event.metaKey) return by > 0 ? this.view.lineAt(at).end : this.view.lineAt(at).start;
      return stepCaret(boundaries, at, by, unit);
    }
    if (event.code === 'ArrowUp' || event.code === 'ArrowDown') {
      const by = event.code === 'ArrowDown' ? 1 : -1;
      if (event.metaKey) return by > 0 ? boundaries.text.length : 0;
      return this.vertical(at, by, 1);
    }
    if (event.code === 'PageUp' || event.code === 'PageDown')
      return this.vertical(at, event.code === 'PageDown' ? 1 : -1, Math.max(1, this.view.linesInView() - 1));
    if (event.code === 'Home') return isModified ? 0 : this.view.lineAt(at).start;
    if (event.code === 'End') return isModified ? boundaries.text.length : this.view.lineAt(at).end;
    if (event.code === 'KeyA' && isModified && !event.shiftKey) return boundaries.text.length;
    return undefined;
  }

  private vertical(from: number, by: 1 | -1, lines: number): number {
    this.goalX ??= this.view.caret(from).left;
    let at = from;
    for (let i = 0; i < lines; i += 1) at = this.view.lineStep(at, by, this.goalX, this.boundaries);
    return at;
  }
}
