import { clamp, type Point, type Rect, type Size } from './geometry';

/** Where the picture stands on the stage: a point of it is drawn at `point * scale + (x, y)`, in CSS pixels from the stage's corner. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Stage pixels one picture pixel can become; small pictures may be enlarged further, up to this often their fitted size. */
const MOST_SCALE = 64;
const MOST_ZOOM = 16;
/** The smallest share of its fitted size. */
const LEAST_ZOOM = 0.25;
/** Stage pixels to a picture pixel from which on pixels are shown as squares. */
export const SQUARES = 3;
/** Stage pixels of the picture that stay in sight. */
const IN_SIGHT = 48;

export const toImage = (view: View, { x, y }: Point): Point => ({
  x: (x - view.x) / view.scale,
  y: (y - view.y) / view.scale,
});

export const toScreen = (view: View, { x, y }: Point): Point => ({
  x: x * view.scale + view.x,
  y: y * view.scale + view.y,
});

/** The whole picture in the middle of the stage. */
export function fitWhole(image: Size, stage: Size, padding = 16): View {
  const room = { width: Math.max(1, stage.width - 2 * padding), height: Math.max(1, stage.height - 2 * padding) };
  const scale = Math.min(room.width / image.width, room.height / image.height);
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 };
}

/** A part of the picture in the middle of the stage, with some of what is around it. */
export function fitRect(rect: Rect, image: Size, stage: Size): View {
  const size = { width: Math.max(8, rect.right - rect.left), height: Math.max(8, rect.bottom - rect.top) };
  const whole = fitWhole(image, stage);
  const scale = clamp(fitWhole(size, stage, Math.min(stage.width, stage.height) / 5).scale, whole.scale, MOST_SCALE);
  return keepInSight(
    {
      scale,
      x: stage.width / 2 - ((rect.left + rect.right) / 2) * scale,
      y: stage.height / 2 - ((rect.top + rect.bottom) / 2) * scale,
    },
    image,
    stage,
  );
}

/** Zooms by a factor; what is under `at`, in stage pixels, stays there. */
export function zoomAt(view: View, factor: number, at: Point, image: Size, stage: Size): View {
  const fitted = fitWhole(image, stage).scale;
  const scale = clamp(view.scale * factor, fitted * LEAST_ZOOM, Math.max(MOST_SCALE, fitted * MOST_ZOOM));
  const under = toImage(view, at);
  return keepInSight({ scale, x: at.x - under.x * scale, y: at.y - under.y * scale }, image, stage);
}

/** What a turn of the wheel means: stage pixels to move, or a factor to zoom by. Two fingers on a touch pad arrive as a wheel with Ctrl, in smaller steps. */
export function wheelFactor(event: WheelEvent, page: number): { delta: number; factor: number } {
  const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === 0 ? 1 : page;
  const delta = (event.deltaY || event.deltaX) * pixels;
  return { delta, factor: Math.exp(-delta * (event.ctrlKey ? 0.01 : 0.002)) };
}

export const pan = (view: View, dx: number, dy: number, image: Size, stage: Size): View =>
  keepInSight({ ...view, x: view.x + dx, y: view.y + dy }, image, stage);

/** Moves the picture as little as needed so that some of it can be seen. */
export function keepInSight(view: View, image: Size, stage: Size): View {
  const along = (at: number, length: number, room: number) => {
    const margin = Math.min(IN_SIGHT, length / 2);
    return clamp(at, margin - length, room - margin);
  };
  return {
    scale: view.scale,
    x: along(view.x, image.width * view.scale, stage.width),
    y: along(view.y, image.height * view.scale, stage.height),
  };
}

/** Moves the picture as little as needed so that a point of it is on the stage, away from its edges. */
export function reveal(view: View, point: Point, stage: Size, margin = 40): View {
  const { x, y } = toScreen(view, point);
  const room = (length: number) => Math.min(margin, length / 2);
  const inside = (at: number, length: number) => clamp(at, room(length), length - room(length));
  return { scale: view.scale, x: view.x + inside(x, stage.width) - x, y: view.y + inside(y, stage.height) - y };
}

/** The part of the picture's plane that the stage shows. */
export function visibleRect(view: View, stage: Size): Rect {
  const { x: left, y: top } = toImage(view, { x: 0, y: 0 });
  const { x: right, y: bottom } = toImage(view, { x: stage.width, y: stage.height });
  return { left, top, right, bottom };
}
