import { type FusedPolygons, type Polygons, polygonConsolidator } from '../../core/consolidation/shapes/polygons';
import type { LabelledVertices } from '../../core/consolidation/shapes/vertices';
import { shapeLists } from '../shape-lists';
import type { TaskType } from '../task-type';
import { verticesInPixels } from '../vertices';

/** Outlines of things in an image. */
export const polygon: TaskType<Polygons, FusedPolygons, FusedPolygons> = {
  ...shapeLists<'polygons', LabelledVertices>({
    list: 'polygons',
    submitted: 'polygons',
    element: 'polygon',
    metadataType: 'plumbline/polygon',
    consolidator: polygonConsolidator,
    inPixels: verticesInPixels,
    members: ({ vertices }) => ({ vertices }),
  }),
  slug: 'polygon',
  title: 'Polygons',
};
