import { define } from '../shared/define';
import { CrowdTab } from './crowd-tab';

define('crowd-tab', CrowdTab);
