import { chainDistance, chainWithHandle, readVertices, traceChain, writeVertices } from '../chain';
import { pointsOf, type ShapeKind } from '../shape';

/** A straight line between exactly two vertices. */
export const line: ShapeKind = {
  name: 'line',
  answerKey: 'lines',
  distance: (points, at) => chainDistance(points, at, false),
  isInside: () => false,
  handles: (points) => pointsOf(points).map((at) => ({ at, cursor: 'move' })),
  withHandle: chainWithHandle,
  trace: traceChain,
  write: writeVertices,
  read: (entry, size) => readVertices(entry, size, 2, 2),
};
