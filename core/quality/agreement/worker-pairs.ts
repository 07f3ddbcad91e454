/** Agreement of two workers on the objects both answered. */
import type { Alpha } from './alpha';

export interface PairInput {
  start: Int32Array;
  worker: Int32Array;
  workers: number;
  /** Distance between answers `i` and `j` of one object. */
  distance(i: number, j: number): number;
  /** Alpha over objects of two answers each: `pairs` lists the answers' positions two by two. */
  alpha(pairs: Int32Array): Alpha;
}

export interface WorkerPair {
  a: number;
  b: number;
  /** Objects both answered. */
  shared: number;
  /** Mean similarity of the two answers. */
  agreement: number;
  /** Alpha over the shared objects, by the two workers' own answers. */
  alpha: Alpha;
}

export interface WorkerPairs {
  /** Pairs that share two objects or more, among the workers compared. */
  pairs: number;
  /** Workers compared: all, or those with most answers where comparing all would take too long. */
  workers: number;
  /** The pairs that share most objects. */
  mostShared: WorkerPair[];
  /** The pairs that agree least, those first about which it is sure: by the upper end of the interval of their agreement. */
  leastAgreed: WorkerPair[];
}

/** Comparisons made at most; about a second's worth where the distance is cheap. */
const COMPARISONS = 10_000_000;

interface Tally {
  a: number;
  b: number;
  shared: number;
  distance: number;
}

/** Goes worker by worker, so that memory is that of one worker's colleagues whatever the number of pairs. */
export function workerPairs(input: PairInput, { limit = 20, comparisons = COMPARISONS } = {}): WorkerPairs {
  const { workers, distance } = input;
  const compared = busiest(input.start, input.worker, workers, comparisons);
  const { start, worker, origin } = answersOf(compared, input);
  const objectOf = new Int32Array(worker.length);
  const byWorker = new Int32Array(workers + 1);
  for (let o = 0; o + 1 < start.length; o++)
    for (let i = start[o]!; i < start[o + 1]!; i++) {
      objectOf[i] = o;
      byWorker[worker[i]! + 1]!++;
    }
  for (let w = 0; w < workers; w++) byWorker[w + 1]! += byWorker[w]!;
  const next = byWorker.slice();
  const position = new Int32Array(worker.length);
  for (let i = 0; i < worker.length; i++) position[next[worker[i]!]!++] = i;

  const shared = new Int32Array(workers);
  const apart = new Float64Array(workers);
  let pairs = 0;
  let comparedWorkers = 0;
  const most = new Best<Tally>(limit, (x, y) => y.shared - x.shared || x.a - y.a || x.b - y.b);
  const least = new Best<Tally & { hope: number }>(limit, (x, y) => x.hope - y.hope || x.a - y.a || x.b - y.b);
  for (let a = 0; a < workers; a++) {
    if (!compared[a]) continue;
    comparedWorkers++;
    const met: number[] = [];
    for (let p = byWorker[a]!; p < byWorker[a + 1]!; p++) {
      const i = position[p]!;
      // Answers of an object are ordered by worker: those after `i` are of later workers.
      for (let j = i + 1; j < start[objectOf[i]! + 1]!; j++) {
        const b = worker[j]!;
        if (shared[b]!++ === 0) met.push(b);
        apart[b]! += distance(origin[i]!, origin[j]!);
      }
    }
    for (const b of met) {
      if (shared[b]! > 1) {
        pairs++;
        const tally = { a, b, shared: shared[b]!, distance: apart[b]! };
        most.offer(tally);
        least.offer({ ...tally, hope: wilsonUpper(tally.shared - tally.distance, tally.shared) });
      }
      shared[b] = 0;
      apart[b] = 0;
    }
  }

  const detail = ({ a, b, shared: n, distance: sum }: Tally): WorkerPair => {
    const both: number[] = [];
    for (let p = byWorker[a]!; p < byWorker[a + 1]!; p++) {
      const i = position[p]!;
      for (let j = i + 1; j < start[objectOf[i]! + 1]!; j++) if (worker[j] === b) both.push(origin[i]!, origin[j]!);
    }
    return { a, b, shared: n, agreement: 1 - sum / n, alpha: input.alpha(Int32Array.from(both)) };
  };
  return {
    pairs,
    workers: comparedWorkers,
    mostShared: most.items().map(detail),
    leastAgreed: least.items().map(detail),
  };
}

/** The answers of the workers compared; `origin` is where they stood among all. */
function answersOf(
  compared: Uint8Array,
  { start, worker }: PairInput,
): { start: Int32Array; worker: Int32Array; origin: Int32Array } {
  const origin = Int32Array.from(worker.keys()).filter((i) => compared[worker[i]!]);
  const keptStart = new Int32Array(start.length);
  for (let o = 0, kept = 0; o + 1 < start.length; o++) {
    while (kept < origin.length && origin[kept]! < start[o + 1]!) kept++;
    keptStart[o + 1] = kept;
  }
  return { start: keptStart, worker: origin.map((i) => worker[i]!), origin };
}

/** All workers, or as many of those with most answers as can be compared with each other; a quarter fewer each time. */
function busiest(start: Int32Array, worker: Int32Array, workers: number, limit: number): Uint8Array {
  const answers = new Int32Array(workers);
  for (const w of worker) answers[w]!++;
  const order = Array.from(answers.keys()).sort((a, b) => answers[b]! - answers[a]! || a - b);
  const chosen = new Uint8Array(workers).fill(1);
  for (let keep = workers; keep > 2; ) {
    let comparisons = 0;
    for (let o = 0; o + 1 < start.length; o++) {
      let m = 0;
      for (let i = start[o]!; i < start[o + 1]!; i++) m += chosen[worker[i]!]!;
      comparisons += (m * (m - 1)) / 2;
    }
    if (comparisons <= limit) break;
    const fewer = Math.max(2, Math.floor(keep * 0.75));
    for (const w of order.slice(fewer, keep)) chosen[w] = 0;
    keep = fewer;
  }
  return chosen;
}

/** Upper end of E. Wilson's score interval (1927): closed, and there may be millions of pairs to rank. */
function wilsonUpper(right: number, n: number): number {
  const z2 = 1.96 ** 2;
  const share = right / n;
  return (share + z2 / (2 * n) + 1.96 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
}

/** The first `limit` of what is offered. */
class Best<T> {
  private kept: T[] = [];

  constructor(
    private readonly limit: number,
    private readonly order: (a: T, b: T) => number,
  ) {}

  offer(item: T): void {
    this.kept.push(item);
    if (this.kept.length >= 8 * this.limit + 64) this.kept = this.items();
  }

  items(): T[] {
    return this.kept.sort(this.order).slice(0, this.limit);
  }
}
