import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Command } from '../../elements/shared/full-page/commands';
import { labelColor } from '../../elements/shared/full-page/label-colors';
import { renderLabelPane } from '../../elements/shared/full-page/label-pane';
import { parseLenientJson } from '../../elements/shared/lenient-json';
import { message } from '../../elements/shared/messages';
import { type Rect, type Size, union } from '../geometry';
import { icons } from '../icons';
import { ImageWidget } from '../image-widget';
import { imageWord } from '../image-words';
import { listStyles } from '../list.styles';
import { PaintedLayer } from '../painted-layer';
import type { Picture } from '../picture';
import type { Layer, Pointer } from '../stage';
import { type View, visibleRect } from '../viewport';
import { entryOf, isSameList, parseShapes, type ReadShapes, readShapes, sizeIn } from './answers';
import { boundsOf, type Shape, type ShapeKind } from './shape';
import { shapeCommands } from './shape-commands';
import { type DeskHost, type Did, type DrawTool, type Note, ShapeDesk } from './shape-desk';
import { ROW_HEIGHT, renderShapeList, rowTop } from './shape-list';
import { type Look, NAME_REACH, ShapePainter, STROKE_REACH } from './shape-painter';
import { shapeStyles } from './shape-widget.styles';
import { shapeWord } from './shape-words';
import { ShapesLayer } from './shapes-layer';

/** A way of drawing with its place in the toolbar. */
export interface ToolButton extends DrawTool {
  readonly title: string;
  readonly icon: unknown;
  /** Physical key. */
  readonly key: string;
  /** Kept for templates that look for it. */
  readonly elementId?: string;
}

/** With more shapes their names would hide the picture and take long to draw. */
const MOST_NAMES = 150;
const PASTE_OFFSET = 16;
/** CSS pixels of the list that may be seen at once; more rows than fit are made, none that is seen is missing. */
const LIST_HEIGHT = 900;
const UNKNOWN_COLOR = '#8a8f98';

const NOTES: Record<Note, Parameters<typeof shapeWord>[0]> = {
  'too-small': 'tooSmall',
  crossing: 'crossing',
  'too-few': 'tooFew',
  'no-label': 'chooseLabel',
  locked: 'isLocked',
  nothing: 'nothingFound',
  'no-pixels': 'noPixels',
};

const DID: Record<Did, Parameters<typeof shapeWord>[0]> = {
  add: 'added',
  paste: 'added',
  remove: 'removed',
  move: 'changed',
  change: 'changed',
  relabel: 'changed',
};

/** Copied shapes: of the page, so that one widget can paste what another of its kind has copied. */
const clipboard: { kind?: string; shapes: readonly Shape[] } = { shapes: [] };

export type ShapesValue = Record<string, unknown>;

/** What the tools that draw shapes share: everything but the kind of shape and the ways to draw it. */
export abstract class ShapeWidget extends ImageWidget implements DeskHost {
  static override styles: CSSResultGroup = [ImageWidget.styles, listStyles, shapeStyles];
  static override properties = {
    ...ImageWidget.properties,
    initialText: { attribute: 'initial-value' },
    hasNothing: { state: true },
    hasNames: { state: true },
    listTop: { state: true },
    labelSearch: { state: true },
  };

  declare initialText: string | null;
  /** The worker says that there is nothing to draw. */
  declare protected hasNothing: boolean;
  declare protected hasNames: boolean;
  declare protected lookCount: number;
  declare protected listTop: number;
  declare protected labelSearch: string;

  protected readonly desk: ShapeDesk;
  private readonly shapesLayer = new ShapesLayer({
    within: (part) => this.desk.store.within(part).filter((shape) => this.isAtRest(shape)),
    reach: () => (this.look().hasNames ? NAME_REACH : STROKE_REACH),
    draw: (context, shape, view) => this.painter.draw(context, shape, view),
  });
  private readonly handLayer = new PaintedLayer((context, { view }) => this.paintHand(context, view));
  private readonly painter: ShapePainter;
  /** Handed out as it is until something changes: templates write into it. */
  private answer: ShapesValue | undefined;
  private initial: ReadShapes | undefined;
  private initialProblem: string | undefined;
  /** What a draft says of the picture, until it is there. */
  private restoredSize: Size | undefined;
  private isRestored = false;
  private colors = new Map<string, string>();
  /** What the page around the picture showed last. */
  private shown: unknown[] = [];
  private currentLook: Look | undefined;

  constructor(
    readonly kind: ShapeKind,
    protected readonly tools: readonly [ToolButton, ...ToolButton[]],
  ) {
    super();
    this.initialText = null;
    this.hasNothing = false;
    this.hasNames = true;
    this.listTop = 0;
    this.labelSearch = '';
    this.painter = new ShapePainter(this.kind, () => this.look());
    this.desk = new ShapeDesk(this, this.tools[0]);
  }

  /** What would be submitted; always an object of that shape. Setting it restores a draft. */
  get value(): ShapesValue {
    if (this.answer) return this.answer;
    const shapes = this.answered();
    const { width, height } = this.size();
    this.answer = {
      [this.kind.answerKey]: shapes.map((shape) => entryOf(shape, this.kind)),
      inputImageProperties: { height, width },
      ...(this.initialText === null ? {} : { initialValueModified: !isSameList(shapes, this.initial?.shapes ?? []) }),
    };
    return this.answer;
  }

  set value(value: ShapesValue | unknown[] | string | undefined | null) {
    const given = typeof value === 'string' ? parseLenientJson(value) : value;
    this.restoredSize = sizeIn(given);
    const read = readShapes(given, this.kind, this.picture ?? this.restoredSize);
    this.isRestored = true;
    this.put(read?.shapes ?? []);
    this.hasNothing = read !== undefined && read.shapes.length === 0;
  }

  /** The same object while there is something to submit: shapes, or the word that there are none to draw. */
  get _submittableValue(): ShapesValue | undefined {
    return this.hasNothing || this.answered().length > 0 ? this.value : undefined;
  }

  /** Kept for templates that ask for the colour of a label. */
  get store() {
    const colors = () => Object.fromEntries(this.labels.map((label) => [label, { label, color: this.colorOf(label) }]));
    return { getState: () => ({ label: { labels: colors() } }) };
  }

  validate(): boolean {
    this.complaint = this.desk.isDrawing
      ? shapeWord('unfinished')
      : this._submittableValue
        ? this.picture
          ? undefined
          : imageWord('notLoaded')
        : shapeWord('drawSomething');
    return this.complaint === undefined;
  }

  /** Back to the initial value. */
  reset(): void {
    this.hasNothing = false;
    this.complaint = undefined;
    this.put(this.initial?.shapes ?? []);
    this.tellChange();
  }

  // What the desk asks for

  size(): Size {
    return this.picture ?? this.restoredSize ?? { width: 0, height: 0 };
  }

  seen(): Rect {
    return this.stage ? visibleRect(this.stage.view, this.stage.size) : { left: 0, top: 0, right: 0, bottom: 0 };
  }

  isKnown(label: string): boolean {
    return this.colors.has(label);
  }

  titleOf(did: Did, shapes: readonly Shape[]): string {
    const what = shapes.length === 1 ? this.nameOf(shapes[0]!) : String(shapes.length);
    return `${shapeWord(DID[did])} ${what}`;
  }

  note(note: Note): void {
    this.tell(note === 'no-label' && this.labels.length === 0 ? shapeWord('noLabels') : shapeWord(NOTES[note]));
  }

  onDrawn(_shape: Shape): void {}

  onLook(parts: readonly Rect[]): void {
    for (const part of parts) this.shapesLayer.invalidate(part);
    this.handLayer.invalidate();
    this.stage?.requestFrame();
    this.refresh();
  }

  // What the pointer does

  protected override layers(): Layer[] {
    this.shapesLayer.invalidateAll();
    this.handLayer.invalidate();
    return [this.shapesLayer, this.handLayer];
  }

  protected override press(pointer: Pointer): void {
    this.desk.press(pointer);
  }

  protected override drag(pointer: Pointer): void {
    this.desk.drag(pointer);
  }

  protected override release(pointer: Pointer): void {
    this.desk.release(pointer);
  }

  protected override abandon(): void {
    this.desk.abandon();
  }

  protected override hover(pointer: Pointer | undefined): void {
    this.desk.hover(pointer);
    if (this.stage && pointer && !this.isHand) this.stage.root.style.cursor = this.desk.cursorAt(pointer);
  }

  protected override longPress(pointer: Pointer): void {
    this.desk.longPress(pointer);
  }

  protected override doubleClick(pointer: Pointer): void {
    this.desk.doubleClick(pointer);
  }

  protected override cancel(): boolean {
    return this.desk.isDrawing && this.desk.cancel();
  }

  protected override unselect(): void {
    this.desk.cancel();
  }

  protected override undo(): void {
    if (!this.desk.back()) super.undo();
  }

  protected override redo(): void {
    if (!this.desk.again()) super.redo();
  }

  protected override canUndo(): boolean {
    return this.desk.isDrawing || super.canUndo();
  }

  protected override canRedo(): boolean {
    return this.desk.canDoAgain || super.canRedo();
  }

  protected override onHistory(): void {
    this.answer = undefined;
    this.hasNothing = false;
    super.onHistory();
  }

  protected override onPicture(picture: Picture): void {
    // Until now nothing was known to lie outside.
    const read = (shapes: readonly Shape[]) =>
      shapes.flatMap((shape) => this.kind.read(entryOf(shape, this.kind), picture) ?? []);
    if (this.initialText !== null) this.initial = this.readInitial(picture);
    if (!this.history.canUndo) this.put(read(this.desk.store.all()));
    this.answer = undefined;
  }

  protected override onAppearance(): void {
    this.currentLook = undefined;
    this.shapesLayer.invalidateAll();
    this.handLayer.invalidate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('labelsText') || changed.has('labelColors')) this.takeLabels();
    if (changed.has('initialText')) this.takeInitial();
    if (changed.has('hasNames')) this.onAppearance();
  }

  private takeLabels(): void {
    const { desk, labels } = this;
    this.colors = new Map(labels.map((label, i) => [label, this.colorAt(i)]));
    if (desk.label !== undefined && !this.colors.has(desk.label)) desk.label = undefined;
    desk.label ??= labels[0];
    this.answer = undefined;
    this.onAppearance();
  }

  private takeInitial(): void {
    this.initialProblem = undefined;
    this.initial = this.readInitial(this.picture);
    this.answer = undefined;
    if (!this.isRestored && !this.history.canUndo) this.put(this.initial?.shapes ?? []);
  }

  private readInitial(size: Size | undefined): ReadShapes | undefined {
    if (this.initialText === null || this.initialText.trim() === '') return undefined;
    try {
      const read = parseShapes(this.initialText, this.kind, size);
      const { unread } = read;
      if (unread.length > 0) this.initialProblem = `${shapeWord('badEntries')} ${JSON.stringify(unread.slice(0, 3))}`;
      return read;
    } catch (error) {
      this.initialProblem = `${shapeWord('badValue')} ${(error as Error).message}`;
      return undefined;
    }
  }

  private put(shapes: readonly { label: string; points: readonly number[] }[]): void {
    this.desk.reset(shapes);
    this.history.clear();
    this.answer = undefined;
    this.shapesLayer.invalidateAll();
    this.handLayer.invalidate();
    this.stage?.requestFrame();
    this.refresh();
  }

  /** Draws the page around the picture again, if it shows anything that has changed: a drag changes nothing there. */
  private refresh(): void {
    const { selected, store, isDrawing, handle, mode, label, toolId, isSnapping, canDoAgain } = this.desk;
    const shown = [selected, store.version, isDrawing, handle, mode, label, toolId, isSnapping, canDoAgain];
    if (shown.every((value, i) => value === this.shown[i])) return;
    this.shown = shown;
    this.requestUpdate();
  }

  /** Those that count: points whose label is unknown are neither drawn nor answered, as in the original. */
  private answered(): readonly Shape[] {
    const shapes = this.desk.store.all();
    return this.kind.name === 'keypoint' ? shapes.filter(({ label }) => this.isKnown(label)) : shapes;
  }

  private isAtRest(shape: Shape): boolean {
    return this.desk.isShown(shape) && !this.desk.selected.has(shape.id);
  }

  private look(): Look {
    this.currentLook ??= {
      opacity: this.opacity,
      hasNames: this.hasNames && this.desk.store.size <= MOST_NAMES,
      colorOf: (label) => this.colorOf(label),
      nameOf: (shape) => shape.label,
    };
    return this.currentLook;
  }

  private paintHand(context: CanvasRenderingContext2D, view: View): boolean {
    const { inHand, preview, selection, handle, selected } = this.desk;
    for (const shape of inHand) this.painter.drawSelected(context, shape, view, handle, selected.size === 1);
    if (preview) this.painter.drawPreview(context, preview, this.colorOf(this.desk.label ?? ''), view);
    if (selection) this.painter.drawMarquee(context, selection, view);
    return inHand.length > 0 || preview !== undefined || selection !== undefined;
  }

  protected colorOf(label: string): string {
    return this.colors.get(label) ?? UNKNOWN_COLOR;
  }

  /** Of the label at that place. */
  protected colorAt(index: number): string {
    return labelColor(index);
  }

  protected nameOf(shape: Shape): string {
    const { store } = this.desk;
    const place = store.placeOf(shape.id);
    // One that is about to be added comes last.
    return `${shape.label} ${(place < 0 ? store.size : place) + 1}`;
  }

  // Keys

  protected override arrow(dx: number, dy: number, how: 'step' | 'far' | 'one'): void {
    if (this.cursor || this.desk.isDrawing || this.desk.movable.length === 0) {
      super.arrow(dx, dy, how);
      return;
    }
    const by = how === 'far' ? 10 : 1;
    this.desk.nudge(dx * by, dy * by);
    this.tellSelection();
  }

  protected override canEnter(): boolean {
    return super.canEnter() || this.desk.isDrawing;
  }

  protected override enter(): void {
    if (this.cursor) super.enter();
    else this.desk.finish();
  }

  protected override commands(): Command[] {
    const { desk } = this;
    const tools = this.tools.map(
      (tool): Command => ({ id: tool.id, title: tool.title, keys: [tool.key], run: () => this.useTool(tool) }),
    );
    return [
      { id: 'select', title: shapeWord('select'), keys: ['KeyV'], run: () => this.useSelection() },
      ...tools,
      ...shapeCommands(desk, {
        copy: (shapes) => Object.assign(clipboard, { kind: this.kind.name, shapes }),
        canPaste: () => clipboard.kind === this.kind.name && clipboard.shapes.length > 0,
        paste: () => desk.paste(clipboard.shapes, PASTE_OFFSET / this.scale, this.cursor),
        duplicate: () => desk.paste(desk.selectedShapes, PASTE_OFFSET / this.scale, undefined),
        zoomTo: (shapes) => this.stage?.fitRect(shapes.map(({ points }) => boundsOf(points)).reduce(union)),
        tellSelection: () => this.tellSelection(),
        isInList: () => this.shadowRoot?.activeElement?.closest('.shape-list') != null,
      }),
      {
        id: 'snap',
        title: shapeWord('snap'),
        keys: ['KeyM'],
        run: () => {
          desk.isSnapping = !desk.isSnapping;
          this.refresh();
        },
      },
      {
        id: 'names',
        title: shapeWord('names'),
        keys: ['KeyT'],
        run: () => {
          this.hasNames = !this.hasNames;
        },
      },
      ...super.commands(),
    ];
  }

  private useTool(tool: ToolButton): void {
    this.desk.use(tool);
    this.say(tool.title);
    this.refresh();
  }

  private useSelection(): void {
    this.desk.cancel();
    this.desk.mode = 'select';
    this.say(shapeWord('select'));
    this.refresh();
  }

  private tellSelection(): void {
    const { selectedShapes, single, handle } = this.desk;
    if (single && handle !== undefined) {
      const { at } = this.kind.handles(single.points)[handle]!;
      this.say(`${shapeWord('point')} ${handle + 1}: ${at.x}, ${at.y}`);
      return;
    }
    if (single) {
      const { left, top, right, bottom } = boundsOf(single.points);
      const extent = `${left}, ${top}, ${right - left} × ${bottom - top}`;
      this.say(`${shapeWord('selected')} ${this.nameOf(single)}, ${extent}`);
      return;
    }
    this.say(`${shapeWord('selected')} ${selectedShapes.length}`);
  }

  // Beside and above the picture

  protected override renderToolGroup(): TemplateResult {
    const { desk } = this;
    const isDrawing = (tool: ToolButton) => desk.mode === 'draw' && desk.toolId === tool.id;
    return html`<div class="group">
        ${this.renderCommand('select', icons.select, desk.mode === 'select')}
        ${this.tools.map((tool) => this.renderCommand(tool.id, tool.icon, isDrawing(tool), tool.elementId))}
      </div>
      <div class="group">
        ${this.renderCommand('snap', icons.magnet, desk.isSnapping)} ${this.renderCommand('names', icons.names, this.hasNames)}
        ${this.renderCommand('remove', icons.bin, undefined, 'delete')}
      </div>`;
  }

  protected override renderPane(): TemplateResult {
    const { desk } = this;
    return html`
      ${this.initialProblem ? html`<div class="problem" role="alert"><strong>${message('templateProblem')}</strong> ${this.initialProblem}</div>` : nothing}
      ${this.hasAttribute('suggestion-confidence') && this.initial?.shapes.length ? html`<p class="shapes-note">${shapeWord('suggested')}</p>` : nothing}
      ${this.renderLabels()}
      ${renderShapeList({
        shapes: desk.store.all(),
        selected: desk.selected,
        labels: this.labels,
        scrollTop: this.listTop,
        height: LIST_HEIGHT,
        nameOf: (shape) => this.nameOf(shape),
        colorOf: (label) => this.colorOf(label),
        onScroll: (event) => {
          this.listTop = (event.target as HTMLElement).scrollTop;
        },
        onSelect: (shape, isMore) => this.selectRow(shape, isMore),
        onRelabel: (_shape, label) => desk.relabel(label),
        onRemove: (shape) => this.removeRow(shape),
        onMark: (shape, marks) => desk.mark([shape], marks),
        onKey: (event, place) => this.onRowKey(event, place),
      })}
    `;
  }

  private renderLabels() {
    const { desk } = this;
    const relabelled = desk.mode === 'select' ? desk.single?.label : undefined;
    return renderLabelPane({
      labels: this.labels,
      colors: this.labels.map((label) => this.colorOf(label)),
      selected: relabelled ?? (desk.mode === 'draw' ? desk.label : undefined),
      search: this.labelSearch,
      onChoose: (label: string) => this.choose(label),
      onSearch: (text: string) => {
        this.labelSearch = text;
      },
    });
  }

  private choose(label: string): void {
    this.desk.choose(label);
    this.refresh();
  }

  protected override renderFooter(): TemplateResult {
    return html`<label class="nothing"><input type="checkbox" .checked=${this.hasNothing} ?disabled=${this.answered().length > 0} @change=${this.onNothing} /> ${shapeWord('nothing')}</label>`;
  }

  private readonly onNothing = (event: Event): void => {
    event.stopPropagation();
    this.hasNothing = (event.target as HTMLInputElement).checked;
    this.complaint = undefined;
    this.tellChange();
  };

  private selectRow(shape: Shape, isMore: boolean): void {
    const { desk } = this;
    desk.cancel();
    desk.mode = 'select';
    desk.select(isMore ? [...new Set([...desk.selected, shape.id])] : [shape.id]);
    this.cursor = undefined;
    const { left, top, right, bottom } = boundsOf(shape.points);
    this.stage?.reveal({ x: (left + right) / 2, y: (top + bottom) / 2 });
    this.tellSelection();
  }

  private removeRow(shape: Shape): void {
    const place = this.desk.store.placeOf(shape.id);
    this.desk.select([shape.id]);
    this.desk.remove();
    void this.focusRow(Math.min(place, this.desk.store.size - 1));
  }

  private onRowKey(event: KeyboardEvent, place: number): void {
    const moves: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      Home: 0,
      End: this.desk.store.size - 1,
    };
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      event.stopPropagation();
      this.removeRow(this.desk.store.all()[place]!);
    }
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void this.focusRow(Math.max(0, Math.min(to, this.desk.store.size - 1)));
  }

  /** Rows out of sight are not there until they are scrolled to. */
  private async focusRow(place: number): Promise<void> {
    const list = this.renderRoot.querySelector<HTMLElement>('.shape-list');
    if (list && place >= 0) {
      const top = rowTop(place);
      if (top < list.scrollTop || top + ROW_HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top;
      this.listTop = list.scrollTop;
    }
    this.requestUpdate();
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`.shape-name[data-place="${place}"]`);
    (row ?? this.stage?.root)?.focus();
  }
}
