import { define } from '../shared/define';
import { CrowdToggleButton } from './crowd-toggle-button';

define('crowd-toggle-button', CrowdToggleButton);
