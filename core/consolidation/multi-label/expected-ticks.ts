import { noTicks, type TickCounts } from './tick-counts';
import type { TickLayout } from './tick-layout';

/**
 * Expected counts of a batch when each candidate belongs to its object with the given probability, and a label nobody ticked with a
 * probability that depends on the label and on how many answered (`unticked`, 0 without it).
 */
export function expectedTicks(
  layout: TickLayout,
  probability: Float64Array,
  unticked: (label: number, answers: number) => number = () => 0,
): TickCounts {
  const { objects, labels, answerStart, worker, candidateStart, candidate, meetingStart, ticked, cell } = layout;
  const counts = noTicks(layout);
  const { present, hits, falseTicks, positives } = counts;
  const groups = new Map<number, { objects: number; silent: Float64Array; ofWorker: Float64Array }>();
  const groupOf = (answers: number) => {
    let group = groups.get(answers);
    if (!group) {
      const silent = Float64Array.from(labels, (_, l) => unticked(l, answers));
      group = { objects: 0, silent, ofWorker: new Float64Array(layout.workerIds.length) };
      groups.set(answers, group);
    }
    return group;
  };
  let group = groupOf(1);
  let groupAnswers = 1;
  for (let o = 0; o < objects; o++) {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    if (answers === 0) continue;
    if (answers !== groupAnswers) {
      group = groupOf(answers);
      groupAnswers = answers;
    }
    group.objects++;
    for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) group.ofWorker[worker[a]!]!++;
    let meeting = meetingStart[o]!;
    for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) {
      const l = candidate[c]!;
      const p = probability[c]!;
      // Of the sums over all objects below, this one is not an object where nobody ticked the label.
      const more = p - group.silent[l]!;
      positives[l]! += more;
      for (const end = meeting + answers; meeting < end; meeting++) {
        const id = cell[meeting]!;
        present[id]! += more;
        if (ticked[meeting]) {
          hits[id]! += p;
          falseTicks[id]! += 1 - p;
        }
      }
    }
  }
  // What the objects with the candidate said; then what those without did not say.
  for (let id = 0; id < present.length; id++) {
    const [w, l] = [layout.cellWorker[id]!, layout.cellLabel[id]!];
    counts.workerPresent[w]! += present[id]!;
    counts.workerHits[w]! += hits[id]!;
    counts.workerFalseTicks[w]! += falseTicks[id]!;
    counts.labelPresent[l]! += present[id]!;
    counts.labelHits[l]! += hits[id]!;
    counts.labelFalseTicks[l]! += falseTicks[id]!;
  }
  for (const [answers, { objects: times, silent, ofWorker }] of [...groups].sort(([a], [b]) => a - b)) {
    counts.objects += times;
    counts.allAnswers += times * answers;
    const any = silent.reduce((sum, q) => sum + q, 0);
    for (const [l, q] of silent.entries()) {
      positives[l]! += times * q;
      counts.labelPresent[l]! += times * answers * q;
    }
    for (const [w, answered] of ofWorker.entries()) {
      counts.answers[w]! += answered;
      counts.workerPresent[w]! += answered * any;
    }
    for (let id = 0; id < present.length; id++)
      present[id]! += ofWorker[layout.cellWorker[id]!]! * silent[layout.cellLabel[id]!]!;
  }
  return counts;
}
