import { contains, type Point, type Rect, toPixel } from '../geometry';
import type { Pointer } from '../stage';
import { type DeskHost, isShown } from './desk-host';
import { beforeOf, type EditInput, type EditState, edgeAt, edit, STILL, type Target } from './editing';
import { onNearestBorder } from './nearest-border';
import { Picker } from './picking';
import { reachOf } from './reach';
import { Selection } from './selection';
import { boundsOf, type Shape } from './shape';
import { ShapeChanges } from './shape-changes';
import { ShapeStore } from './shape-store';
import { type DrawTool, Sketch } from './sketch';

export type Mode = 'select' | 'draw';

/**
 * What somebody draws and changes on one picture, whatever the kind of shape: it decides what a press means, and what the pointer does goes
 * to the sketch, to the selection or to what is dragged. It knows neither elements nor canvases.
 */
export class ShapeDesk {
  readonly store = new ShapeStore();
  readonly selection: Selection;
  readonly changes: ShapeChanges;
  readonly sketch: Sketch;
  mode: Mode = 'draw';
  label: string | undefined;
  /** Points stick to borders of other shapes. */
  isSnapping = false;
  private readonly picker: Picker;
  private editing: EditState = STILL;
  /** The press went to the sketch. */
  private isFed = false;
  private frame: { from: Point; to: Point } | undefined;

  constructor(
    private readonly host: DeskHost,
    tool: DrawTool,
  ) {
    this.selection = new Selection(this.store, host);
    this.changes = new ShapeChanges(this.store, this.selection, host);
    this.sketch = new Sketch(host, tool, (points) => this.add(points));
    this.picker = new Picker(this.store, host.kind, (shape) => isShown(shape, host));
  }

  /** Selected shapes as they are now, in the middle of a drag too. */
  get inHand(): readonly Shape[] {
    const now = this.editing.name === 'dragging' ? new Map(this.editing.now.map((one) => [one.id, one])) : undefined;
    return this.selection.shapes
      .map((shape) => now?.get(shape.id) ?? shape)
      .filter((shape) => isShown(shape, this.host));
  }

  /** The frame that is drawn around what is to be selected. */
  get marquee(): Rect | undefined {
    if (!this.frame) return undefined;
    const { from, to } = this.frame;
    const [left, right] = from.x < to.x ? [from.x, to.x] : [to.x, from.x];
    const [top, bottom] = from.y < to.y ? [from.y, to.y] : [to.y, from.y];
    return { left, top, right, bottom };
  }

  use(tool: DrawTool): void {
    this.cancel();
    this.sketch.use(tool);
    this.mode = 'draw';
    this.selection.select([]);
  }

  choose(label: string): void {
    if (this.mode === 'select' && this.selection.ids.size > 0) {
      this.changes.relabel(label);
      return;
    }
    this.label = label;
    this.mode = 'draw';
    if (!this.sketch.isBegun) this.selection.select([]);
    this.host.onLook([]);
  }

  press(pointer: Pointer): void {
    const { at } = pointer;
    this.isFed = this.sketch.isBegun;
    if (this.isFed) {
      this.sketch.feed({ type: 'press', at: this.place(pointer) }, pointer);
      return;
    }
    const target = pointer.alt && this.canDraw ? undefined : this.targetAt(pointer);
    if (target) this.edit({ type: 'press', target, at });
    else if (this.canDraw) {
      this.selection.select([]);
      this.isFed = true;
      if (!this.sketch.tool.find) this.sketch.feed({ type: 'press', at: this.place(pointer) }, pointer);
    } else this.pressToSelect(pointer);
  }

  drag(pointer: Pointer): void {
    if (this.frame) {
      this.frame = { ...this.frame, to: pointer.at };
      this.host.onLook([]);
    } else if (this.editing.name !== 'idle') this.edit({ type: 'drag', at: this.placeEdited(pointer) }, pointer);
    else if (this.isFed)
      for (const at of pointer.path) this.sketch.feed({ type: 'drag', at: this.place(pointer, at) }, pointer);
  }

  release(pointer: Pointer): void {
    if (this.frame) this.endMarquee();
    else if (this.editing.name !== 'idle') this.edit({ type: 'release' });
    else if (this.isFed) {
      this.isFed = false;
      if (this.sketch.tool.find) this.find(pointer.at);
      else this.releaseSketch(pointer);
    }
  }

  hover(pointer: Pointer | undefined): void {
    if (pointer && this.sketch.isBegun) this.sketch.feed({ type: 'hover', at: this.place(pointer) }, pointer);
  }

  /** A finger held still: takes what is under it in hand, whatever the tool. */
  longPress(pointer: Pointer): void {
    const hit = this.picker.shapeAt(pointer.at, this.reach(pointer));
    if (!hit) return;
    this.mode = 'select';
    this.selection.select([hit.id]);
    this.host.onLook([]);
  }

  /** On a vertex: takes it away. */
  doubleClick(pointer: Pointer): void {
    const target = this.sketch.isBegun ? undefined : this.targetAt(pointer);
    if (target?.type !== 'handle' || !this.changes.canAddVertices) return;
    const handle = this.host.kind.handles(target.shape.points)[target.handle];
    if (!handle?.isMiddle) this.changes.removeVertex(target.shape, target.handle);
  }

  /** The press has become another gesture: what it has begun goes. */
  abandon(): void {
    if (this.isFed) this.sketch.feed({ type: 'abandon' });
    this.isFed = false;
    this.editing = STILL;
    this.frame = undefined;
    this.host.onLook([]);
  }

  /** Ends what is going on, then the selection. False when there was nothing. */
  cancel(): boolean {
    const { selection, sketch } = this;
    if (this.isFed) {
      this.isFed = false;
      sketch.feed({ type: 'cancel' });
    } else if (this.editing.name !== 'idle' || this.frame) {
      this.editing = STILL;
      this.frame = undefined;
    } else if (sketch.isBegun) sketch.feed({ type: 'cancel' });
    else if (selection.handle !== undefined) selection.takeHandle(undefined);
    else if (selection.ids.size > 0) selection.select([]);
    else return false;
    this.host.onLook([]);
    return true;
  }

  cursorAt(pointer: Pointer): string {
    if (this.sketch.isBegun) return '';
    const target = this.targetAt(pointer);
    if (target?.type === 'handle') return this.host.kind.handles(target.shape.points)[target.handle]!.cursor;
    if (target) return 'move';
    if (this.canDraw) return '';
    return this.picker.shapeAt(pointer.at, this.reach(pointer)) ? 'pointer' : 'default';
  }

  /** Everything anew: an initial value, a draft. */
  reset(shapes: readonly { label: string; points: readonly number[] }[]): void {
    this.editing = STILL;
    this.frame = undefined;
    this.isFed = false;
    this.sketch.reset();
    this.selection.reset();
    this.store.reset(shapes.map((shape) => ({ ...shape, id: this.store.nextId() })));
  }

  private get canDraw(): boolean {
    return this.mode === 'draw' && this.label !== undefined;
  }

  private pressToSelect(pointer: Pointer): void {
    const { selection } = this;
    const hit = this.picker.shapeAt(pointer.at, this.reach(pointer));
    if (!hit) {
      if (this.mode === 'draw') this.host.note('no-label');
      if (!pointer.shift) selection.select([]);
      this.frame = { from: pointer.at, to: pointer.at };
    } else if (pointer.shift) selection.toggle(hit);
    else {
      if (!selection.has(hit)) selection.select([hit.id]);
      const target: Target = { type: 'shapes', shapes: selection.movable };
      if (!hit.isLocked) this.edit({ type: 'press', target, at: pointer.at });
    }
  }

  /** What a press would move or reshape rather than draw. */
  private targetAt(pointer: Pointer): Target | undefined {
    const { kind, scale } = this.host;
    const { at } = pointer;
    const reach = this.reach(pointer);
    const { single, movable } = this.selection;
    if (single && !single.isLocked && isShown(single, this.host)) {
      const handle = this.picker.handleAt(single, at, reach, scale);
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
    const held = movable.find((shape) => isShown(shape, this.host) && this.picker.isOn(shape, at, reach));
    const nearer = held && this.picker.shapeAt(at, reach);
    return nearer && this.selection.has(nearer) ? { type: 'shapes', shapes: movable } : undefined;
  }

  private edit(input: EditInput, pointer?: Pointer): void {
    if (input.type === 'press') {
      const shapes = beforeOf(input.target);
      if (shapes.some((shape) => !this.selection.has(shape))) this.selection.select(shapes.map(({ id }) => id));
    }
    const { state, done, clicked, isRefused } = edit(this.editing, input, {
      size: this.host.size(),
      slack: pointer ? this.reach(pointer) / 2 : 0,
      kind: this.host.kind,
    });
    this.editing = state;
    if (isRefused) this.host.note('crossing');
    // A key may have changed or deleted in the meantime what was dragged.
    const isThere = done?.before.every((shape) => this.store.get(shape.id) === shape);
    if (done && isThere) this.changes.put(done.before.length === 1 ? 'change' : 'move', done.before, done.after);
    if (clicked?.type === 'handle') this.selection.takeHandle(clicked.handle);
    this.host.onLook([]);
  }

  /** A click on the border of a box takes it, rather than beginning another. */
  private releaseSketch(pointer: Pointer): void {
    const canTake =
      this.sketch.isPressed && !pointer.alt && pointer.kind !== 'keyboard' && this.host.kind.name === 'box';
    const border = canTake ? this.picker.borderAt(pointer.at, this.reach(pointer) / 1.5) : undefined;
    if (border) {
      this.sketch.feed({ type: 'cancel' });
      this.selection.select([border.id]);
    } else this.sketch.feed({ type: 'release', at: this.place(pointer) }, pointer);
  }

  private find(at: Point): void {
    const { picture } = this.host;
    if (!picture?.isReadable) {
      this.host.note('no-pixels');
      return;
    }
    const found = this.sketch.tool.find!(picture, at, this.host.seen());
    if (found) this.add(found);
    else this.host.note('nothing');
  }

  private add(points: number[]): void {
    // A script of the page may have taken the labels away while something was drawn.
    if (this.label === undefined) this.host.note('no-label');
    else this.host.onDrawn(this.changes.add(this.label, points));
  }

  private endMarquee(): void {
    const part = this.marquee!;
    this.frame = undefined;
    const inside = this.store.within(part).filter((shape) => {
      const { left, top, right, bottom } = boundsOf(shape.points);
      const isInside = contains(part, { x: left, y: top }) && contains(part, { x: right, y: bottom });
      return isInside && isShown(shape, this.host);
    });
    if (part.right > part.left) this.selection.select([...this.selection.ids, ...inside.map(({ id }) => id)]);
    this.host.onLook([]);
  }

  /** Where a point goes: on the border of a neighbour, on whole pixels, inside the picture. */
  private place(pointer: Pointer, at: Point = pointer.at): Point {
    const isSnapped = this.isSnapping && pointer.kind !== 'keyboard';
    return toPixel(isSnapped ? this.snapped(at, pointer) : at, this.host.size());
  }

  private placeEdited(pointer: Pointer): Point {
    const { editing } = this;
    if (!this.isSnapping || editing.name === 'idle' || editing.target.type !== 'handle') return pointer.at;
    return this.snapped(pointer.at, pointer, editing.target.shape);
  }

  private snapped(at: Point, pointer: Pointer, except?: Shape): Point {
    const isNeighbour = (shape: Shape) => shape.id !== except?.id && isShown(shape, this.host);
    return onNearestBorder(at, this.reach(pointer), this.store, this.host.kind, isNeighbour);
  }

  private reach(pointer: Pointer): number {
    return reachOf(pointer, this.host.scale);
  }
}
