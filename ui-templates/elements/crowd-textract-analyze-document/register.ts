import { define } from '../shared/define';
import { CrowdTextractAnalyzeDocument } from './crowd-textract-analyze-document';

define('crowd-textract-analyze-document', CrowdTextractAnalyzeDocument);
