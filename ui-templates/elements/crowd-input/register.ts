import { define } from '../shared/define';
import { CrowdInput } from './crowd-input';

define('crowd-input', CrowdInput);
