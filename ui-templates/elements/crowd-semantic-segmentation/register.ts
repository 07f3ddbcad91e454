import { define } from '../shared/define';
import { CrowdSemanticSegmentation } from './crowd-semantic-segmentation';

define('crowd-semantic-segmentation', CrowdSemanticSegmentation);
