/** The masks several workers gave to one image, on one list of classes and of one size, ready to be fused. */
import { orderedNames, renumberedRuns, type SemanticMask } from '../../formats/mask/semantic-mask';
import type { WorkerAnswer } from '../consolidator';

export interface MaskStack {
  width: number;
  height: number;
  /** Class `k` of the runs is `classes[k - 1]`. */
  classes: string[];
  /** Sorted, each once. */
  workerIds: string[];
  /** Per worker `[class, length, …]`. */
  runs: number[][];
  /** Answers that could not be laid on the others. */
  setAside: { workerId: string; reason: string }[];
}

/**
 * Lays the answers on each other. The commonest size is the image's (among equally common ones the largest): answers of another size were drawn on something
 * else. A worker who answered twice counts once.
 */
export function stackMasks(
  answers: readonly WorkerAnswer<SemanticMask>[],
  categories: readonly string[] | undefined,
): MaskStack | undefined {
  if (answers.length === 0) return undefined;
  const [width, height] = commonSize(answers);
  const setAside: MaskStack['setAside'] = [];
  const kept: WorkerAnswer<SemanticMask>[] = [];
  for (const entry of answers) {
    const { answer, workerId } = entry;
    if (answer.width === width && answer.height === height) kept.push(entry);
    else
      setAside.push({
        workerId,
        reason: `the mask is ${answer.width} x ${answer.height} pixels, most are ${width} x ${height}`,
      });
  }
  const classes = orderedNames(
    kept.flatMap(({ answer }) => answer.classes),
    categories,
  );
  const byWorker = new Map<string, number[]>();
  for (const { workerId, answer } of kept) {
    const runs = renumberedRuns(answer, classes);
    const other = byWorker.get(workerId);
    if (!other || compareRuns(runs, other) < 0) byWorker.set(workerId, runs);
  }
  const workerIds = [...byWorker.keys()].sort();
  setAside.sort((a, b) => (a.workerId < b.workerId ? -1 : a.workerId > b.workerId ? 1 : a.reason < b.reason ? -1 : 1));
  return { width, height, classes, workerIds, runs: workerIds.map((id) => byWorker.get(id)!), setAside };
}

function commonSize(answers: readonly WorkerAnswer<SemanticMask>[]): [number, number] {
  const count = new Map<string, { width: number; height: number; answers: number }>();
  for (const { width, height } of answers.map(({ answer }) => answer)) {
    const key = `${width}x${height}`;
    const entry = count.get(key) ?? { width, height, answers: 0 };
    entry.answers++;
    count.set(key, entry);
  }
  const [best] = [...count.values()].sort(
    (a, b) => b.answers - a.answers || b.width * b.height - a.width * a.height || b.width - a.width,
  );
  return [best!.width, best!.height];
}

/** By what the stacks hold, so that sums over them do not depend on the order in which objects come. */
export function compareStacks(a: MaskStack, b: MaskStack): number {
  const size = a.width - b.width || a.height - b.height || a.runs.length - b.runs.length;
  if (size !== 0) return size;
  for (const [w, id] of a.workerIds.entries()) if (id !== b.workerIds[w]) return id < b.workerIds[w]! ? -1 : 1;
  for (const [w, runs] of a.runs.entries()) {
    const order = compareRuns(runs, b.runs[w]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compareRuns(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
