import type { LabelledVertices } from '../core/consolidation/shapes/vertices';

/** Vertices in whole pixels. */
export const verticesInPixels = ({ label, vertices }: LabelledVertices): LabelledVertices => ({
  label,
  vertices: vertices.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })),
});
