/**
 * Where the numbers of multi-label consolidation lie. An object's candidates are the labels that somebody ticked for it; a cell is a (worker,
 * label) that meet in some answer to an object with that candidate. Memory is proportional to the answers and candidates that meet, never to
 * objects × labels or workers × labels.
 */
import type { AnsweredObject } from '../consolidator';

export interface TickLayout {
  objects: number;
  /** Sorted. */
  workerIds: string[];
  labels: string[];
  /** Answers of object `o`, one per worker, by rising worker, are `answerStart[o] … answerStart[o+1]`. */
  answerStart: Int32Array;
  worker: Int32Array;
  /** Candidates of object `o`, rising, are `candidateStart[o] … candidateStart[o+1]`. */
  candidateStart: Int32Array;
  candidate: Int32Array;
  /** Where candidates and answers meet: for each object, candidate by candidate, its answers in order. Object `o` begins at `meetingStart[o]`. */
  meetingStart: Int32Array;
  /** 1 where the answer ticks the candidate. */
  ticked: Uint8Array;
  cell: Int32Array;
  cellWorker: Int32Array;
  cellLabel: Int32Array;
}

export function layOutTicks(
  objects: readonly AnsweredObject<readonly string[]>[],
  categories: readonly string[] | undefined,
): TickLayout {
  const workerIds = new Set<string>();
  const names = new Set<string>();
  for (const { answers } of objects) {
    for (const { workerId, answer } of answers) {
      workerIds.add(workerId);
      for (const name of answer) names.add(name);
    }
  }
  const sortedWorkers = [...workerIds].sort();
  const labels = [...(categories ?? []), ...[...names].filter((name) => !categories?.includes(name)).sort()];
  const workerOf = new Map(sortedWorkers.map((workerId, w) => [workerId, w]));
  const labelOf = new Map(labels.map((name, l) => [name, l]));

  const answerStart = new Int32Array(objects.length + 1);
  const candidateStart = new Int32Array(objects.length + 1);
  const meetingStart = new Int32Array(objects.length + 1);
  const worker: number[] = [];
  const candidate: number[] = [];
  const ticked: number[] = [];
  const cell: number[] = [];
  const cells = new Map<number, number>();
  const cellWorker: number[] = [];
  const cellLabel: number[] = [];
  for (const [o, { answers }] of objects.entries()) {
    const ticks = ticksByWorker(answers, workerOf, labelOf);
    const chosen = [...new Set(ticks.flatMap(([, set]) => [...set]))].sort((a, b) => a - b);
    for (const [w] of ticks) worker.push(w);
    for (const l of chosen) {
      candidate.push(l);
      for (const [w, set] of ticks) {
        const key = w * labels.length + l;
        let id = cells.get(key);
        if (id === undefined) {
          id = cells.size;
          cells.set(key, id);
          cellWorker.push(w);
          cellLabel.push(l);
        }
        cell.push(id);
        ticked.push(set.has(l) ? 1 : 0);
      }
    }
    answerStart[o + 1] = worker.length;
    candidateStart[o + 1] = candidate.length;
    meetingStart[o + 1] = cell.length;
  }
  return {
    objects: objects.length,
    workerIds: sortedWorkers,
    labels,
    answerStart,
    worker: Int32Array.from(worker),
    candidateStart,
    candidate: Int32Array.from(candidate),
    meetingStart,
    ticked: Uint8Array.from(ticked),
    cell: Int32Array.from(cell),
    cellWorker: Int32Array.from(cellWorker),
    cellLabel: Int32Array.from(cellLabel),
  };
}

/** Of a worker who answered more than once, a label counts that stands in at least half of the answers. By rising worker. */
function ticksByWorker(
  answers: AnsweredObject<readonly string[]>['answers'],
  workerOf: Map<string, number>,
  labelOf: Map<string, number>,
): [number, Set<number>][] {
  const sets = new Map<number, Set<number>[]>();
  for (const { workerId, answer } of answers) {
    const w = workerOf.get(workerId)!;
    const set = new Set(answer.map((name) => labelOf.get(name)!));
    const before = sets.get(w);
    if (before) before.push(set);
    else sets.set(w, [set]);
  }
  return [...sets].sort(([a], [b]) => a - b).map(([w, given]) => [w, given.length === 1 ? given[0]! : halfOf(given)]);
}

function halfOf(sets: Set<number>[]): Set<number> {
  const all = new Set(sets.flatMap((set) => [...set]));
  return new Set([...all].filter((l) => 2 * sets.filter((set) => set.has(l)).length >= sets.length));
}
