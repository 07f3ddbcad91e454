/**
 * Where Dawid-Skene's numbers lie. A dense model would need workers × classes² cells; here a cell (worker, true class, answer) exists only where
 * some answer of the worker and some candidate class of the answered object meet, so memory is proportional to the answers.
 */
import { type ClassAnswers, inCanonicalOrder, runStarts, stableSort } from './class-answers';

/** Up to this many classes every class is a candidate for every object, as in the paper; beyond, those that somebody chose for it. */
const FEW_CLASSES = 8;

export interface ConfusionLayout {
  objects: number;
  workers: number;
  classes: number;
  /** Whether some classes are no candidate of some object. */
  partial: boolean;
  /** Answers in canonical order; those of object `o` are `answerStart[o] … answerStart[o+1]`. */
  worker: Int32Array;
  label: Int32Array;
  answerStart: Int32Array;
  /** Candidate classes of each object, rising. */
  candidateStart: Int32Array;
  candidate: Int32Array;
  /** The cell of answer `a` and its object's candidate number `slot` is `cell[cellStart[a] + slot]`. */
  cellStart: Int32Array;
  cell: Int32Array;
  /** Cells of worker `w` are `workerStart[w] … workerStart[w+1]`. A row is a (worker, true class). */
  workerStart: Int32Array;
  trueClass: Int32Array;
  answer: Int32Array;
  row: Int32Array;
  rows: number;
}

export function layOut(answers: ClassAnswers): ConfusionLayout {
  const { objects, workers, classes } = answers;
  const order = inCanonicalOrder(answers);
  const worker = order.map((i) => answers.worker[i]!);
  const label = order.map((i) => answers.label[i]!);
  const object = order.map((i) => answers.object[i]!);
  const answerStart = runStarts(answers.object, objects);
  const [candidateStart, candidate] = candidates(answerStart, label, objects, classes);

  const cellStart = new Int32Array(order.length + 1);
  for (let a = 0; a < order.length; a++) {
    cellStart[a + 1] = cellStart[a]! + candidateStart[object[a]! + 1]! - candidateStart[object[a]!]!;
  }
  const cell = new Int32Array(cellStart[order.length]!);
  const workerStart = new Int32Array(workers + 1);
  const trueClass = new Int32Array(cell.length);
  const answer = new Int32Array(cell.length);
  const row = new Int32Array(cell.length);
  let cells = 0;
  let rows = 0;
  const byWorker = stableSort(Int32Array.from(worker.keys()), worker, workers);
  const seenCell = new Numbering(classes * classes);
  const seenRow = new Numbering(classes);
  for (let w = 0, at = 0; w < workers; w++) {
    seenCell.clear();
    seenRow.clear();
    for (; at < byWorker.length && worker[byWorker[at]!] === w; at++) {
      const a = byWorker[at]!;
      const first = candidateStart[object[a]!]!;
      const slots = candidateStart[object[a]! + 1]! - first;
      for (let slot = 0; slot < slots; slot++) {
        const k = candidate[first + slot]!;
        const id = seenCell.of(k * classes + label[a]!, cells);
        if (id === cells) {
          trueClass[id] = k;
          answer[id] = label[a]!;
          row[id] = seenRow.of(k, rows);
          if (row[id] === rows) rows++;
          cells++;
        }
        cell[cellStart[a]! + slot] = id;
      }
    }
    workerStart[w + 1] = cells;
  }
  return {
    objects,
    workers,
    classes,
    partial: classes > FEW_CLASSES,
    worker,
    label,
    answerStart,
    candidateStart,
    candidate,
    cellStart,
    cell,
    workerStart,
    trueClass: trueClass.slice(0, cells),
    answer: answer.slice(0, cells),
    row: row.slice(0, cells),
    rows,
  };
}

function candidates(
  answerStart: Int32Array,
  label: Int32Array,
  objects: number,
  classes: number,
): [Int32Array, Int32Array] {
  const start = new Int32Array(objects + 1);
  const all = classes <= FEW_CLASSES;
  const answered = (object: number) => answerStart[object + 1]! > answerStart[object]!;
  // Labels of an object lie sorted when sorted alone: distinct ones are then neighbours.
  const chosen = (object: number) => label.slice(answerStart[object], answerStart[object + 1]).sort();
  for (let object = 0; object < objects; object++) {
    let count = 0;
    if (answered(object)) {
      if (all) count = classes;
      else
        chosen(object).forEach((k, i, sorted) => {
          if (i === 0 || k !== sorted[i - 1]) count++;
        });
    }
    start[object + 1] = start[object]! + count;
  }
  const candidate = new Int32Array(start[objects]!);
  for (let object = 0; object < objects; object++) {
    let at = start[object]!;
    if (!answered(object)) continue;
    if (all) for (let k = 0; k < classes; k++) candidate[at++] = k;
    else
      chosen(object).forEach((k, i, sorted) => {
        if (i === 0 || k !== sorted[i - 1]) candidate[at++] = k;
      });
  }
  return [start, candidate];
}

/** Largest key range for which a table is cheaper than a map. */
const TABLE = 1 << 20;

/** Numbers given to keys on first sight; cleared for each worker, at a cost proportional to the keys seen. */
class Numbering {
  private readonly table: Int32Array | undefined;
  private readonly map = new Map<number, number>();
  private keys: number[] = [];

  constructor(range: number) {
    if (range <= TABLE) this.table = new Int32Array(range).fill(-1);
  }

  of(key: number, next: number): number {
    const known = this.table ? this.table[key]! : (this.map.get(key) ?? -1);
    if (known >= 0) return known;
    if (this.table) {
      this.table[key] = next;
      this.keys.push(key);
    } else this.map.set(key, next);
    return next;
  }

  clear(): void {
    for (const key of this.keys) this.table![key] = -1;
    this.keys = [];
    this.map.clear();
  }
}
