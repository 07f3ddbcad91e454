import { chainDistance, chainHandles, chainWithHandle, readVertices, traceChain, writeVertices } from '../chain';
import type { ShapeKind } from '../shape';

const LEAST = 2;

export const polyline: ShapeKind = {
  name: 'polyline',
  answerKey: 'polylines',
  distance: (points, at) => chainDistance(points, at, false),
  isInside: () => false,
  handles: (points) => chainHandles(points, false),
  withHandle: chainWithHandle,
  withoutVertex: (points, handle) =>
    points.length / 2 > LEAST && handle < points.length / 2 ? points.toSpliced(2 * handle, 2) : undefined,
  trace: traceChain,
  write: writeVertices,
  read: (entry, size) => readVertices(entry, size, LEAST),
};
