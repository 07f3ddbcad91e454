import { define } from '../shared/define';
import { CrowdTextRanking } from './crowd-text-ranking';

define('crowd-text-ranking', CrowdTextRanking);
