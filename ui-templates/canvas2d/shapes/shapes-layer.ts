import { grown, overlaps, type Rect, type Size, union } from '../geometry';
import type { Frame, Layer } from '../stage';
import { toImage, type View, visibleRect } from '../viewport';
import type { Shape } from './shape';

/** Stage pixels drawn beyond what is seen, so that the picture can be moved a little before there is more to draw. */
const MARGIN = 96;
/** Milliseconds of a frame given to drawing in the background; the rest is for what moves. */
const SLICE = 5;
/** How far what was drawn may be enlarged or made smaller before it is drawn again while the view still moves. */
const COARSE = 2.5;
/** When everything is drawn within so many milliseconds it is drawn at once. */
const AT_ONCE = 4;
/** Coordinates drawn between two looks at the clock. */
const BATCH = 800;
/** Parts drawn again one by one. */
const MOST_PARTS = 64;

/** With more shapes in sight their names would hide the picture and take long to draw. */
export const MOST_NAMES = 150;

export interface ShapesSource {
  /** Those to be drawn here, bottom to top, whose extent touches the rectangle. */
  within(rect: Rect): readonly Shape[];
  /** Stage pixels by which what is drawn reaches beyond the points: strokes and names. */
  reach(isNamed: boolean): number;
  draw(context: CanvasRenderingContext2D, shape: Shape, view: View, isNamed: boolean): void;
}

/** A drawn view of all shapes. */
interface Surface {
  readonly canvas: HTMLCanvasElement;
  view: View;
  ratio: number;
  /** CSS pixels, margins included. */
  size: Size;
  /** Few enough shapes for their names. */
  isNamed: boolean;
}

interface Job {
  readonly surface: Surface;
  readonly shapes: readonly Shape[];
  next: number;
  spent: number;
}

/**
 * The shapes nobody is working on, kept as a picture. While the view moves, that picture is moved and scaled, and a sharp one is drawn in
 * the background in slices of a frame. When a shape changes, only the part under it is drawn again.
 */
export class ShapesLayer implements Layer {
  private front = surface();
  private back = surface();
  private job: Job | undefined;
  private dirty: Rect[] = [];
  private isAllDirty = true;
  private cost = 0;

  constructor(private readonly source: ShapesSource) {}

  attach(root: HTMLElement): void {
    root.append(this.back.canvas, this.front.canvas);
    this.back.canvas.hidden = true;
  }

  /** Everything looks different: other colours, another picture. */
  invalidateAll(): void {
    this.isAllDirty = true;
    this.job = undefined;
  }

  /** Shapes inside this part of the picture have changed. */
  invalidate(part: Rect): void {
    this.dirty.push(part);
    // Very many parts are sooner drawn as one.
    if (this.dirty.length > MOST_PARTS) this.dirty = [this.dirty.reduce(union)];
  }

  frame(frame: Frame): boolean {
    const isMoved = frame.isViewNew && !isSameView(this.front, frame);
    if (this.isAllDirty || (isMoved && this.cost < AT_ONCE)) this.drawAll(frame);
    else {
      for (const part of this.dirty) this.drawPart(part);
      if (isMoved) this.place(frame.view);
      // While the view moves, time is spent on a sharper picture only when what there is has become too coarse.
      if (frame.isViewNew && !this.isCoarse(frame.view)) {
        this.dirty = [];
        return true;
      }
      if (!this.job && !isSameView(this.front, frame)) this.job = this.begin(frame);
      if (this.job) this.work(this.job, frame);
    }
    this.dirty = [];
    return this.job !== undefined || !isSameView(this.front, frame);
  }

  private isCoarse(view: View): boolean {
    const zoomed = view.scale / this.front.view.scale;
    return zoomed > COARSE || zoomed < 1 / COARSE;
  }

  private drawAll(frame: Frame): void {
    const job = this.begin(frame, this.front);
    const started = performance.now();
    this.draw(job, Number.POSITIVE_INFINITY);
    this.cost = performance.now() - started;
    this.job = undefined;
    this.isAllDirty = false;
    this.place(frame.view);
  }

  private drawPart(part: Rect): void {
    const { canvas, view, isNamed } = this.front;
    const margin = this.source.reach(isNamed) / view.scale;
    const reach = grown(part, margin);
    if (overlaps(reach, this.coveredBy(this.front))) {
      const context = contextOf(canvas);
      context.save();
      this.transform(context, this.front);
      const [x, y] = [Math.floor(reach.left * view.scale + view.x), Math.floor(reach.top * view.scale + view.y)];
      const width = Math.ceil(reach.right * view.scale + view.x) - x;
      const height = Math.ceil(reach.bottom * view.scale + view.y) - y;
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      context.clearRect(x, y, width, height);
      for (const shape of this.source.within(grown(reach, margin))) this.source.draw(context, shape, view, isNamed);
      context.restore();
    }
    // What is being drawn in the background may have passed that part already.
    if (this.job) this.job = undefined;
  }

  private begin(frame: Frame, on: Surface = this.back): Job {
    on.view = frame.view;
    on.ratio = frame.ratio;
    on.size = { width: frame.size.width + 2 * MARGIN, height: frame.size.height + 2 * MARGIN };
    const { canvas } = on;
    const [width, height] = [Math.round(on.size.width * on.ratio), Math.round(on.size.height * on.ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${on.size.width}px`;
      canvas.style.height = `${on.size.height}px`;
    }
    const context = contextOf(canvas);
    this.transform(context, on);
    context.clearRect(-MARGIN, -MARGIN, on.size.width, on.size.height);
    const reach = this.source.reach(true) / on.view.scale;
    const shapes = this.source.within(grown(this.coveredBy(on), reach));
    on.isNamed = this.source.within(visibleRect(frame.view, frame.size)).length <= MOST_NAMES;
    return { surface: on, shapes, next: 0, spent: 0 };
  }

  private work(job: Job, frame: Frame): void {
    this.draw(job, SLICE);
    if (job.next < job.shapes.length) return;
    this.cost = job.spent;
    [this.front, this.back] = [this.back, this.front];
    this.front.canvas.hidden = false;
    this.back.canvas.hidden = true;
    this.job = undefined;
    this.place(frame.view);
  }

  private draw(job: Job, milliseconds: number): void {
    const context = contextOf(job.surface.canvas);
    const started = performance.now();
    let spent = 0;
    while (job.next < job.shapes.length && spent < milliseconds) {
      for (let values = 0; values < BATCH && job.next < job.shapes.length; job.next += 1) {
        const shape = job.shapes[job.next]!;
        this.source.draw(context, shape, job.surface.view, job.surface.isNamed);
        values += shape.points.length;
      }
      // Drawing is only noted down until somebody looks: without this the time would be spent after the slice.
      context.getImageData(0, 0, 1, 1);
      spent = performance.now() - started;
    }
    job.spent += spent;
  }

  /** Moves and scales what was drawn for one view to where it is in another. */
  private place(view: View): void {
    const { canvas, view: drawn } = this.front;
    const scale = view.scale / drawn.scale;
    const x = view.x - drawn.x * scale - MARGIN * scale;
    const y = view.y - drawn.y * scale - MARGIN * scale;
    canvas.style.transform = `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`;
  }

  private transform(context: CanvasRenderingContext2D, { ratio }: Surface): void {
    context.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio);
  }

  private coveredBy({ view, size }: Surface): Rect {
    const corner = toImage(view, { x: -MARGIN, y: -MARGIN });
    const { right, bottom } = visibleRect(view, { width: size.width - MARGIN, height: size.height - MARGIN });
    return { left: corner.x, top: corner.y, right, bottom };
  }
}

/**
 * In main memory: thousands of outlines are quicker drawn there than cut into triangles for a graphics card, by far where that is only
 * imitated.
 */
const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D =>
  canvas.getContext('2d', { willReadFrequently: true })!;

function surface(): Surface {
  const canvas = document.createElement('canvas');
  canvas.style.transformOrigin = '0 0';
  return { canvas, view: { scale: 1, x: 0, y: 0 }, ratio: 1, size: { width: 0, height: 0 }, isNamed: true };
}

const isSameView = ({ view, size, ratio }: Surface, frame: Frame): boolean =>
  view.scale === frame.view.scale &&
  view.x === frame.view.x &&
  view.y === frame.view.y &&
  ratio === frame.ratio &&
  size.width === frame.size.width + 2 * MARGIN &&
  size.height === frame.size.height + 2 * MARGIN;
