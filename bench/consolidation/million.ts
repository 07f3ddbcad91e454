/** `npx tsx bench/consolidation/million.ts METHOD CLASSES`: about a million generated answers; prints {answers, seconds, memoryMb} as one line. */
import { consolidateClasses } from '../../core/consolidation/classes/consolidate-classes';
import { generateAnswers } from './generated';

const [method, classes] = process.argv.slice(2);
const answers = generateAnswers({ objects: 330_000, workers: 5_000, classes: Number(classes), perObject: 3 });
const before = process.resourceUsage().maxRSS;
const started = performance.now();
consolidateClasses(answers, { method });
const seconds = (performance.now() - started) / 1000;
const memoryMb = (process.resourceUsage().maxRSS - before) / 1024;
console.log(JSON.stringify({ answers: answers.object.length, seconds, memoryMb }));
