import { noTicks, type TickCounts } from './tick-counts';
import type { TickLayout } from './tick-layout';

/**
 * Expected counts of a batch when each candidate belongs to its object with the given probability, and a label nobody ticked with a
 * probability that depends on the label and on how many answered (`unticked`, 0 without it).
 */
export function expectedTicks(
  layout: TickLayout,
  probability: Float64Array,
  unticked?: (label: number, answers: number) => number,
): TickCounts {
  const { objects, labels, answerStart, worker, candidateStart, candidate, meetingStart, ticked, cell } = layout;
  const counts = noTicks(layout);
  const byAnswers = new Map<number, number>();
  const workerByAnswers = new Map<number, Float64Array>();
  for (let o = 0; o < objects; o++) {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    if (answers === 0) continue;
    counts.objects++;
    counts.allAnswers += answers;
    for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) counts.answers[worker[a]!]!++;
    if (unticked) {
      byAnswers.set(answers, (byAnswers.get(answers) ?? 0) + 1);
      let of = workerByAnswers.get(answers);
      if (!of) {
        of = new Float64Array(layout.workerIds.length);
        workerByAnswers.set(answers, of);
      }
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) of[worker[a]!]!++;
    }
    let meeting = meetingStart[o]!;
    for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) {
      const l = candidate[c]!;
      const p = probability[c]!;
      // Of the sums over all objects below, this one is not an object where nobody ticked the label.
      const silent = unticked?.(l, answers) ?? 0;
      counts.positives[l]! += p - silent;
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++, meeting++) {
        const id = cell[meeting]!;
        const tick = ticked[meeting]!;
        counts.present[id]! += p - silent;
        counts.hits[id]! += tick * p;
        counts.falseTicks[id]! += tick * (1 - p);
        const w = worker[a]!;
        counts.workerPresent[w]! += p - silent;
        counts.workerHits[w]! += tick * p;
        counts.workerFalseTicks[w]! += tick * (1 - p);
        counts.labelPresent[l]! += p - silent;
        counts.labelHits[l]! += tick * p;
        counts.labelFalseTicks[l]! += tick * (1 - p);
      }
    }
  }
  if (!unticked) return counts;
  for (const [answers, count] of [...byAnswers].sort(([a], [b]) => a - b)) {
    const silent = labels.map((_, l) => unticked(l, answers));
    const any = silent.reduce((sum, q) => sum + q, 0);
    const of = workerByAnswers.get(answers)!;
    for (const [l, q] of silent.entries()) {
      counts.positives[l]! += count * q;
      counts.labelPresent[l]! += count * answers * q;
    }
    for (const [w, times] of of.entries()) counts.workerPresent[w]! += times * any;
    for (let id = 0; id < counts.present.length; id++)
      counts.present[id]! += of[layout.cellWorker[id]!]! * silent[layout.cellLabel[id]!]!;
  }
  return counts;
}
