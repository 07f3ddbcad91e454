import { distance, type Point, type Rect, type Size } from '../geometry';
import type { Edit, History } from '../history';
import type { Pointer } from '../stage';
import { type Component, holesOf, islandsOf, regionAt } from './components';
import { LabelRaster } from './label-raster';
import { PaintEdit } from './mask-edits';
import { MaskEntries, type MaskEntry } from './mask-entries';
import { type Locks, MaskPen, noLocks } from './mask-pen';
import { brushCentre, polygonSpans, strokeSpans } from './shapes';
import { findObject, type Sample } from './smart/find-object';

export type MaskTool = 'brush' | 'eraser' | 'polygon' | 'extreme' | 'click' | 'fill';
export type Did = 'paint' | 'erase' | 'clear' | 'holes' | 'islands' | 'relabel';
/** What somebody should be told. */
export type Note = 'no-label' | 'locked' | 'nothing-found' | 'no-pixels' | 'too-few' | 'no-holes' | 'no-islands';

export interface DeskHost {
  readonly history: History;
  /** Whether every area of a label is an object of its own. */
  readonly hasInstances: boolean;
  /** Stage pixels per picture pixel. */
  readonly scale: number;
  /** The part of the picture that is seen. */
  seen(): Rect;
  readonly sample: Sample;
  titleOf(did: Did, entry: MaskEntry | undefined): string;
  note(note: Note): void;
  /** A step that is in the history already has other pixels now. */
  onReshaped(): void;
  /** Something that is shown has changed. */
  onLook(): void;
}

export const LEAST_SIZE = 1;
export const MOST_SIZE = 2000;
/** Stage pixels around the first point of a polygon where a click closes it. */
const CLOSING = 10;
/** Stage pixels between the points of an outline that is drawn freely. */
const FREE_STEP = 4;
/** Parts smaller than this share of all are islands, and always those of so few pixels. */
const ISLAND = 0.05;
const LEAST_ISLAND = 16;
/** Stage pixels a fully opened brush starts with. */
const FIRST_SIZE = 24;

/** Points that show an object, and the step they led to. */
interface Finding {
  readonly value: number;
  readonly kind: 'extreme' | 'click';
  readonly extremes: readonly Point[];
  readonly include: readonly Point[];
  readonly exclude: readonly Point[];
  readonly reach: number;
  readonly bias: number;
  readonly edit: PaintEdit | undefined;
}

/** What somebody paints on one picture: the mask, the tool at work and what it has begun. It knows neither elements nor canvases. */
export class MaskDesk {
  readonly entries = new MaskEntries();
  raster: LabelRaster;
  tool: MaskTool = 'brush';
  /** Diameter of brush and eraser, in picture pixels. */
  size = FIRST_SIZE;
  /** Painting leaves what others have instead of covering it. */
  isProtecting = false;
  /** What the tools would add they take away. */
  isSubtracting = false;
  /** The label that is chosen; with instances, of the next one too. */
  label: string | undefined;
  /** The value that is painted. */
  current: number | undefined;
  /** Corners of a polygon that is not finished. */
  outline: readonly Point[] = [];
  finding: Finding | undefined;

  private pen: MaskPen | undefined;
  private penAt: Point = { x: 0, y: 0 };
  private penValue = 0;

  constructor(
    private readonly host: DeskHost,
    picture: Size,
  ) {
    this.raster = new LabelRaster(picture.width, picture.height);
  }

  get entry(): MaskEntry | undefined {
    return this.entries.get(this.current);
  }

  /** Labels and instances of which a pixel is painted. */
  get used(): MaskEntry[] {
    return this.entries.all.filter(({ value }) => this.raster.count(value) > 0);
  }

  /** What is submitted: areas that no label explains are not. */
  get labelled(): MaskEntry[] {
    return this.used.filter(({ label }) => label !== undefined);
  }

  /** Share of the picture, 0 to 1. */
  shareOf({ value }: MaskEntry): number {
    return this.raster.count(value) / (this.raster.width * this.raster.height);
  }

  /** A stroke is being drawn: the brush is down. */
  get isPainting(): boolean {
    return this.pen !== undefined;
  }

  /** Something is begun that Enter, Escape or another tool ends. */
  get isBusy(): boolean {
    return this.isPainting || this.outline.length > 0 || this.finding !== undefined;
  }

  /** A first size that is seen well at this scale. */
  fitSize(): void {
    this.size = Math.max(LEAST_SIZE, Math.min(MOST_SIZE, Math.round(FIRST_SIZE / this.host.scale)));
  }

  use(tool: MaskTool): void {
    this.leave();
    this.tool = tool;
    this.host.onLook();
  }

  /** Chooses a label; with instances its latest one, the next stroke beginning one where there is none. */
  choose(label: string): void {
    this.leave();
    this.label = label;
    this.current = this.entries.ofLabel(label).at(-1)?.value;
    this.host.onLook();
  }

  /** Chooses what a value stands for. */
  pick(value: number): void {
    const entry = this.entries.get(value);
    if (!entry) return;
    this.leave();
    this.label = entry.label ?? this.label;
    this.current = value;
    this.host.onLook();
  }

  /** Begins another object of a label. An empty one that is there already is taken first. */
  addInstance(label: string): MaskEntry {
    this.leave();
    const entry =
      this.entries.ofLabel(label).find(({ value }) => this.raster.count(value) === 0) ?? this.entries.add(label);
    this.label = label;
    this.current = entry.value;
    this.host.onLook();
    return entry;
  }

  resize(factor: number): void {
    const next = Math.round(this.size * factor);
    this.size = Math.max(
      LEAST_SIZE,
      Math.min(MOST_SIZE, next === this.size ? this.size + Math.sign(factor - 1) : next),
    );
    this.host.onLook();
  }

  // Pointers

  press(pointer: Pointer): void {
    const isTaking = this.isSubtracting || pointer.alt;
    if (pointer.ctrl) this.pickAt(pointer.at);
    else if (this.tool === 'brush' || this.tool === 'eraser')
      this.lower(pointer, isTaking || this.tool === 'eraser' || pointer.isEraser);
    else if (this.tool === 'fill') this.fill(pointer.at, isTaking);
    else if (this.tool === 'polygon') this.addCorner(pointer, isTaking);
    else this.addHint(pointer.at, isTaking);
  }

  drag(pointer: Pointer): void {
    if (this.pen) this.stroke(pointer);
    else if (this.tool === 'polygon' && this.outline.length > 0) {
      const least = FREE_STEP / this.host.scale;
      for (const point of pointer.path)
        if (distance(point, this.outline.at(-1)!) >= least) this.outline = [...this.outline, this.clamped(point)];
      this.host.onLook();
    }
  }

  release(pointer: Pointer): void {
    if (this.pen) {
      this.stroke(pointer);
      this.lift();
    } else if (this.tool === 'polygon' && this.isFreeOutlineClosed(pointer.at)) this.finish();
  }

  /** The gesture became another one: nothing of it is to stay. */
  abandon(): void {
    this.pen?.abandon();
    this.pen = undefined;
    this.host.onLook();
  }

  /** By keys the brush is lowered, moved and lifted. */
  toggleBrush(pointer: Pointer): void {
    if (this.pen) this.release(pointer);
    else this.press(pointer);
  }

  // Ends

  /** What was begun becomes part of the mask. False when there was nothing to finish. */
  finish(isTaking = this.isSubtracting): boolean {
    if (this.pen) {
      this.lift();
      return true;
    }
    if (this.outline.length > 0) {
      const corners = this.outline;
      this.outline = [];
      if (corners.length < 3) this.host.note('too-few');
      else
        this.paint(isTaking ? 0 : this.valueToPaint(), (pen) => polygonSpans(corners, (...span) => pen.fill(...span)));
      this.host.onLook();
      return true;
    }
    if (!this.finding) return false;
    this.finding = undefined;
    this.host.onLook();
    return true;
  }

  /** What was begun is forgotten; what clicks have found already stays. False when there was nothing. */
  cancel(): boolean {
    if (!this.isBusy) return false;
    this.abandon();
    this.outline = [];
    this.finding = undefined;
    this.host.onLook();
    return true;
  }

  /** Takes back the last point of what is begun, or the stroke that is being drawn. False when there is none. */
  takeBack(): boolean {
    if (this.pen) this.abandon();
    else if (this.outline.length > 0) this.outline = this.outline.slice(0, -1);
    else if (this.finding && !this.finding.edit)
      this.finding =
        this.finding.extremes.length > 1
          ? { ...this.finding, extremes: this.finding.extremes.slice(0, -1) }
          : undefined;
    else return false;
    this.host.onLook();
    return true;
  }

  /** After undo or redo: points belong to a picture that is no longer there. */
  onHistory(): void {
    this.finding = undefined;
  }

  // Whole areas

  /** Takes every pixel of what is chosen. */
  clear(): void {
    const { entry } = this;
    if (!entry || this.raster.count(entry.value) === 0) return;
    this.leave();
    if (entry.isLocked) this.host.note('locked');
    else this.rewrite('clear', entry, 0);
  }

  fillHoles(): void {
    const { entry, raster } = this;
    const holes = entry ? holesOf(raster, entry.value) : [];
    if (!entry) this.host.note('no-label');
    else if (holes.length === 0) this.host.note('no-holes');
    else this.paintParts(entry.value, holes, 'holes');
  }

  removeIslands(): void {
    const { entry, raster } = this;
    const least = entry ? Math.max(LEAST_ISLAND, ISLAND * raster.count(entry.value)) : 0;
    const islands = entry ? islandsOf(raster, entry.value, least) : [];
    if (!entry) this.host.note('no-label');
    else if (islands.length === 0) this.host.note('no-islands');
    else this.paintParts(0, islands, 'islands');
  }

  /** Gives the pixels of one entry to another. */
  merge(from: number, to: number): void {
    const entry = this.entries.get(to);
    if (entry && this.entries.get(from)) this.rewrite('relabel', entry, to, from);
  }

  /** An instance becomes one of another label. */
  relabel(value: number, label: string): void {
    const before = this.entries.get(value)?.label;
    if (before === label) return;
    const edit: Edit = {
      title: this.host.titleOf('relabel', this.entries.get(value)),
      apply: () => this.entries.change(value, { label }),
      revert: () => this.entries.change(value, { label: before }),
    };
    this.host.history.do(edit);
    this.host.onLook();
  }

  mark(value: number, marks: { isHidden?: boolean; isLocked?: boolean }): void {
    this.entries.change(value, marks);
    this.host.onLook();
  }

  /** More or less of what the clicks have found. */
  lean(by: number): void {
    if (!this.finding?.edit) return;
    this.finding = { ...this.finding, bias: this.finding.bias + by };
    this.find();
  }

  /** Forgets everything: another picture came, or a draft. */
  load(raster: LabelRaster): void {
    this.abandon();
    this.outline = [];
    this.finding = undefined;
    this.raster = raster;
    this.host.onLook();
  }

  /** Ends what is begun before something else begins: an outline is dropped, a stroke is kept. */
  leave(): void {
    if (this.pen) this.lift();
    this.outline = [];
    this.finding = undefined;
  }

  private lower(pointer: Pointer, isErasing: boolean): void {
    this.leave();
    const value = isErasing ? 0 : this.valueToPaint();
    if (value === undefined) return;
    this.penValue = value;
    this.pen = new MaskPen(this.raster, value, this.locksFor(value));
    this.penAt = brushCentre(pointer.at, this.diameter(pointer));
    this.stroke(pointer);
  }

  private stroke(pointer: Pointer): void {
    const diameter = this.diameter(pointer);
    for (const point of pointer.path) {
      const next = brushCentre(point, diameter);
      strokeSpans(this.penAt, next, diameter, (...span) => this.pen!.fill(...span));
      this.penAt = next;
    }
    this.host.onLook();
  }

  private lift(): void {
    const change = this.pen?.finish();
    this.pen = undefined;
    if (change) {
      const did = this.penValue === 0 ? 'erase' : 'paint';
      this.host.history.add(new PaintEdit(this.host.titleOf(did, this.entries.get(this.penValue)), change));
    }
    this.host.onLook();
  }

  /** A pen that is pressed lightly draws thinner. */
  private diameter({ kind, pressure }: Pointer): number {
    return kind === 'pen' && pressure > 0
      ? Math.max(1, Math.round(this.size * Math.min(1, 0.4 + pressure)))
      : this.size;
  }

  private fill(at: Point, isTaking: boolean): void {
    const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
    if (x < 0 || y < 0 || x >= this.raster.width || y >= this.raster.height) return;
    const value = isTaking ? 0 : this.valueToPaint();
    const region = value === undefined ? undefined : regionAt(this.raster, x, y);
    if (region) this.paint(value, (pen) => pen.fillAll(region.spans));
  }

  private addCorner(pointer: Pointer, isTaking: boolean): void {
    if (!isTaking && this.valueToPaint() === undefined) return;
    const [first] = this.outline;
    const reach = (pointer.kind === 'keyboard' ? 0.5 : CLOSING) / (pointer.kind === 'keyboard' ? 1 : this.host.scale);
    const isSame =
      this.outline.length > 0 && distance(pointer.at, this.outline.at(-1)!) < (pointer.kind === 'keyboard' ? 0.5 : 0);
    if (this.outline.length > 2 && (isSame || distance(pointer.at, first!) <= reach)) {
      this.finish(isTaking);
      return;
    }
    this.outline = [...this.outline, this.clamped(pointer.at)];
    this.host.onLook();
  }

  /** An outline drawn without lifting the pointer ends where it began. */
  private isFreeOutlineClosed(at: Point): boolean {
    return this.outline.length > 8 && distance(at, this.outline[0]!) <= (2 * CLOSING) / this.host.scale;
  }

  private clamped({ x, y }: Point): Point {
    return { x: Math.min(Math.max(x, 0), this.raster.width), y: Math.min(Math.max(y, 0), this.raster.height) };
  }

  private addHint(point: Point, isTaking: boolean): void {
    const at = this.clamped(point);
    const kind = this.tool === 'extreme' ? 'extreme' : 'click';
    if (!this.finding) {
      const value = this.valueToPaint();
      if (value === undefined || (isTaking && kind === 'click')) return;
      const { left, top, right, bottom } = this.host.seen();
      const reach = 0.3 * Math.min(right - left, bottom - top, Math.max(this.raster.width, this.raster.height));
      this.finding = { value, kind, extremes: [], include: [], exclude: [], reach, bias: 0, edit: undefined };
    }
    const { finding } = this;
    if (kind === 'extreme' && finding.extremes.length < 4)
      this.finding = { ...finding, extremes: [...finding.extremes, at] };
    else if (isTaking) this.finding = { ...finding, exclude: [...finding.exclude, at] };
    else this.finding = { ...finding, include: [...finding.include, at] };
    if (kind === 'click' || this.finding.extremes.length === 4) this.find();
    this.host.onLook();
  }

  private find(): void {
    const finding = this.finding!;
    const before = finding.edit;
    const spans = findObject(finding, this.raster, this.host.sample);
    if (!spans) {
      this.host.note('nothing-found');
      return;
    }
    // A further click shapes the same step anew.
    before?.revert();
    const pen = new MaskPen(this.raster, finding.value, this.locksFor(finding.value));
    pen.fillAll(spans);
    const change = pen.finish();
    if (!change) {
      before?.apply();
      this.host.note('nothing-found');
    } else if (before) {
      before.change = change;
      this.host.onReshaped();
    } else {
      const edit = new PaintEdit(this.host.titleOf('paint', this.entries.get(finding.value)), change);
      this.host.history.add(edit);
      this.finding = { ...finding, edit };
    }
    this.host.onLook();
  }

  private pickAt({ x, y }: Point): void {
    const value = this.raster.get(Math.floor(x), Math.floor(y));
    if (value > 0) this.pick(value);
  }

  /** Undefined, with a word about it, where nothing is chosen. */
  private valueToPaint(): number | undefined {
    if (this.current === undefined && this.label !== undefined)
      this.current = (
        this.host.hasInstances ? this.entries.add(this.label) : this.entries.ofLabel(this.label)[0]
      )?.value;
    const { entry } = this;
    if (!entry) this.host.note('no-label');
    else if (entry.isLocked) this.host.note('locked');
    else {
      // Nobody paints what cannot be seen.
      if (entry.isHidden) this.entries.change(entry.value, { isHidden: false });
      return entry.value;
    }
    return undefined;
  }

  /** What is locked or cannot be seen is not painted over, nor anything else while others are protected. */
  private locksFor(value: number): Locks | undefined {
    const locks = noLocks();
    if (this.isProtecting && value !== 0) locks.fill(1, 1);
    let isLocking = this.isProtecting && value !== 0;
    for (const entry of this.entries.all)
      if (entry.isLocked || entry.isHidden) {
        locks[entry.value] = 1;
        isLocking = true;
      }
    if (value !== 0) locks[value] = 0;
    return isLocking ? locks : undefined;
  }

  private paintParts(value: number, parts: readonly Component[], did: Did): void {
    this.paint(
      value,
      (pen) => {
        for (const { spans } of parts) pen.fillAll(spans);
      },
      did,
    );
  }

  private paint(value: number | undefined, draw: (pen: MaskPen) => void, as?: Did): void {
    if (value === undefined) return;
    const pen = new MaskPen(this.raster, value, this.locksFor(value));
    draw(pen);
    const change = pen.finish();
    const did = as ?? (value === 0 ? 'erase' : 'paint');
    if (change)
      this.host.history.add(new PaintEdit(this.host.titleOf(did, this.entries.get(value || this.current)), change));
    this.host.onLook();
  }

  /** Gives all pixels of an entry another value. */
  private rewrite(did: Did, entry: MaskEntry, to: number, from = entry.value): void {
    const bounds = this.raster.bounds(from);
    if (!bounds) return;
    const locks = noLocks().fill(1);
    locks[from] = 0;
    const pen = new MaskPen(this.raster, to, locks);
    for (let y = bounds.top; y < bounds.bottom; y++) pen.fill(y, bounds.left, bounds.right);
    const change = pen.finish();
    if (change) this.host.history.add(new PaintEdit(this.host.titleOf(did, entry), change));
    this.host.onLook();
  }
}
