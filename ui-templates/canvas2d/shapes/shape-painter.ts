import type { Point, Rect } from '../geometry';
import { toScreen, type View } from '../viewport';
import type { Preview } from './drawing';
import { boundsOf, pointAt, type Shape, type ShapeKind } from './shape';
import { shortened } from './shortened';

/** Stage pixels. */
const WIDTH = 2;
const HANDLE = 4.5;
const MIDDLE = 3;
export const STROKE_REACH = 8;
const MOST_NAME = 160;
export const NAME_REACH = MOST_NAME + 16;
const NAME = '600 12px system-ui, sans-serif';

export interface Look {
  /** Of the fill, 0 to 1. */
  readonly opacity: number;
  readonly hasNames: boolean;
  colorOf(label: string): string;
}

/** How a selected shape is shown. */
export interface Selected {
  /** The point in hand. */
  readonly focus: number | undefined;
  /** Only of one that is alone the points are shown. */
  readonly isAlone: boolean;
  readonly isNamed: boolean;
}

/** Draws shapes of one kind. Works in stage pixels, so that lines are as thick at every zoom. */
export class ShapePainter {
  private readonly fills = new Map<string, string>();
  private readonly names = new Map<string, { text: string; width: number }>();

  constructor(
    private readonly kind: ShapeKind,
    private readonly look: () => Look,
  ) {}

  /** As it is when nobody works on it. */
  draw(context: CanvasRenderingContext2D, shape: Shape, view: View, isNamed: boolean): void {
    const look = this.look();
    const color = look.colorOf(shape.label);
    context.lineWidth = WIDTH;
    context.lineJoin = 'round';
    if (context.strokeStyle !== color) context.strokeStyle = color;
    if (this.kind.name === 'box') this.drawBox(context, shape, view, color, look.opacity);
    else {
      context.beginPath();
      this.kind.trace(context, shape.points, view);
      if (this.isFilled && look.opacity > 0) {
        context.fillStyle = this.fill(color, look.opacity);
        context.fill();
      }
      // A point is too small to be found without its halo.
      if (this.kind.name === 'keypoint') outline(context, color, WIDTH);
      else context.stroke();
    }
    if (shape.isLocked) this.drawLock(context, shape, view, color);
    if (isNamed && look.hasNames) this.drawName(context, shape, view, color);
  }

  /** Selected: with a halo that can be seen on every picture. */
  drawSelected(
    context: CanvasRenderingContext2D,
    shape: Shape,
    view: View,
    { focus, isAlone, isNamed }: Selected,
  ): void {
    const look = this.look();
    const color = look.colorOf(shape.label);
    context.lineJoin = 'round';
    context.setLineDash([]);
    context.beginPath();
    this.kind.trace(context, shape.points, view);
    if (this.isFilled) {
      context.fillStyle = this.fill(color, Math.min(1, look.opacity * 0.6));
      context.fill();
    }
    outline(context, color, WIDTH);
    if (shape.isLocked) this.drawLock(context, shape, view, color);
    else if (isAlone) this.drawHandles(context, shape, view, color, focus);
    if (isNamed) this.drawName(context, shape, view, color);
  }

  drawPreview(context: CanvasRenderingContext2D, preview: Preview, color: string, view: View): void {
    const { points, marks, isWhole, isClosable } = preview;
    context.lineJoin = 'round';
    context.beginPath();
    if (isWhole) this.kind.trace(context, points, view);
    else
      for (let i = 0; i < points.length; i += 2) {
        const { x, y } = toScreen(view, pointAt(points, i / 2));
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    if (isClosable) context.closePath();
    if (this.isFilled) {
      context.fillStyle = this.fill(color, this.look().opacity * 0.6);
      context.fill();
    }
    outline(context, color, WIDTH);
    marks.forEach((mark, i) => {
      dot(context, toScreen(view, mark), isClosable && i === 0 ? 2 * HANDLE : HANDLE - 1, color, '#fff');
    });
  }

  drawMarquee(context: CanvasRenderingContext2D, { left, top, right, bottom }: Rect, view: View): void {
    const from = toScreen(view, { x: left, y: top });
    const to = toScreen(view, { x: right, y: bottom });
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.strokeStyle = '#fff';
    context.fillStyle = 'rgb(255 255 255 / 15%)';
    context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
    context.setLineDash([]);
  }

  private get isFilled(): boolean {
    const { name } = this.kind;
    return name === 'box' || name === 'polygon' || name === 'keypoint';
  }

  private drawBox(
    context: CanvasRenderingContext2D,
    { points }: Shape,
    { scale, x, y }: View,
    color: string,
    opacity: number,
  ): void {
    const [left, top] = [points[0]! * scale + x, points[1]! * scale + y];
    const [width, height] = [(points[2]! - points[0]!) * scale, (points[3]! - points[1]!) * scale];
    if (opacity > 0) {
      context.fillStyle = this.fill(color, opacity);
      context.fillRect(left, top, width, height);
    }
    context.strokeRect(left, top, width, height);
  }

  private drawHandles(
    context: CanvasRenderingContext2D,
    shape: Shape,
    view: View,
    color: string,
    focus: number | undefined,
  ): void {
    const handles = this.kind.handles(shape.points);
    const isCrowded = handles.length > 400;
    handles.forEach((handle, i) => {
      if (handle.isMiddle && isCrowded) return;
      const at = toScreen(view, handle.at);
      if (handle.isMiddle) dot(context, at, MIDDLE, '#fff', color, 0.75);
      else
        dot(context, at, i === focus ? HANDLE + 3 : HANDLE, i === focus ? color : '#fff', i === focus ? '#fff' : color);
    });
  }

  /** At the highest point; where that is out of sight, at the edge, as long as something of the shape is seen. */
  private drawName(context: CanvasRenderingContext2D, shape: Shape, view: View, color: string): void {
    const at = toScreen(view, topOf(shape.points));
    const { right, bottom } = boundsOf(shape.points);
    const end = toScreen(view, { x: right, y: bottom });
    const x = end.x > 0 ? Math.max(at.x, 0) : at.x;
    const top = end.y > 0 ? Math.max(at.y - 19, 0) : at.y - 19;
    context.font = NAME;
    const { text, width: textWidth } = this.name(context, shape.label);
    const width = textWidth + 8;
    const offset = this.kind.name === 'keypoint' ? 10 : 0;
    context.fillStyle = 'rgb(0 0 0 / 72%)';
    context.fillRect(x + offset, top, width + 5, 17);
    context.fillStyle = color;
    context.fillRect(x + offset, top, 4, 17);
    context.fillStyle = '#fff';
    context.textBaseline = 'middle';
    // In pages from right to left it would end there.
    context.textAlign = 'left';
    context.fillText(text, x + offset + 8, top + 9);
  }

  private drawLock(context: CanvasRenderingContext2D, shape: Shape, view: View, color: string): void {
    const { x, y } = toScreen(view, topOf(shape.points));
    context.fillStyle = '#fff';
    context.fillRect(x - 5, y - 3, 10, 8);
    context.fillStyle = color;
    context.fillRect(x - 4, y - 2, 8, 6);
    context.beginPath();
    context.arc(x, y - 3, 3, Math.PI, 2 * Math.PI);
    context.lineWidth = 1.5;
    context.stroke();
    context.lineWidth = WIDTH;
  }

  /** As much of a label as fits. Measured once: every frame draws it. */
  private name(context: CanvasRenderingContext2D, label: string): { text: string; width: number } {
    let name = this.names.get(label);
    if (!name) {
      name = shortened(label, MOST_NAME, (text) => context.measureText(text).width);
      this.names.set(label, name);
    }
    return name;
  }

  private fill(color: string, opacity: number): string {
    const key = `${color}${opacity}`;
    let fill = this.fills.get(key);
    if (!fill) {
      if (this.fills.size > 2000) this.fills.clear();
      fill = `color-mix(in srgb, ${color} ${Math.round(opacity * 100)}%, transparent)`;
      this.fills.set(key, fill);
    }
    return fill;
  }
}

/** A light and a dark line around the colour: one of them differs from whatever is beneath. */
function outline(context: CanvasRenderingContext2D, color: string, width: number): void {
  context.lineWidth = width + 3;
  context.strokeStyle = 'rgb(0 0 0 / 55%)';
  context.stroke();
  context.lineWidth = width + 1.5;
  context.strokeStyle = '#fff';
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke();
}

function dot(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  radius: number,
  fill: string,
  edge: string,
  opacity = 1,
): void {
  context.globalAlpha = opacity;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = edge;
  context.stroke();
  context.globalAlpha = 1;
}

/** The highest point, where the name stands. */
function topOf(points: readonly number[]): Point {
  let top = 0;
  for (let i = 2; i < points.length; i += 2) if (points[i + 1]! < points[top + 1]!) top = i;
  return { x: points[top]!, y: points[top + 1]! };
}
