import { define } from '../shared/define';
import { ClassificationTarget } from './classification-target';

define('classification-target', ClassificationTarget);
