/** Polylines: `{"<element>":{"polylines":[{label,vertices:[{x,y}]}],"inputImageProperties":{width,height}}}`. */
import { extentOf, type Point } from '../../geometry/point';
import { distanceToPolyline, resample } from '../../geometry/polyline';
import type { Consolidator } from '../consolidator';
import { fusePolylines } from './fuse-polylines';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { shapeConsolidator } from './shape-consolidator';
import type { ShapeKind } from './shape-kind';
import { allAlike, diagonalOf, type LabelledVertices, orderVertices, verticesIn } from './vertices';

export type Polylines = ShapeAnswer<'polylines', LabelledVertices>;
export type FusedPolylines = FusedShapes<'polylines', LabelledVertices>;

/** What is this far off, as a share of the polyline's extent, has nothing in common with it: a box's edge at that distance halves its IoU. */
const REACH = 0.1;
/** A hand is no steadier than this share of the image's diagonal, however short the polyline. */
const STEADINESS = 0.01;
const SAMPLES = 16;

export const polylineKind: ShapeKind<LabelledVertices> = {
  name: 'polylines',
  similarityName: 'Similarity',
  labelOf: (polyline) => polyline.label,
  withLabel: (polyline, label) => (polyline.label === label ? polyline : { ...polyline, label }),
  similarity: (a, b, diagonal) => polylineSimilarity(a.vertices, b.vertices, diagonal),
  matchAt: 0.2,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse: (polylines, weights) => ({
    label: polylines[0]!.label,
    vertices: allAlike(polylines)
      ? polylines[0]!.vertices
      : fusePolylines(
          polylines.map(({ vertices }) => vertices),
          weights,
        ),
  }),
  scaleOf: (answers, size) =>
    diagonalOf(
      answers.flatMap((shapes) => shapes.map(({ vertices }) => vertices)),
      size,
    ),
  order: orderVertices,
};

export const polylineConsolidator: Consolidator<Polylines, FusedPolylines> = shapeConsolidator(
  polylineKind,
  listCodec<'polylines', LabelledVertices>('polylines', {
    lists: ['polylines'],
    item(value, size) {
      const vertices = verticesIn(value, size);
      return vertices.length < 2 ? undefined : { vertices };
    },
  }),
);

/**
 * How much of each lies along the other, the smaller of both: a point counts 1 on the other polyline, less the farther off it is. Direction is of no
 * account; half a polyline is half like the whole.
 */
function polylineSimilarity(a: readonly Point[], b: readonly Point[], diagonal: number): number {
  const boxA = extentOf(a)!;
  const boxB = extentOf(b)!;
  const extent = (box: typeof boxA) => Math.hypot(box.right - box.left, box.bottom - box.top);
  const reach = Math.max(REACH * Math.max(extent(boxA), extent(boxB)), STEADINESS * diagonal);
  if (boxA.left - boxB.right > reach || boxB.left - boxA.right > reach) return 0;
  if (boxA.top - boxB.bottom > reach || boxB.top - boxA.bottom > reach) return 0;
  return Math.min(covered(a, b, reach), covered(b, a, reach));
}

/** Points along a polyline, kept as long as it is: each is compared with many others. */
const samplesOf = new WeakMap<readonly Point[], readonly Point[]>();

function covered(line: readonly Point[], by: readonly Point[], reach: number): number {
  const points = samplesOf.get(line) ?? resample(line, SAMPLES);
  samplesOf.set(line, points);
  let sum = 0;
  for (const point of points) sum += Math.max(0, 1 - distanceToPolyline(point, by) / reach);
  return sum / SAMPLES;
}
