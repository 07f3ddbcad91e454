/** Polygons: `{"<element>":{"polygons":[{label,vertices:[{x,y}]}],"inputImageProperties":{width,height}}}`. Similarity is exact IoU. */
import { extentOf, type Point } from '../../geometry/point';
import { polygonArea } from '../../geometry/polygon';
import { evenOddArea, polygonIou } from '../../geometry/polygon-overlap';
import type { Consolidator } from '../consolidator';
import { fusePolygons } from './fuse-polygons';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { shapeConsolidator } from './shape-consolidator';
import type { ShapeKind } from './shape-kind';
import { allAlike, type LabelledVertices, orderVertices, verticesIn } from './vertices';

export type Polygons = ShapeAnswer<'polygons', LabelledVertices>;
export type FusedPolygons = FusedShapes<'polygons', LabelledVertices>;

export const polygonKind: ShapeKind<LabelledVertices> = {
  name: 'polygons',
  similarityName: 'IoU',
  labelOf: (polygon) => polygon.label,
  withLabel: (polygon, label) => (polygon.label === label ? polygon : { ...polygon, label }),
  similarity: (a, b) => polygonIou(a.vertices, b.vertices),
  matchAt: 0.25,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse: (polygons, weights) => ({
    label: polygons[0]!.label,
    vertices: allAlike(polygons)
      ? polygons[0]!.vertices
      : fusePolygons(
          polygons.map(({ vertices }) => vertices),
          weights,
        ),
  }),
  order: orderVertices,
};

export const polygonConsolidator: Consolidator<Polygons, FusedPolygons> = shapeConsolidator(
  polygonKind,
  listCodec<'polygons', LabelledVertices>('polygons', {
    lists: ['polygons'],
    item(value, size) {
      const vertices = withoutClosing(verticesIn(value, size));
      // A click that never became a polygon marks nothing.
      return marksNothing(vertices) ? undefined : { vertices };
    },
  }),
);

const marksNothing = (vertices: Point[]): boolean => {
  const extent = extentOf(vertices);
  if (vertices.length < 3 || !extent) return true;
  // The plain area of a figure of eight may be nothing although it marks something.
  return polygonArea(vertices) === 0 && evenOddArea(vertices) === 0;
};

/** Ground Truth's video tool repeats the first vertex at the end. */
function withoutClosing(vertices: Point[]): Point[] {
  const first = vertices[0];
  const last = vertices.at(-1);
  return vertices.length > 1 && first!.x === last!.x && first!.y === last!.y ? vertices.slice(0, -1) : vertices;
}
