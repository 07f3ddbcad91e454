import { define } from '../shared/define';
import { CrowdQuestionAnswerGeneration } from './crowd-question-answer-generation';

define('crowd-question-answer-generation', CrowdQuestionAnswerGeneration);
