import { define } from '../shared/define';
import { CrowdBadge } from './crowd-badge';

define('crowd-badge', CrowdBadge);
