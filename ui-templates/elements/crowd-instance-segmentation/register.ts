import { define } from '../shared/define';
import { CrowdInstanceSegmentation } from './crowd-instance-segmentation';

define('crowd-instance-segmentation', CrowdInstanceSegmentation);
