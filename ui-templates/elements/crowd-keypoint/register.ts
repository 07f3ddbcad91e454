import { define } from '../shared/define';
import { CrowdKeypoint } from './crowd-keypoint';

define('crowd-keypoint', CrowdKeypoint);
