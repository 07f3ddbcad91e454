import { define } from '../shared/define';
import { CrowdRekognitionDetectModerationLabels } from './crowd-rekognition-detect-moderation-labels';

define('crowd-rekognition-detect-moderation-labels', CrowdRekognitionDetectModerationLabels);
