import { define } from '../shared/define';
import { WorkerComment } from './worker-comment';

define('worker-comment', WorkerComment);
