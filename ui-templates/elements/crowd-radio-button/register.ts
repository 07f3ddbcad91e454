import { define } from '../shared/define';
import { CrowdRadioButton } from './crowd-radio-button';

define('crowd-radio-button', CrowdRadioButton);
