import { type Point, segmentsMeet } from '../../geometry';
import { chainDistance, chainHandles, chainWithHandle, readVertices, traceChain, writeVertices } from '../chain';
import { pointsOf, type ShapeKind } from '../shape';

const LEAST = 3;

/** Whether the edge a–b would cross one of a path's edges; those that share a vertex with it may touch it there. */
export function crosses(path: readonly Point[], a: Point, b: Point, isClosing = false): boolean {
  for (let i = 0; i + 1 < path.length; i += 1) {
    const [c, d] = [path[i]!, path[i + 1]!];
    if (i + 2 === path.length) {
      if (folds(c, d, b)) return true;
    } else if (isClosing && i === 0) {
      if (folds(d, c, a)) return true;
    } else if (segmentsMeet(a, b, c, d)) return true;
  }
  return false;
}

/** Two edges that meet in `middle` and run back over one another. */
const folds = (from: Point, middle: Point, to: Point): boolean => {
  const [ax, ay, bx, by] = [from.x - middle.x, from.y - middle.y, to.x - middle.x, to.y - middle.y];
  return ax * by === ay * bx && ax * bx + ay * by > 0;
};

/** Whether any two edges of an outline cross. Quadratic, but only for edges whose extents overlap. */
export function crossesItself(points: readonly number[], isClosed = true): boolean {
  const vertices = pointsOf(points);
  const count = vertices.length;
  const edges = isClosed ? count : count - 1;
  for (let i = 0; i < edges; i += 1) {
    const [a, b] = [vertices[i]!, vertices[(i + 1) % count]!];
    const hasNext = isClosed ? count > LEAST - 1 : i + 1 < edges;
    if (hasNext && folds(a, b, vertices[(i + 2) % count]!)) return true;
    const [left, right] = a.x < b.x ? [a.x, b.x] : [b.x, a.x];
    const [top, bottom] = a.y < b.y ? [a.y, b.y] : [b.y, a.y];
    for (let j = i + 2; j < edges; j += 1) {
      if (i === 0 && j === count - 1) continue;
      const [c, d] = [vertices[j]!, vertices[(j + 1) % count]!];
      if ((c.x < left && d.x < left) || (c.x > right && d.x > right)) continue;
      if ((c.y < top && d.y < top) || (c.y > bottom && d.y > bottom)) continue;
      if (segmentsMeet(a, b, c, d)) return true;
    }
  }
  return false;
}

export const polygon: ShapeKind = {
  name: 'polygon',
  answerKey: 'polygons',
  distance: (points, at) => chainDistance(points, at, true),

  isInside(points, { x, y }) {
    let isInside = false;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[j]!, points[j + 1]!];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
    }
    return isInside;
  },

  handles: (points) => chainHandles(points, true),

  withHandle: chainWithHandle,
  isAllowed: (points) => !crossesItself(points),
  withoutVertex: (points, handle) =>
    points.length / 2 > LEAST && handle < points.length / 2 ? points.toSpliced(2 * handle, 2) : undefined,

  trace(context, points, view) {
    traceChain(context, points, view);
    context.closePath();
  },

  write: writeVertices,
  read: (entry, size) => readVertices(entry, size, LEAST),
};
