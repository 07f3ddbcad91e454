import { define } from '../shared/define';
import { CrowdSlider } from './crowd-slider';

define('crowd-slider', CrowdSlider);
