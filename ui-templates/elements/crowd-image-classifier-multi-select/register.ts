import { define } from '../shared/define';
import { CrowdImageClassifierMultiSelect } from './crowd-image-classifier-multi-select';

define('crowd-image-classifier-multi-select', CrowdImageClassifierMultiSelect);
