import { define } from '../shared/define';
import { CrowdRadioGroup } from './crowd-radio-group';

define('crowd-radio-group', CrowdRadioGroup);
