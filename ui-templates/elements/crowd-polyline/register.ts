import { define } from '../shared/define';
import { CrowdPolyline } from './crowd-polyline';

define('crowd-polyline', CrowdPolyline);
