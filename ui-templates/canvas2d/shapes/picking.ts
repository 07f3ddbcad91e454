import { distance, grown, type Point, type Rect } from '../geometry';
import { boundsOf, type Shape, type ShapeKind } from './shape';
import type { ShapeStore } from './shape-store';

/** Stage pixels: on a smaller shape the middles of the edges would cover the corners. */
const ROOM_FOR_MIDDLES = 24;

/** Finds what is under a point. Distances are picture pixels. */
export class Picker {
  constructor(
    private readonly store: ShapeStore,
    private readonly kind: ShapeKind,
    private readonly isShown: (shape: Shape) => boolean,
  ) {}

  /** The shape a press would take: the nearest border, else the smallest around the point. */
  shapeAt(at: Point, reach: number): Shape | undefined {
    return this.borderAt(at, reach) ?? this.smallestAround(at);
  }

  /** Of two as near the upper. */
  borderAt(at: Point, reach: number): Shape | undefined {
    let best: Shape | undefined;
    let least = reach;
    for (const shape of this.store.within(square(at, reach))) {
      if (!this.isShown(shape)) continue;
      const away = this.kind.distance(shape.points, at);
      if (away <= least) [best, least] = [shape, away];
    }
    return best;
  }

  isOn({ points }: Shape, at: Point, reach: number): boolean {
    return this.kind.distance(points, at) <= reach || this.kind.isInside(points, at);
  }

  /** @param scale stage pixels per picture pixel */
  handleAt(shape: Shape, at: Point, reach: number, scale: number): number | undefined {
    const hasMiddles = extentOf(shape) * scale >= ROOM_FOR_MIDDLES;
    let best: number | undefined;
    let least = reach;
    this.kind.handles(shape.points).forEach((handle, i) => {
      if (handle.isMiddle && !hasMiddles) return;
      const away = distance(handle.at, at) + (handle.isMiddle ? reach / 3 : 0);
      if (away < least) [best, least] = [i, away];
    });
    return best;
  }

  private smallestAround(at: Point): Shape | undefined {
    let best: Shape | undefined;
    for (const shape of this.store.within(square(at, 0))) {
      if (!this.isShown(shape) || !this.kind.isInside(shape.points, at)) continue;
      if (!best || extentOf(shape) <= extentOf(best)) best = shape;
    }
    return best;
  }
}

const square = ({ x, y }: Point, reach: number): Rect => grown({ left: x, top: y, right: x, bottom: y }, reach);

function extentOf({ points }: Shape): number {
  const { left, top, right, bottom } = boundsOf(points);
  return Math.max(right - left, bottom - top);
}
