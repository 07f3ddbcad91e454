/** What worker quality is measured from: who answered what to which object, and what is known or believed to be right. Plain JSON of any kind of answer. */

import { runStarts, stableSort } from '../consolidation/classes/class-answers';

export interface QualityAnswer<Answer> {
  workerId: string;
  answer: Answer;
  /** Time the worker spent, where known (Ground Truth's `timeSpentInSeconds`, pauses excluded). */
  seconds?: number;
}

export interface QualityObject<Answer, Label = Answer> {
  answers: readonly QualityAnswer<Answer>[];
  /** The consolidated label and its confidence. */
  label?: Label;
  confidence?: number;
  /** The right answer, where it is known. */
  gold?: Answer;
}

/** The answers as parallel arrays: those of object `o` are `start[o] … start[o + 1]`, by worker. Workers are numbered in the order of their ids. */
export interface IndexedAnswers<Answer> {
  objects: number;
  start: Int32Array;
  worker: Int32Array;
  /** NaN where not known. */
  seconds: Float64Array;
  answer: Answer[];
  workerIds: string[];
}

/** Where a worker answered an object twice, the later answer stands: a worker cannot agree with himself. */
export function indexAnswers<Answer>(
  objects: readonly { answers: readonly QualityAnswer<Answer>[] }[],
): IndexedAnswers<Answer> {
  let total = 0;
  for (const { answers } of objects) total += answers.length;
  const number = new Map<string, number>();
  const given: QualityAnswer<Answer>[] = new Array(total);
  const arrival = new Int32Array(total);
  const object = new Int32Array(total);
  let at = 0;
  for (let o = 0; o < objects.length; o++)
    for (const answer of objects[o]!.answers) {
      let w = number.get(answer.workerId);
      if (w === undefined) {
        w = number.size;
        number.set(answer.workerId, w);
      }
      given[at] = answer;
      arrival[at] = w;
      object[at++] = o;
    }
  const workerIds = [...number.keys()].sort();
  const rank = new Int32Array(workerIds.length);
  for (const [w, id] of workerIds.entries()) rank[number.get(id)!] = w;
  const workerOf = arrival.map((w) => rank[w]!);
  const byWorker = stableSort(Int32Array.from(given.keys()), workerOf, workerIds.length);
  // By object, then worker, then arrival: of one worker's answers to an object the last comes last.
  const order = stableSort(byWorker, object, objects.length).filter(
    (i, place, all) => object[all[place + 1]!] !== object[i] || workerOf[all[place + 1]!] !== workerOf[i],
  );
  return {
    objects: objects.length,
    start: runStarts(
      order.map((i) => object[i]!),
      objects.length,
    ),
    worker: order.map((i) => workerOf[i]!),
    seconds: Float64Array.from(order, (i) => usable(given[i]!.seconds)),
    answer: Array.from(order, (i) => given[i]!.answer),
    workerIds,
  };
}

const usable = (seconds: number | undefined): number =>
  typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : Number.NaN;
