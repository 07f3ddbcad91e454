import { distance, toPixel } from '../../geometry';
import { finite, isRecord } from '../entries';
import { pointAt, type ShapeKind } from '../shape';

/** Stage pixels. */
const RADIUS = 5;

export const keypoint: ShapeKind = {
  name: 'keypoint',
  answerKey: 'keypoints',
  distance: (points, at) => distance(at, pointAt(points, 0)),
  isInside: () => false,
  handles: (points) => [{ at: pointAt(points, 0), cursor: 'move' }],

  withHandle(_points, _handle, to, size) {
    const { x, y } = toPixel(to, size);
    return [x, y];
  },

  trace(context, [x, y], view) {
    const [atX, atY] = [x! * view.scale + view.x, y! * view.scale + view.y];
    context.moveTo(atX + RADIUS, atY);
    context.arc(atX, atY, RADIUS, 0, 2 * Math.PI);
  },

  write: ({ label, points: [x, y] }) => ({ label, x, y }),

  read(entry, size) {
    if (!isRecord(entry) || typeof entry.label !== 'string') return undefined;
    const [x, y] = [finite(entry.x), finite(entry.y)];
    if (x === undefined || y === undefined) return undefined;
    const most = size ?? { width: Number.MAX_SAFE_INTEGER, height: Number.MAX_SAFE_INTEGER };
    const point = toPixel({ x, y }, most);
    return { label: entry.label, points: [point.x, point.y] };
  },
};
