import { contains, type Point, type Rect, type Size, toPixel, union } from '../geometry';
import type { History } from '../history';
import type { Picture } from '../picture';
import type { Pointer } from '../stage';
import type { DrawInput, Drawing, DrawRules, Objection, Preview } from './drawing';
import { beforeOf, type EditInput, type EditState, edgeAt, edit, movedTogether, STILL, type Target } from './editing';
import { onNearestBorder } from './nearest-border';
import { Picker } from './picking';
import { boundsOf, moved, type Shape, type ShapeKind } from './shape';
import { ShapeStore, ShapesEdit } from './shape-store';

/** One way of drawing a kind of shape: by a machine of states, or found under a click. */
export interface DrawTool {
  readonly id: string;
  // Every tool has states of its own; the desk only hands them back.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly drawing?: Drawing<any>;
  readonly find?: (picture: Picture, at: Point, seen: Rect) => number[] | undefined;
}

export type Mode = 'select' | 'draw';
/** What somebody should be told. */
export type Note = Objection | 'no-label' | 'locked' | 'nothing' | 'no-pixels';
export type Did = 'add' | 'remove' | 'move' | 'change' | 'relabel' | 'paste';

export interface DeskHost {
  readonly history: History;
  readonly kind: ShapeKind;
  /** The picture's. */
  size(): Size;
  readonly picture: Picture | undefined;
  /** Stage pixels per picture pixel. */
  readonly scale: number;
  /** The part of the picture that is seen. */
  seen(): Rect;
  /** The words for a step of the history. */
  titleOf(did: Did, shapes: readonly Shape[]): string;
  /** Tells those who do not see what was done. */
  say(text: string): void;
  isKnown(label: string): boolean;
  note(note: Note): void;
  /** A shape was finished. */
  onDrawn(shape: Shape): void;
  /** Something that is shown has changed; `parts` of the picture where shapes are at rest. */
  onLook(parts: readonly Rect[]): void;
}

/** Stage pixels within which something is meant. */
const REACH: Record<Pointer['kind'], number> = { mouse: 6, pen: 8, touch: 16, keyboard: 6 };
/** Picture pixels the keys' crosshair may be off: none. */
const KEY_SLACK = 0.5;

/**
 * What somebody draws and changes on one picture, whatever the kind of shape: which tool is at work, what is selected, where the next point
 * would go. It knows neither elements nor canvases.
 */
export class ShapeDesk {
  readonly store = new ShapeStore();
  private readonly picker: Picker;
  mode: Mode = 'draw';
  label: string | undefined;
  /** Points stick to borders of other shapes. */
  isSnapping = false;
  selected: ReadonlySet<number> = new Set();
  /** The point of the selected shape that the keys move. */
  handle: number | undefined;
  private editing: EditState = STILL;
  private drawn: unknown;
  /** The press went to the drawing tool. */
  private isFed = false;
  private marquee: { from: Point; to: Point } | undefined;
  private lastRules: DrawRules | undefined;

  constructor(
    private readonly host: DeskHost,
    private tool: DrawTool,
  ) {
    this.picker = new Picker(this.store, host.kind, (shape) => this.isShown(shape));
    this.drawn = tool.drawing?.start;
  }

  get toolId(): string {
    return this.tool.id;
  }

  /** A shape has been begun and is not finished. */
  get isDrawing(): boolean {
    return this.preview !== undefined || (this.drawn as { name?: string } | undefined)?.name === 'cornered';
  }

  /** A point that was taken back can be placed again. */
  get canDoAgain(): boolean {
    return (
      (this.drawn as { undone?: readonly Point[] } | undefined)?.undone?.length !== 0 && 'undone' in Object(this.drawn)
    );
  }

  get canAddVertices(): boolean {
    return this.host.kind.withoutVertex !== undefined;
  }

  get preview(): Preview | undefined {
    return this.tool.drawing?.preview(this.drawn, this.rules());
  }

  /** Selected shapes as they are now, in the middle of a drag too. */
  get inHand(): readonly Shape[] {
    const now = this.editing.name === 'dragging' ? new Map(this.editing.now.map((one) => [one.id, one])) : undefined;
    return this.selectedShapes.map((shape) => now?.get(shape.id) ?? shape).filter((shape) => this.isShown(shape));
  }

  get selectedShapes(): Shape[] {
    return [...this.selected].flatMap((id) => this.store.get(id) ?? []);
  }

  /** The shape whose points can be moved one by one. */
  get single(): Shape | undefined {
    return this.selected.size === 1 ? this.selectedShapes[0] : undefined;
  }

  get selection(): Rect | undefined {
    return this.marquee && around([this.marquee.from, this.marquee.to]);
  }

  isShown(shape: Shape): boolean {
    return !shape.isHidden && (this.host.kind.name !== 'keypoint' || this.host.isKnown(shape.label));
  }

  use(tool: DrawTool): void {
    this.cancel();
    this.tool = tool;
    this.drawn = tool.drawing?.start;
    this.mode = 'draw';
    this.select([]);
  }

  choose(label: string): void {
    if (this.mode === 'select' && this.selected.size > 0) {
      this.relabel(label);
      return;
    }
    this.label = label;
    this.mode = 'draw';
    if (!this.isDrawing) this.select([]);
    this.host.onLook([]);
  }

  // Pointers

  press(pointer: Pointer): void {
    const { at } = pointer;
    this.isFed = this.isDrawing;
    if (this.isFed) {
      this.feed({ type: 'press', at: this.place(pointer) }, pointer);
      return;
    }
    const target = pointer.alt && this.canDraw ? undefined : this.targetAt(pointer);
    if (target) {
      this.edit({ type: 'press', target, at });
      return;
    }
    if (this.canDraw) {
      this.select([]);
      this.isFed = true;
      if (!this.tool.find) this.feed({ type: 'press', at: this.place(pointer) }, pointer);
      return;
    }
    const hit = this.picker.shapeAt(at, this.slack(pointer));
    if (!hit) {
      if (this.mode === 'draw') this.host.note('no-label');
      if (!pointer.shift) this.select([]);
      this.marquee = { from: at, to: at };
      return;
    }
    const others = [...this.selected].filter((id) => id !== hit.id);
    if (pointer.shift) {
      this.select(this.selected.has(hit.id) ? others : [...others, hit.id]);
      return;
    }
    if (!this.selected.has(hit.id)) this.select([hit.id]);
    if (!hit.isLocked) this.edit({ type: 'press', target: { type: 'shapes', shapes: this.movable }, at });
  }

  drag(pointer: Pointer): void {
    if (this.marquee) {
      this.marquee = { ...this.marquee, to: pointer.at };
      this.host.onLook([]);
    } else if (this.editing.name !== 'idle') this.edit({ type: 'drag', at: this.placeEdited(pointer) }, pointer);
    else if (this.isFed)
      for (const at of pointer.path) this.feed({ type: 'drag', at: this.place(pointer, at) }, pointer);
  }

  release(pointer: Pointer): void {
    if (this.marquee) {
      this.endMarquee();
      return;
    }
    if (this.editing.name !== 'idle') {
      this.edit({ type: 'release' });
      return;
    }
    if (!this.isFed) return;
    this.isFed = false;
    if (this.tool.find) {
      this.find(pointer.at);
      return;
    }
    const wasCornered = (this.drawn as { name?: string } | undefined)?.name === 'pressed';
    const border = wasCornered && !pointer.alt && pointer.kind !== 'keyboard' ? this.borderUnder(pointer) : undefined;
    if (border) {
      this.feed({ type: 'cancel' });
      this.select([border.id]);
    } else this.feed({ type: 'release', at: this.place(pointer) }, pointer);
  }

  hover(pointer: Pointer | undefined): void {
    if (pointer && this.isDrawing) this.feed({ type: 'hover', at: this.place(pointer) }, pointer);
  }

  /** A finger held still: takes what is under it in hand, whatever the tool. */
  longPress(pointer: Pointer): void {
    const hit = this.picker.shapeAt(pointer.at, this.slack(pointer));
    if (!hit) return;
    this.mode = 'select';
    this.select([hit.id]);
  }

  /** On a vertex: takes it away. */
  doubleClick(pointer: Pointer): void {
    const target = this.isDrawing ? undefined : this.targetAt(pointer);
    const canRemove = this.host.kind.withoutVertex !== undefined;
    if (target?.type !== 'handle' || !canRemove || target.handle >= this.vertexCount(target.shape)) return;
    this.removeVertex(target.shape, target.handle);
  }

  abandon(): void {
    this.isFed = false;
    this.editing = STILL;
    this.marquee = undefined;
    const name = (this.drawn as { name?: string } | undefined)?.name;
    // Only what this press has begun goes; points placed before stay.
    if (name === 'pressed' || name === 'free') this.feed({ type: 'back' });
    else if (name === 'dragging' || name === 'closing') this.feed({ type: 'cancel' });
    this.host.onLook([]);
  }

  cursorAt(pointer: Pointer): string {
    if (this.isDrawing) return '';
    const target = this.targetAt(pointer);
    if (target?.type === 'handle') return this.host.kind.handles(target.shape.points)[target.handle]!.cursor;
    if (target) return 'move';
    if (this.canDraw) return '';
    return this.picker.shapeAt(pointer.at, this.slack(pointer)) ? 'pointer' : 'default';
  }

  // Drawing

  finish(): void {
    this.feed({ type: 'finish' });
  }

  /** Takes the last point back. False when nothing is being drawn. */
  back(): boolean {
    if (!this.isDrawing) return false;
    this.feed({ type: 'back' });
    return true;
  }

  /** Places the point that was taken back again. */
  again(): boolean {
    const before = this.drawn;
    this.feed({ type: 'again' });
    return this.drawn !== before;
  }

  /** Ends what is going on, then the selection. False when there was nothing. */
  cancel(): boolean {
    if (this.editing.name !== 'idle' || this.marquee) {
      this.editing = STILL;
      this.marquee = undefined;
    } else if (this.isDrawing) this.feed({ type: 'cancel' });
    else if (this.handle !== undefined) this.handle = undefined;
    else if (this.selected.size > 0) this.select([]);
    else return false;
    this.host.onLook([]);
    return true;
  }

  // What is selected

  select(ids: readonly number[]): void {
    if (ids.length === this.selected.size && ids.every((id) => this.selected.has(id))) return;
    const parts = this.partsOf([...this.selected, ...ids].flatMap((id) => this.store.get(id) ?? []));
    this.selected = new Set(ids);
    this.handle = undefined;
    this.host.onLook(parts);
  }

  /** The one after or before, round and round; hidden ones are passed over. */
  step(by: 1 | -1): void {
    const all = this.store.all().filter((shape) => this.isShown(shape));
    if (all.length === 0) return;
    const at = all.findIndex(({ id }) => this.selected.has(id));
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    this.select([all[next]!.id]);
  }

  stepHandle(by: 1 | -1): void {
    const count = this.single && this.vertexCount(this.single);
    if (!count) return;
    this.handle = this.handle === undefined ? (by > 0 ? 0 : count - 1) : (this.handle + by + count) % count;
    this.host.onLook([]);
  }

  /** Moves the point in hand, or else everything selected. */
  nudge(dx: number, dy: number): void {
    const shapes = this.movable;
    if (shapes.length === 0) return;
    const [single, { kind }] = [this.single, this.host];
    if (!single || this.handle === undefined) {
      const after = movedTogether(shapes, dx, dy, this.host.size());
      this.change('move', shapes, after, 'nudge');
      return;
    }
    const { at } = kind.handles(single.points)[this.handle]!;
    const points = kind.withHandle(single.points, this.handle, { x: at.x + dx, y: at.y + dy }, this.host.size());
    if (!points) return;
    if (kind.isAllowed && !kind.isAllowed(points) && kind.isAllowed(single.points)) {
      this.host.note('crossing');
      return;
    }
    const { handle } = this;
    this.change('change', [single], [{ ...single, points }], `handle-${handle}`);
    this.handle = handle;
  }

  /** A vertex in the middle of the edge that follows the point in hand. */
  addVertex(): void {
    const { single, handle } = this;
    if (!single || single.isLocked || handle === undefined || !this.host.kind.withoutVertex) return;
    const count = this.vertexCount(single);
    const middle = this.host.kind.handles(single.points)[count + handle];
    if (!middle) return;
    const points = this.host.kind.withHandle(single.points, count + handle, middle.at, this.host.size());
    if (!points) return;
    this.change('change', [single], [{ ...single, points }]);
    this.handle = handle + 1;
    this.host.onLook([]);
  }

  /** The point in hand, or everything selected. */
  remove(): void {
    const { single, handle } = this;
    if (single && handle !== undefined && this.host.kind.withoutVertex) {
      this.removeVertex(single, handle);
      return;
    }
    const shapes = this.movable;
    if (shapes.length < this.selected.size) this.host.note('locked');
    if (shapes.length > 0) this.change('remove', shapes, []);
  }

  relabel(label: string): void {
    const before = this.movable.filter((shape) => shape.label !== label);
    if (before.length > 0)
      this.change(
        'relabel',
        before,
        before.map((shape) => ({ ...shape, label })),
      );
  }

  /** Copies of shapes a little aside, or around a point. */
  paste(shapes: readonly Shape[], aside: number, around: Point | undefined): void {
    if (shapes.length === 0) return;
    const bounds = shapes.map(({ points }) => boundsOf(points)).reduce(union);
    const dx = around ? around.x - (bounds.left + bounds.right) / 2 : aside;
    const dy = around ? around.y - (bounds.top + bounds.bottom) / 2 : aside;
    const size = this.host.size();
    const copies = shapes.map(
      ({ label, points }): Shape => ({ id: this.store.nextId(), label, points: moved(points, dx, dy, size) }),
    );
    // Another picture may be smaller: what does not fit is left out.
    const fitting = copies.filter(({ points }) => {
      const { left, top, right, bottom } = boundsOf(points);
      return left >= 0 && top >= 0 && right <= size.width && bottom <= size.height;
    });
    if (fitting.length > 0) this.change('paste', [], fitting);
  }

  /** Hiding and locking are the worker's own view: no part of the answer or of the history. */
  mark(shapes: readonly Shape[], marks: { isHidden?: boolean; isLocked?: boolean }): void {
    this.store.replace(
      shapes,
      shapes.map((shape) => ({ ...shape, ...marks })),
    );
    this.host.onLook(this.partsOf(shapes));
  }

  /** Everything anew: an initial value, a draft. */
  reset(shapes: readonly { label: string; points: readonly number[] }[]): void {
    this.editing = STILL;
    this.marquee = undefined;
    this.drawn = this.tool.drawing?.start;
    this.selected = new Set();
    this.handle = undefined;
    this.store.reset(shapes.map((shape) => ({ ...shape, id: this.store.nextId() })));
  }

  /** Selected and not locked. */
  get movable(): Shape[] {
    return this.selectedShapes.filter(({ isLocked }) => !isLocked);
  }

  private change(did: Did, before: readonly Shape[], after: readonly Shape[], mergeKey?: string): void {
    const { history } = this.host;
    const title = this.host.titleOf(did, after.length > 0 ? after : before);
    this.host.say(title);
    history.do(new ShapesEdit(title, this.store, before, after, (now, gone) => this.onChanged(now, gone), mergeKey));
  }

  private onChanged(now: readonly Shape[], gone: readonly Shape[]): void {
    const { handle } = this;
    const isSameShape = now.length === 1 && this.single?.id === now[0]!.id;
    const before = this.selectedShapes;
    this.selected = new Set(now.map(({ id }) => id));
    this.handle = isSameShape && handle !== undefined && handle < this.vertexCount(now[0]!) ? handle : undefined;
    this.host.onLook(this.partsOf([...now, ...gone, ...before]));
  }

  private get canDraw(): boolean {
    return this.mode === 'draw' && this.label !== undefined;
  }

  private targetAt(pointer: Pointer): Target | undefined {
    const { kind } = this.host;
    const { at } = pointer;
    const reach = this.slack(pointer);
    const { single } = this;
    if (single && !single.isLocked && this.isShown(single)) {
      const handle = this.picker.handleAt(single, at, reach, this.host.scale);
      if (handle !== undefined) return { type: 'handle', shape: single, handle };
      if (kind.distance(single.points, at) <= reach) {
        const edge = kind.name === 'polygon' ? edgeAt(kind, single, at) : undefined;
        return edge === undefined ? { type: 'shapes', shapes: [single] } : { type: 'edge', shape: single, edge };
      }
    }
    // A keypoint has no inside one could draw in: it is taken wherever it is met.
    if (kind.name === 'keypoint' && pointer.kind !== 'keyboard') {
      const met = this.picker.borderAt(at, reach);
      if (met && !met.isLocked) return { type: 'handle', shape: met, handle: 0 };
    }
    if (this.canDraw) return undefined;
    const held = this.movable.find((shape) => this.isShown(shape) && this.picker.isOn(shape, at, reach));
    const nearer = held && this.picker.shapeAt(at, reach);
    return nearer && this.selected.has(nearer.id) ? { type: 'shapes', shapes: this.movable } : undefined;
  }

  private borderUnder(pointer: Pointer): Shape | undefined {
    return this.host.kind.name === 'box' ? this.picker.borderAt(pointer.at, this.slack(pointer) / 1.5) : undefined;
  }

  private edit(input: EditInput, pointer?: Pointer): void {
    const slack = pointer ? this.slack(pointer) / 2 : 0;
    if (input.type === 'press') {
      const shapes = beforeOf(input.target);
      if (shapes.some(({ id }) => !this.selected.has(id))) this.select(shapes.map(({ id }) => id));
    }
    const { state, done, clicked, isRefused } = edit(this.editing, input, {
      size: this.host.size(),
      slack,
      kind: this.host.kind,
    });
    this.editing = state;
    if (isRefused) this.host.note('crossing');
    if (done)
      this.change(done.before.length === 1 && done.after.length === 1 ? 'change' : 'move', done.before, done.after);
    if (clicked?.type === 'handle') this.takeHandle(clicked.shape, clicked.handle);
    this.host.onLook([]);
  }

  private takeHandle(shape: Shape, handle: number): void {
    if (handle < this.vertexCount(shape)) this.handle = handle;
  }

  private removeVertex(shape: Shape, handle: number): void {
    if (shape.isLocked) {
      this.host.note('locked');
      return;
    }
    const { kind } = this.host;
    const points = kind.withoutVertex?.(shape.points, handle);
    if (!points) {
      this.host.note('too-few');
      return;
    }
    if (kind.isAllowed && !kind.isAllowed(points) && kind.isAllowed(shape.points)) {
      this.host.note('crossing');
      return;
    }
    this.change('change', [shape], [{ ...shape, points }]);
    this.handle = Math.min(handle, points.length / 2 - 1);
    this.host.onLook([]);
  }

  private find(at: Point): void {
    const { picture } = this.host;
    if (!picture?.isReadable) {
      this.host.note('no-pixels');
      return;
    }
    const found = this.tool.find!(picture, at, this.host.seen());
    if (found) this.add(found);
    else this.host.note('nothing');
  }

  private feed(input: DrawInput, pointer?: Pointer): void {
    const { drawing } = this.tool;
    if (!drawing) return;
    this.lastRules = this.rules(pointer);
    const { state, done, objection } = drawing.step(this.drawn, input, this.lastRules);
    this.drawn = state;
    if (objection) this.host.note(objection);
    if (done) this.add(done);
    this.host.onLook([]);
  }

  private add(points: number[]): void {
    const shape: Shape = { id: this.store.nextId(), label: this.label!, points };
    this.change('add', [], [shape]);
    this.host.onDrawn(shape);
  }

  private endMarquee(): void {
    const part = this.selection!;
    this.marquee = undefined;
    const inside = this.store.within(part).filter((shape) => {
      const { left, top, right, bottom } = boundsOf(shape.points);
      const isInside = contains(part, { x: left, y: top }) && contains(part, { x: right, y: bottom });
      return this.isShown(shape) && isInside;
    });
    if (part.right > part.left) this.select([...new Set([...this.selected, ...inside.map(({ id }) => id)])]);
    this.host.onLook([]);
  }

  /** Where a point goes: on the border of a neighbour, on whole pixels, inside the picture. */
  private place(pointer: Pointer, at: Point = pointer.at): Point {
    const size = this.host.size();
    if (!this.isSnapping || pointer.kind === 'keyboard') return toPixel(at, size);
    const { store } = this;
    return toPixel(onNearestBorder(at, this.slack(pointer), store, this.host.kind, new Set()), size);
  }

  private placeEdited(pointer: Pointer): Point {
    const { editing } = this;
    if (!this.isSnapping || editing.name === 'idle' || editing.target.type !== 'handle') return pointer.at;
    const except = new Set([editing.target.shape.id]);
    return onNearestBorder(pointer.at, this.slack(pointer), this.store, this.host.kind, except);
  }

  private slack(pointer: Pointer): number {
    return REACH[pointer.kind] / this.host.scale;
  }

  private rules(pointer?: Pointer): DrawRules {
    const size = this.host.size();
    if (!pointer) return this.lastRules ?? { size, slack: REACH.mouse / this.host.scale };
    return { size, slack: pointer.kind === 'keyboard' ? KEY_SLACK : this.slack(pointer) };
  }

  private vertexCount({ points }: Shape): number {
    return this.host.kind.handles(points).filter(({ isMiddle }) => !isMiddle).length;
  }

  private partsOf(shapes: readonly Shape[]): Rect[] {
    return shapes.map(({ points }) => boundsOf(points));
  }
}

const around = (points: readonly Point[]): Rect => ({
  left: Math.min(...points.map(({ x }) => x)),
  top: Math.min(...points.map(({ y }) => y)),
  right: Math.max(...points.map(({ x }) => x)),
  bottom: Math.max(...points.map(({ y }) => y)),
});
