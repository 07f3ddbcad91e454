import type { Point } from '../geometry';
import { toScreen, type View } from '../viewport';
import type { MaskDesk } from './mask-desk';

const DOT = 5;

/** Draws what is begun over the mask: the brush, corners, the points that show an object. Gives whether there was anything. */
export function paintBegun(
  context: CanvasRenderingContext2D,
  desk: MaskDesk,
  pointer: Point | undefined,
  view: View,
): boolean {
  let isAny = false;
  const color = desk.entry?.color ?? '#8a8f98';
  const { outline, finding, tool } = desk;
  if (outline.length > 0) {
    drawOutline(context, outline, pointer, color, view);
    isAny = true;
  }
  if (finding) {
    for (const point of finding.extremes) dot(context, toScreen(view, point), color, '');
    for (const point of finding.include) dot(context, toScreen(view, point), '#1a7f37', '+');
    for (const point of finding.exclude) dot(context, toScreen(view, point), '#b3261e', '−');
    isAny = true;
  }
  if (pointer && (tool === 'brush' || tool === 'eraser')) {
    ring(context, toScreen(view, pointer), (desk.size / 2) * view.scale, tool === 'eraser' || desk.isSubtracting);
    isAny = true;
  }
  return isAny;
}

function drawOutline(
  context: CanvasRenderingContext2D,
  outline: readonly Point[],
  pointer: Point | undefined,
  color: string,
  view: View,
): void {
  const points = (pointer ? [...outline, pointer] : outline).map((point) => toScreen(view, point));
  context.beginPath();
  for (const [i, { x, y }] of points.entries()) {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.globalAlpha = 0.25;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
  lines(context, 1.5, color);
  dot(context, points[0]!, color, '');
  const last = toScreen(view, outline.at(-1)!);
  if (outline.length > 1) dot(context, last, color, '');
}

/** White on dark, so that it is seen on every picture. */
function lines(context: CanvasRenderingContext2D, width: number, color: string): void {
  context.lineJoin = 'round';
  context.strokeStyle = 'rgb(0 0 0 / 70%)';
  context.lineWidth = width + 2;
  context.stroke();
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

function dot(context: CanvasRenderingContext2D, { x, y }: Point, color: string, sign: string): void {
  context.beginPath();
  context.arc(x, y, sign ? DOT + 3 : DOT, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = '#ffffff';
  context.stroke();
  if (!sign) return;
  context.fillStyle = '#ffffff';
  context.font = '700 13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(sign, x, y + 0.5);
}

function ring(context: CanvasRenderingContext2D, { x, y }: Point, radius: number, isErasing: boolean): void {
  context.beginPath();
  context.arc(x, y, Math.max(1, radius), 0, 2 * Math.PI);
  context.setLineDash(isErasing ? [5, 4] : []);
  lines(context, 1.25, '#ffffff');
  context.setLineDash([]);
}
