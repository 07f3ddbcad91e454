import { define } from '../shared/define';
import { CrowdTextArea } from './crowd-text-area';

define('crowd-text-area', CrowdTextArea);
