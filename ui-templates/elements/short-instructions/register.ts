import { define } from '../shared/define';
import { ShortInstructions } from './short-instructions';

define('short-instructions', ShortInstructions);
