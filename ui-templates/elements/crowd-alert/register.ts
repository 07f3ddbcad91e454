import { define } from '../shared/define';
import { CrowdAlert } from './crowd-alert';

define('crowd-alert', CrowdAlert);
