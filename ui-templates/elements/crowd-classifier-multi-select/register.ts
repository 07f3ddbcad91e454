import { define } from '../shared/define';
import { CrowdClassifierMultiSelect } from './crowd-classifier-multi-select';

define('crowd-classifier-multi-select', CrowdClassifierMultiSelect);
