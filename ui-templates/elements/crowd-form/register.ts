import { define } from '../shared/define';
import { CrowdForm } from './crowd-form';

define('crowd-form', CrowdForm);
