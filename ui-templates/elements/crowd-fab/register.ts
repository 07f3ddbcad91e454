import { define } from '../shared/define';
import { CrowdFab } from './crowd-fab';

define('crowd-fab', CrowdFab);
