import { define } from '../shared/define';
import { CrowdCheckbox } from './crowd-checkbox';

define('crowd-checkbox', CrowdCheckbox);
