import { define } from '../shared/define';
import { CrowdLine } from './crowd-line';

define('crowd-line', CrowdLine);
