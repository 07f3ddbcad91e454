import { define } from '../shared/define';
import { CrowdInstructions } from './crowd-instructions';

define('crowd-instructions', CrowdInstructions);
