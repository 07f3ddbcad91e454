import { define } from '../shared/define';
import { FullInstructions } from './full-instructions';

define('full-instructions', FullInstructions);
