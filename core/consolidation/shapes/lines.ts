/** Straight lines: `{"<element>":{"lines":[{label,vertices:[{x,y},{x,y}]}],"inputImageProperties":{width,height}}}`; either end may be first. */
import { geometricMedian } from '../../geometry/geometric-median';
import { type Point, pointDistance } from '../../geometry/point';
import type { Consolidator } from '../consolidator';
import { turnAlike } from './fuse-polylines';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { ShapeProblem } from './read-shapes';
import { shapeConsolidator } from './shape-consolidator';
import type { ShapeKind } from './shape-kind';
import { diagonalOf, type LabelledVertices, orderVertices, verticesIn } from './vertices';

export type Lines = ShapeAnswer<'lines', LabelledVertices>;
export type FusedLines = FusedShapes<'lines', LabelledVertices>;

/** Ends this far off on the average, as a share of the longer line, leave nothing in common. */
const REACH = 0.25;
/** A hand is no steadier than this share of the image's diagonal, however short the line. */
const STEADINESS = 0.02;

export const lineKind: ShapeKind<LabelledVertices> = {
  name: 'lines',
  similarityName: 'Similarity',
  labelOf: (line) => line.label,
  withLabel: (line, label) => (line.label === label ? line : { ...line, label }),
  similarity(a, b, diagonal) {
    const [p, q] = ends(a);
    const [r, s] = ends(b);
    const reach = Math.max(REACH * Math.max(pointDistance(p, q), pointDistance(r, s)), STEADINESS * diagonal);
    const same = pointDistance(p, r) + pointDistance(q, s);
    const turned = pointDistance(p, s) + pointDistance(q, r);
    return Math.max(0, 1 - Math.min(same, turned) / 2 / reach);
  },
  matchAt: 0.2,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse(lines, weights) {
    const turned = turnAlike(lines.map(({ vertices }) => vertices));
    const end = (at: 0 | 1) =>
      geometricMedian(
        turned.map((line) => line[at]!),
        weights,
      );
    return { label: lines[0]!.label, vertices: [end(0), end(1)] };
  },
  scaleOf: (answers, size) =>
    diagonalOf(
      answers.flatMap((shapes) => shapes.map(({ vertices }) => vertices)),
      size,
    ),
  order: orderVertices,
};

export const lineConsolidator: Consolidator<Lines, FusedLines> = shapeConsolidator(
  lineKind,
  listCodec<'lines', LabelledVertices>('lines', {
    lists: ['lines'],
    item(value, size) {
      const vertices = verticesIn(value, size);
      if (vertices.length > 2) throw new ShapeProblem(`.vertices holds ${vertices.length} points; a line has 2`);
      return vertices.length < 2 ? undefined : { vertices };
    },
  }),
);

const ends = ({ vertices }: LabelledVertices): [Point, Point] => [vertices[0]!, vertices[1]!];
