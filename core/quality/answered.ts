/** What worker quality is measured from: who answered what to which object, and what is known or believed to be right. Plain JSON of any kind of answer. */

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
  const number = new Map<string, number>();
  let total = 0;
  for (const { answers } of objects) total += answers.length;
  // One look-up an answer: numbered as they come, renumbered by rank below.
  const arrival = new Int32Array(total);
  let read = 0;
  for (const { answers } of objects)
    for (const { workerId } of answers) {
      let w = number.get(workerId);
      if (w === undefined) {
        w = number.size;
        number.set(workerId, w);
      }
      arrival[read++] = w;
    }
  const workerIds = [...number.keys()].sort();
  const rank = new Int32Array(workerIds.length);
  for (const [w, id] of workerIds.entries()) rank[number.get(id)!] = w;
  const start = new Int32Array(objects.length + 1);
  const worker = new Int32Array(total);
  const seconds = new Float64Array(total).fill(Number.NaN);
  const answer: Answer[] = new Array(total);
  let at = 0;
  read = 0;
  for (const [o, { answers }] of objects.entries()) {
    const first = at;
    for (const given of answers) {
      const w = rank[arrival[read++]!]!;
      // Insertion sort: objects have few answers.
      let slot = at;
      while (slot > first && worker[slot - 1]! > w) slot--;
      const again = slot > first && worker[slot - 1] === w;
      if (again) slot--;
      else {
        worker.copyWithin(slot + 1, slot, at);
        seconds.copyWithin(slot + 1, slot, at);
        for (let i = at; i > slot; i--) answer[i] = answer[i - 1]!;
        at++;
      }
      worker[slot] = w;
      seconds[slot] = usable(given.seconds);
      answer[slot] = given.answer;
    }
    start[o + 1] = at;
  }
  answer.length = at;
  return {
    objects: objects.length,
    start,
    worker: worker.subarray(0, at),
    seconds: seconds.subarray(0, at),
    answer,
    workerIds,
  };
}

const usable = (seconds: number | undefined): number =>
  typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : Number.NaN;
