import { define } from '../shared/define';
import { CrowdTabs } from './crowd-tabs';

define('crowd-tabs', CrowdTabs);
