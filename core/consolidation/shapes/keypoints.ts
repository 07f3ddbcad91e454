/** Keypoints: `{"<element>":{"keypoints":[{label,x,y}],"inputImageProperties":{width,height}}}`. */
import { geometricMedian } from '../../geometry/geometric-median';
import { extentOf, type Point, pointDistance } from '../../geometry/point';
import { weightedMedian } from '../../geometry/weighted-median';
import type { Consolidator } from '../consolidator';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { compareLabels } from './order';
import { shapeConsolidator } from './shape-consolidator';
import type { ShapeKind } from './shape-kind';
import { diagonalOf, pointIn } from './vertices';

export interface LabelledPoint extends Point {
  label: string;
}

export type Keypoints = ShapeAnswer<'keypoints', LabelledPoint>;
export type FusedKeypoints = FusedShapes<'keypoints', LabelledPoint>;

/** The distance at which likeness falls to 1/e: a share of the image's diagonal, or of what each worker's points span, the smaller. */
const SHARE_OF_IMAGE = 0.04;
const SHARE_OF_SPAN = 0.15;
/** … and of the way to the next point of the same name, which must not be taken for this one. */
const SHARE_OF_GAP = 0.4;

export const keypointKind: ShapeKind<LabelledPoint> = {
  name: 'keypoints',
  similarityName: 'Similarity',
  labelOf: (point) => point.label,
  withLabel: (point, label) => (point.label === label ? point : { ...point, label }),
  // As object keypoint similarity (COCO), a likeness that falls with the distance in units of the object; exponential, not Gaussian, so that
  // 1 - likeness grows with the distance as it does for all other kinds.
  similarity: (a, b, scale) => Math.exp(-pointDistance(a, b) / scale),
  matchAt: 0.2,
  rightAt: 0.5,
  otherLabel: 0.3,
  fuse: (points, weights) => ({ label: points[0]!.label, ...geometricMedian(points, weights) }),
  scaleOf(answers, size) {
    const diagonal = diagonalOf(answers, size);
    let scale = SHARE_OF_IMAGE * diagonal;
    const spans = answers.filter((points) => points.length >= 3).map(spanOf);
    if (spans.length > 0) scale = Math.min(scale, SHARE_OF_SPAN * median(spans));
    const gaps = answers.flatMap(gapsBetweenLikes);
    if (gaps.length > 0) scale = Math.min(scale, SHARE_OF_GAP * median(gaps));
    // Never below what a hand can do.
    return Math.max(scale, 0.002 * diagonal, 1e-6);
  },
  order: (a, b) => a.x - b.x || a.y - b.y || compareLabels(a, b),
};

export const keypointConsolidator: Consolidator<Keypoints, FusedKeypoints> = shapeConsolidator(
  keypointKind,
  listCodec<'keypoints', LabelledPoint>('keypoints', {
    lists: ['keypoints'],
    labelAt: 2,
    item: (value, size) => pointIn(value, '', size),
  }),
);

function spanOf(points: readonly Point[]): number {
  const { left, top, right, bottom } = extentOf(points)!;
  return Math.hypot(right - left, bottom - top);
}

/** For each point that has another of its name: the way to the nearest. */
function gapsBetweenLikes(points: readonly LabelledPoint[]): number[] {
  const byLabel = new Map<string, LabelledPoint[]>();
  for (const point of points) byLabel.set(point.label, [...(byLabel.get(point.label) ?? []), point]);
  return [...byLabel.values()].flatMap((likes) =>
    likes.length < 2
      ? []
      : likes.map((point) =>
          Math.min(...likes.filter((other) => other !== point).map((other) => pointDistance(point, other))),
        ),
  );
}

const median = (values: readonly number[]): number =>
  weightedMedian(
    values,
    values.map(() => 1),
  );
