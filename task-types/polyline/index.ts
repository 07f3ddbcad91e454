import { type FusedPolylines, type Polylines, polylineConsolidator } from '../../core/consolidation/shapes/polylines';
import type { LabelledVertices } from '../../core/consolidation/shapes/vertices';
import { shapeLists } from '../shape-lists';
import type { TaskType } from '../task-type';
import { verticesInPixels } from '../vertices';

/** Lines through points in an image: lanes, cracks, vessels. */
export const polyline: TaskType<Polylines, FusedPolylines, FusedPolylines> = {
  ...shapeLists<'polylines', LabelledVertices>({
    list: 'polylines',
    submitted: 'polylines',
    element: 'polyline',
    metadataType: 'plumbline/polyline',
    consolidator: polylineConsolidator,
    inPixels: verticesInPixels,
    members: ({ vertices }) => ({ vertices }),
    initialValue: (polylines) => ({ polylines }),
  }),
  slug: 'polyline',
  title: 'Polylines',
};
