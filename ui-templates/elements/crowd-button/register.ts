import { define } from '../shared/define';
import { CrowdButton } from './crowd-button';

define('crowd-button', CrowdButton);
