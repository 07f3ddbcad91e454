import { define } from '../shared/define';
import { CrowdToast } from './crowd-toast';

define('crowd-toast', CrowdToast);
