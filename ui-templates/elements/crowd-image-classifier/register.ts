import { define } from '../shared/define';
import { CrowdImageClassifier } from './crowd-image-classifier';

define('crowd-image-classifier', CrowdImageClassifier);
