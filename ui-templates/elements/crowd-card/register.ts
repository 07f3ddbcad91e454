import { define } from '../shared/define';
import { CrowdCard } from './crowd-card';

define('crowd-card', CrowdCard);
