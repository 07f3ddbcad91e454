import { define } from '../shared/define';
import { CrowdBoundingBox } from './crowd-bounding-box';

define('crowd-bounding-box', CrowdBoundingBox);
