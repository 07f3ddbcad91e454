import { define } from '../shared/define';
import { CrowdModal } from './crowd-modal';

define('crowd-modal', CrowdModal);
