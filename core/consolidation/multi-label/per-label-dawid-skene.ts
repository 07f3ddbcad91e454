/** Each label by itself, as a question with two answers. */
import type { ConfusionCounts } from '../classes/class-answers';
import { consolidateClasses } from '../classes/consolidate-classes';
import type { TickConsensus } from './consolidate-label-sets';
import { expectedTicks } from './expected-ticks';
import type { TickCounts } from './tick-counts';
import type { TickLayout } from './tick-layout';

export function perLabelDawidSkene(layout: TickLayout, earlier: TickCounts): TickConsensus {
  const { objects, workerIds, labels, answerStart, worker, candidateStart, candidate, meetingStart, ticked, cell } =
    layout;
  const probability = new Float64Array(candidate.length);
  const nothingMissed = new Float64Array(objects).fill(1);
  const evidence = new Float64Array(ticked.length);
  const object = new Int32Array(worker.length);
  for (let o = 0; o < objects; o++) object.fill(o, answerStart[o], answerStart[o + 1]);
  const candidatesOf = labels.map(() => [] as [object: number, candidate: number][]);
  for (let o = 0; o < objects; o++)
    for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) candidatesOf[candidate[c]!]!.push([o, c]);

  for (const found of candidatesOf) {
    if (found.length === 0) continue;
    const label = new Int32Array(worker.length);
    const meetingsOf = (o: number, c: number) =>
      meetingStart[o]! + (c - candidateStart[o]!) * (answerStart[o + 1]! - answerStart[o]!);
    for (const [o, c] of found) {
      const meeting = meetingsOf(o, c);
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) label[a] = ticked[meeting + a - answerStart[o]!]!;
    }
    const cells = new Map<number, number>();
    for (const [o, c] of found) {
      const meeting = meetingsOf(o, c);
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++)
        cells.set(worker[a]!, cell[meeting + a - answerStart[o]!]!);
    }
    const result = consolidateClasses(
      { objects, workers: workerIds.length, classes: 2, object, worker, label },
      { method: 'dawid-skene', earlier: confusionsOf(workerIds.length, cells, earlier) },
    );
    const rates = ratesOf(result.workers, workerIds.length);
    const isCandidate = new Uint8Array(objects);
    for (const [o, c] of found) {
      isCandidate[o] = 1;
      probability[c] = result.labels[o] === 1 ? result.confidences[o]! : 1 - result.confidences[o]!;
      const meeting = meetingsOf(o, c);
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) {
        const at = meeting + a - answerStart[o]!;
        const [sensitivity, falseAlarm] = rates[worker[a]!]!;
        evidence[at] = ticked[at] ? Math.log(sensitivity / falseAlarm) : Math.log((1 - sensitivity) / (1 - falseAlarm));
      }
    }
    for (let o = 0; o < objects; o++)
      if (!isCandidate[o] && result.labels[o] === 0) nothingMissed[o]! *= result.confidences[o]!;
  }
  return { probability, nothingMissed, evidence, counts: expectedTicks(layout, probability) };
}

/** What is known of the workers, as confusion counts of "not ticked" (0) and "ticked" (1). */
function confusionsOf(workers: number, cells: Map<number, number>, earlier: TickCounts) {
  const start = new Int32Array(workers + 1);
  const trueClass: number[] = [];
  const answer: number[] = [];
  const count: number[] = [];
  for (let w = 0; w < workers; w++) {
    const id = cells.get(w);
    if (id !== undefined && earlier.answers[w]! > 0) {
      const present = earlier.present[id]!;
      const hits = earlier.hits[id]!;
      const falseTicks = earlier.falseTicks[id]!;
      const absent = Math.max(0, earlier.answers[w]! - present);
      for (const [k, given, times] of [
        [0, 0, Math.max(0, absent - falseTicks)],
        [0, 1, falseTicks],
        [1, 0, Math.max(0, present - hits)],
        [1, 1, hits],
      ] as const) {
        if (times <= 0) continue;
        trueClass.push(k);
        answer.push(given);
        count.push(times);
      }
    }
    start[w + 1] = count.length;
  }
  return {
    start,
    trueClass: Int32Array.from(trueClass),
    answer: Int32Array.from(answer),
    count: Float64Array.from(count),
  };
}

/** Sensitivity and false alarms of each worker, one answer's worth of doubt added to either. */
function ratesOf({ start, trueClass, answer, count }: ConfusionCounts, workers: number): [number, number][] {
  return Array.from({ length: workers }, (_, w) => {
    const table = [1, 1, 1, 1];
    for (let i = start[w]!; i < start[w + 1]!; i++) table[trueClass[i]! * 2 + answer[i]!]! += count[i]!;
    return [table[3]! / (table[2]! + table[3]!), table[1]! / (table[0]! + table[1]!)];
  });
}
