import { distance, grown, nearestOnSegment, type Point } from '../geometry';
import { boundsOf, pointAt, type Shape, type ShapeKind } from './shape';
import type { ShapeStore } from './shape-store';

/** A vertex is preferred to an edge that is a little nearer. */
const VERTEX_WEIGHT = 0.6;

/** The place on another shape's border that a point close to it is meant to be; the point itself when there is none near. */
export function onNearestBorder(
  at: Point,
  reach: number,
  store: ShapeStore,
  kind: ShapeKind,
  isNeighbour: (shape: Shape) => boolean,
): Point {
  const near = store.within(grown({ left: at.x, top: at.y, right: at.x, bottom: at.y }, reach)).filter(isNeighbour);
  let best = at;
  let least = Number.POSITIVE_INFINITY;
  const consider = (point: Point, weight: number) => {
    const away = distance(at, point);
    if (away <= reach && away * weight < least) [best, least] = [point, away * weight];
  };
  for (const shape of near) {
    const outline = outlineOf(shape, kind);
    const count = outline.length / 2;
    for (let i = 0; i < count; i += 1) {
      const vertex = pointAt(outline, i);
      consider(vertex, VERTEX_WEIGHT);
      if (count > 1 && (kind.name !== 'polyline' || i + 1 < count))
        consider(nearestOnSegment(at, vertex, pointAt(outline, (i + 1) % count)), 1);
    }
  }
  return best;
}

function outlineOf({ points }: Shape, kind: ShapeKind): readonly number[] {
  if (kind.name !== 'box') return points;
  const { left, top, right, bottom } = boundsOf(points);
  return [left, top, right, top, right, bottom, left, bottom];
}
