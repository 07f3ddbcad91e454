import { define } from '../shared/define';
import { CrowdClassifier } from './crowd-classifier';

define('crowd-classifier', CrowdClassifier);
