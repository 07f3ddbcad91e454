import type { ClassAnswers, ClassConsensus, ConfusionCounts } from '../class-answers';
import { runStarts, stableSort } from '../class-answers';

/**
 * Confusion counts and skills out of labels and confidences, for methods that model no confusion: an answer counts for its object's label with the
 * label's confidence; the rest counts for the answer itself where it differs from the label, and for no class where it does not.
 */
export function expectedConfusions(
  { workers, classes, object, worker, label }: ClassAnswers,
  { labels, confidences }: ClassConsensus,
): { workers: ConfusionCounts; skills: Float64Array } {
  const byWorker = stableSort(Int32Array.from(worker.keys()), worker, workers);
  const answerStart = runStarts(worker, workers);
  const start = new Int32Array(workers + 1);
  const trueClass: number[] = [];
  const answer: number[] = [];
  const count: number[] = [];
  const skills = new Float64Array(workers);
  for (let w = 0; w < workers; w++) {
    const cells = new Map<number, number>();
    const add = (k: number, l: number, weight: number) => {
      if (weight > 0) cells.set(k * classes + l, (cells.get(k * classes + l) ?? 0) + weight);
    };
    let right = 0;
    for (let at = answerStart[w]!; at < answerStart[w + 1]!; at++) {
      const i = byWorker[at]!;
      const [o, l] = [object[i]!, label[i]!];
      const sure = confidences[o]!;
      add(labels[o]!, l, sure);
      if (labels[o] === l) right += sure;
      else {
        add(l, l, 1 - sure);
        right += 1 - sure;
      }
    }
    const answered = answerStart[w + 1]! - answerStart[w]!;
    skills[w] = answered > 0 ? right / answered : 0;
    for (const [key, weight] of [...cells].sort((a, b) => a[0] - b[0])) {
      trueClass.push(Math.floor(key / classes));
      answer.push(key % classes);
      count.push(weight);
    }
    start[w + 1] = count.length;
  }
  return {
    workers: {
      start,
      trueClass: Int32Array.from(trueClass),
      answer: Int32Array.from(answer),
      count: Float64Array.from(count),
    },
    skills,
  };
}
