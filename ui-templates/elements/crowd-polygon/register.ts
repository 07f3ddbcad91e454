import { define } from '../shared/define';
import { CrowdPolygon } from './crowd-polygon';

define('crowd-polygon', CrowdPolygon);
