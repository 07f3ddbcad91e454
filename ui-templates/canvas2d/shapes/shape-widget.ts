import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Command } from '../../elements/shared/full-page/commands';
import { renderLabelPane } from '../../elements/shared/full-page/label-pane';
import { parseLenientJson } from '../../elements/shared/lenient-json';
import type { Rect, Size } from '../geometry';
import { icons } from '../icons';
import { ImageWidget } from '../image-widget';
import { imageWord } from '../image-words';
import { listStyles } from '../list.styles';
import type { Picture } from '../picture';
import type { Layer, Pointer } from '../stage';
import { visibleRect } from '../viewport';
import { answerOf, entryOf, readShapes, type ShapesValue, sizeIn } from './answers';
import type { DeskHost, Did, Note } from './desk-host';
import { type InitialShapes, readInitial } from './initial-shapes';
import { LabelPalette } from './label-palette';
import { boundsOf, type Shape, type ShapeKind } from './shape';
import { type KeyedTool, shapeCommands } from './shape-commands';
import { ShapeDesk } from './shape-desk';
import { ShapeLayers } from './shape-layers';
import { type RowsHost, ShapeRows } from './shape-rows';
import { shapeStyles } from './shape-widget.styles';
import { shapeWord } from './shape-words';
import { noteText, selectionText, stepText } from './spoken';

/** A way of drawing with its place in the toolbar. */
export interface ToolButton extends KeyedTool {
  readonly icon: unknown;
  /** Kept for templates that look for it. */
  readonly elementId?: string;
}

/** What the tools that draw shapes share: everything but the kind of shape and the ways to draw it. */
export abstract class ShapeWidget extends ImageWidget implements DeskHost, RowsHost {
  static override styles: CSSResultGroup = [ImageWidget.styles, listStyles, shapeStyles];
  static override properties = {
    ...ImageWidget.properties,
    initialText: { attribute: 'initial-value' },
    hasNothing: { state: true },
    hasNames: { state: true },
    labelSearch: { state: true },
  };

  declare initialText: string | null;
  /** The worker says that there is nothing to draw. */
  declare protected hasNothing: boolean;
  declare protected hasNames: boolean;
  declare protected labelSearch: string;

  protected readonly desk: ShapeDesk;
  private readonly drawn: ShapeLayers;
  private readonly rows: ShapeRows;
  /** Handed out as it is until something changes: templates write into it. */
  private answer: ShapesValue | undefined;
  private initial: InitialShapes = { shapes: [] };
  /** What a draft says of the picture, until it is there. */
  private restoredSize: Size | undefined;
  private isRestored = false;
  private palette = new LabelPalette([], () => undefined);
  /** What the page around the picture showed last. */
  private shown: unknown[] = [];

  constructor(
    readonly kind: ShapeKind,
    protected readonly tools: readonly [ToolButton, ...ToolButton[]],
  ) {
    super();
    this.initialText = null;
    this.hasNothing = false;
    this.hasNames = true;
    this.labelSearch = '';
    this.desk = new ShapeDesk(this, this.tools[0]);
    this.rows = new ShapeRows(this, this.desk);
    this.drawn = new ShapeLayers(this.desk, this, () => ({
      opacity: this.opacity,
      hasNames: this.hasNames,
      colorOf: (label) => this.palette.colorOf(label),
    }));
  }

  // The answer

  /** What would be submitted; always an object of that shape. Setting it restores a draft. */
  get value(): ShapesValue {
    const initial = this.initialText === null ? undefined : this.initial.shapes;
    this.answer ??= answerOf(this.answered(), this.kind, this.size(), initial);
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
    return { getState: () => ({ label: { labels: this.palette.byLabel() } }) };
  }

  validate(): boolean {
    if (this.desk.sketch.isBegun) this.complaint = shapeWord('unfinished');
    else if (!this._submittableValue) this.complaint = shapeWord('drawSomething');
    else this.complaint = this.picture ? undefined : imageWord('notLoaded');
    return this.complaint === undefined;
  }

  /** Back to the initial value. */
  reset(): void {
    this.hasNothing = false;
    this.complaint = undefined;
    this.put(this.initial.shapes);
    this.tellChange();
  }

  /** Those that count: points whose label is unknown are neither drawn nor answered, as in the original. */
  private answered(): readonly Shape[] {
    const shapes = this.desk.store.all();
    return this.kind.name === 'keypoint' ? shapes.filter(({ label }) => this.isKnown(label)) : shapes;
  }

  private put(shapes: readonly { label: string; points: readonly number[] }[]): void {
    this.desk.reset(shapes);
    this.history.clear();
    this.answer = undefined;
    this.drawn.invalidateAll();
    this.stage?.requestFrame();
    this.refresh();
  }

  // What the page gives

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('labelsText') || changed.has('labelColors')) this.takeLabels();
    if (changed.has('initialText')) this.takeInitial();
    if (changed.has('hasNames')) this.onAppearance();
  }

  private takeLabels(): void {
    const { desk, labels } = this;
    this.palette = new LabelPalette(labels, (index) => this.ownColor(index));
    if (desk.label !== undefined && !this.isKnown(desk.label)) desk.label = undefined;
    desk.label ??= labels[0];
    this.answer = undefined;
    this.onAppearance();
  }

  private takeInitial(): void {
    this.initial = readInitial(this.initialText, this.kind, this.picture);
    this.answer = undefined;
    if (!this.isRestored && !this.history.canUndo) this.put(this.initial.shapes);
  }

  protected override onPicture(picture: Picture): void {
    // Until now nothing was known to lie outside.
    this.initial = readInitial(this.initialText, this.kind, picture);
    const read = (shape: Shape) => this.kind.read(entryOf(shape, this.kind), picture) ?? [];
    if (!this.history.canUndo) this.put(this.desk.store.all().flatMap(read));
    this.answer = undefined;
  }

  // What the desk and the list ask for

  size(): Size {
    return this.picture ?? this.restoredSize ?? { width: 0, height: 0 };
  }

  seen(): Rect {
    return this.stage ? visibleRect(this.stage.view, this.stage.size) : { left: 0, top: 0, right: 0, bottom: 0 };
  }

  isKnown(label: string): boolean {
    return this.palette.has(label);
  }

  titleOf(did: Did, shapes: readonly Shape[]): string {
    return stepText(did, shapes, (shape) => this.nameOf(shape));
  }

  note(note: Note): void {
    this.tell(noteText(note, this.labels.length > 0));
  }

  onDrawn(_shape: Shape): void {}

  onLook(parts: readonly Rect[]): void {
    this.drawn.invalidate(parts);
    this.stage?.requestFrame();
    this.refresh();
  }

  get naming(): RowsHost['naming'] {
    return {
      labels: this.labels,
      nameOf: (shape) => this.nameOf(shape),
      colorOf: (label) => this.palette.colorOf(label),
    };
  }

  onRow({ points }: Shape): void {
    const { left, top, right, bottom } = boundsOf(points);
    this.cursor = undefined;
    this.stage?.reveal({ x: (left + right) / 2, y: (top + bottom) / 2 });
    this.tellSelection();
  }

  /** Draws the page around the picture again, if it shows anything that has changed: a drag changes nothing there. */
  private refresh(): void {
    const { selection, sketch, store, mode, label, isSnapping } = this.desk;
    const drawing = [sketch.tool, sketch.isBegun, sketch.canDoAgain];
    const shown = [selection.ids, selection.handle, store.version, mode, label, isSnapping, ...drawing];
    if (shown.every((value, i) => value === this.shown[i])) return;
    this.shown = shown;
    this.requestUpdate();
  }

  /** A colour the template gives to the label at that place. */
  protected ownColor(_index: number): string | undefined {
    return undefined;
  }

  private nameOf(shape: Shape): string {
    const { store } = this.desk;
    const place = store.placeOf(shape.id);
    // One that is about to be added comes last.
    return `${shape.label} ${(place < 0 ? store.size : place) + 1}`;
  }

  private tellSelection(): void {
    this.say(selectionText(this.desk.selection, this.kind, (shape) => this.nameOf(shape)));
  }

  // What the pointer does

  protected override layers(): Layer[] {
    this.drawn.invalidateAll();
    return this.drawn.all;
  }

  protected override onAppearance(): void {
    this.drawn.invalidateAll();
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

  // Keys

  protected override cancel(): boolean {
    return this.desk.sketch.isBegun && this.desk.cancel();
  }

  protected override unselect(): void {
    this.desk.cancel();
  }

  protected override undo(): void {
    if (!this.desk.sketch.back()) super.undo();
  }

  protected override redo(): void {
    if (!this.desk.sketch.again()) super.redo();
  }

  protected override canUndo(): boolean {
    return this.desk.sketch.isBegun || super.canUndo();
  }

  protected override canRedo(): boolean {
    return this.desk.sketch.canDoAgain || super.canRedo();
  }

  protected override onHistory(): void {
    this.answer = undefined;
    this.hasNothing = false;
    super.onHistory();
  }

  protected override arrow(dx: number, dy: number, how: 'step' | 'far' | 'one'): void {
    const { sketch, selection, changes } = this.desk;
    if (this.cursor || sketch.isBegun || selection.movable.length === 0) {
      super.arrow(dx, dy, how);
      return;
    }
    const by = how === 'far' ? 10 : 1;
    changes.nudge(dx * by, dy * by);
    this.tellSelection();
  }

  protected override canEnter(): boolean {
    return super.canEnter() || this.desk.sketch.isBegun;
  }

  protected override enter(): void {
    if (this.cursor) super.enter();
    else this.desk.sketch.finish();
  }

  protected override commands(): Command[] {
    const { desk } = this;
    return [
      ...shapeCommands(desk, this.tools, {
        kind: this.kind,
        scale: () => this.scale,
        cursor: () => this.cursor,
        use: (tool) => {
          desk.use(tool);
          this.say(tool.title);
        },
        zoomTo: (part) => this.stage?.fitRect(part),
        toggleNames: () => {
          this.hasNames = !this.hasNames;
          return this.hasNames;
        },
        say: (text) => this.say(text),
        tellSelection: () => this.tellSelection(),
        isInList: () => this.rows.hasFocus,
        refresh: () => this.refresh(),
      }),
      ...super.commands(),
    ];
  }

  // Beside and above the picture

  protected override renderToolGroup(): TemplateResult {
    const { desk } = this;
    const isDrawing = (tool: ToolButton) => desk.mode === 'draw' && desk.sketch.tool === tool;
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
    const { problem, shapes } = this.initial;
    const isSuggested = this.hasAttribute('suggestion-confidence') && shapes.length > 0;
    return html`
      ${this.renderLabelProblem()} ${problem ? this.renderProblem(problem) : nothing}
      ${isSuggested ? html`<p class="shapes-note">${shapeWord('suggested')}</p>` : nothing}
      ${this.renderLabels()}
      ${this.rows.render()}
    `;
  }

  private renderLabels() {
    const { desk } = this;
    const relabelled = desk.mode === 'select' ? desk.selection.single?.label : undefined;
    return renderLabelPane({
      labels: this.labels,
      colors: this.labels.map((label) => this.palette.colorOf(label)),
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

  /** Also one that the search has left out of the pane. */
  protected override chooseLabel(index: number): boolean {
    const label = this.labels[index];
    if (super.chooseLabel(index) || label === undefined) return label !== undefined;
    this.choose(label);
    return true;
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
}
