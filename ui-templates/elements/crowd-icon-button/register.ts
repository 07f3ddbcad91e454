import { define } from '../shared/define';
import { CrowdIconButton } from './crowd-icon-button';

define('crowd-icon-button', CrowdIconButton);
