import { define } from '../shared/define';
import { CrowdSliderLabel } from './crowd-slider-label';

define('crowd-slider-label', CrowdSliderLabel);
