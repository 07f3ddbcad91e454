import {
  type FusedKeypoints,
  type Keypoints,
  keypointConsolidator,
  type LabelledPoint,
} from '../../core/consolidation/shapes/keypoints';
import { shapeLists } from '../shape-lists';
import type { TaskType } from '../task-type';

/** Named points in an image: joints, corners, landmarks. */
export const keypoint: TaskType<Keypoints, FusedKeypoints, FusedKeypoints> = {
  ...shapeLists<'keypoints', LabelledPoint>({
    list: 'keypoints',
    submitted: 'keypoints',
    element: 'keypoint',
    metadataType: 'plumbline/keypoint',
    consolidator: keypointConsolidator,
    inPixels: ({ label, x, y }) => ({ label, x: Math.round(x), y: Math.round(y) }),
    members: ({ x, y }) => ({ x, y }),
  }),
  slug: 'keypoint',
  title: 'Keypoints',
};
