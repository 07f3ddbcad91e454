/**
 * Where Dawid-Skene's numbers lie. A dense model would need workers × classes² cells; here a cell (worker, true class, answer) exists only where
 * some answer of the worker and some candidate class of the answered object meet, so memory is proportional to the answers.
 *
 * Answers and cells go by worker: all that one worker's confusion matrix needs lies together, which for large data is the difference between memory
 * read in order and memory read at random.
 */
import { type ClassAnswers, inOrder, runStarts, stableSort } from './class-answers';

/** Up to this many classes every class is a candidate for every object, as in the paper; beyond, those that somebody chose for it. */
export const FEW_CLASSES = 8;

export interface WorkerLayout {
  objects: number;
  workers: number;
  classes: number;
  /** Whether some classes are no candidate of some object. */
  partial: boolean;
  /** Candidate classes of each object, rising; none where nobody answered. */
  candidateStart: Int32Array;
  candidate: Int32Array;
  /** Answers by worker, then label, then object; those of worker `w` are `answerStart[w] … answerStart[w+1]`. */
  answerStart: Int32Array;
  object: Int32Array;
  label: Int32Array;
  /** Where the candidates of each answer's object begin. */
  first: Int32Array;
  /** The cell of answer `a` and its object's candidate number `slot`: `cell[cellStart[a] + slot]` if `partial`, else `cellStart[a] + slot` itself. */
  cellStart: Int32Array;
  cell: Int32Array;
  /** Cells of worker `w` are `workerStart[w] … workerStart[w+1]`. A row is a (worker, true class). */
  workerStart: Int32Array;
  trueClass: Int32Array;
  answer: Int32Array;
  row: Int32Array;
  /** Rows of worker `w` are `rowStart[w] … rowStart[w+1]`. */
  rowStart: Int32Array;
}

export function layOutByWorker(answers: ClassAnswers): WorkerLayout {
  const { objects, workers, classes } = answers;
  const partial = classes > FEW_CLASSES;
  const { candidateStart, candidate } = candidatesOf(answers, partial);
  const byObject = stableSort(inOrder(answers.object.length), answers.object, objects);
  const order = stableSort(stableSort(byObject, answers.label, classes), answers.worker, workers);
  const object = gather(answers.object, order);
  const label = gather(answers.label, order);
  const answerStart = runStarts(answers.worker, workers);

  const slotsOf = (a: number) => candidateStart[object[a]! + 1]! - candidateStart[object[a]!]!;
  let entries = 0;
  for (let a = 0; a < order.length; a++) entries += slotsOf(a);
  const most = partial ? entries : classes * habitCount(answerStart, label);
  const first = gather(candidateStart, object);
  const cellStart = new Int32Array(order.length + 1);
  const cell = new Int32Array(partial ? entries : 0);
  const workerStart = new Int32Array(workers + 1);
  const rowStart = new Int32Array(workers + 1);
  const trueClass = new Int32Array(most);
  const answer = new Int32Array(most);
  const row = new Int32Array(most);
  let entry = 0;
  let cells = 0;
  let rows = 0;
  // Numbers of the current (worker, answer)'s cells and of the current worker's rows by class; older numbers are below where those begin.
  const cellOf = new Int32Array(classes).fill(-1);
  const rowOf = new Int32Array(classes).fill(-1);
  for (let w = 0; w < workers; w++) {
    let firstCell = cells;
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      if (a === answerStart[w] || label[a] !== label[a - 1]) firstCell = cells;
      const slots = slotsOf(a);
      cellStart[a] = partial ? entry : firstCell;
      for (let slot = 0; slot < slots; slot++) {
        const k = candidate[first[a]! + slot]!;
        if (cellOf[k]! < firstCell) {
          if (rowOf[k]! < rowStart[w]!) rowOf[k] = rows++;
          trueClass[cells] = k;
          answer[cells] = label[a]!;
          row[cells] = rowOf[k]!;
          cellOf[k] = cells++;
        }
        if (partial) cell[entry++] = cellOf[k]!;
      }
    }
    workerStart[w + 1] = cells;
    rowStart[w + 1] = rows;
  }
  cellStart[order.length] = entry;
  return {
    objects,
    workers,
    classes,
    partial,
    candidateStart,
    candidate,
    answerStart,
    object,
    label,
    first,
    cellStart,
    cell,
    workerStart,
    trueClass: trueClass.subarray(0, cells),
    answer: answer.subarray(0, cells),
    row: row.subarray(0, cells),
    rowStart,
  };
}

function gather(values: Int32Array, order: Int32Array): Int32Array {
  const gathered = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) gathered[i] = values[order[i]!]!;
  return gathered;
}

/** Every class for every object that has an answer, or where `partial` the classes somebody chose for it. */
function candidatesOf({ objects, classes, object, label }: ClassAnswers, partial: boolean) {
  const candidateStart = new Int32Array(objects + 1);
  let candidate: Int32Array;
  if (partial) {
    const order = stableSort(stableSort(inOrder(object.length), label, classes), object, objects);
    candidate = new Int32Array(order.length);
    let count = 0;
    for (let i = 0; i < order.length; i++) {
      const a = order[i]!;
      const before = order[i - 1]!;
      if (i > 0 && object[a] === object[before] && label[a] === label[before]) continue;
      candidate[count++] = label[a]!;
      candidateStart[object[a]! + 1]!++;
    }
    candidate = candidate.slice(0, count);
  } else {
    for (const o of object) candidateStart[o + 1] = classes;
    candidate = new Int32Array(candidateStart.reduce((sum, count) => sum + count, 0));
    for (let i = 0; i < candidate.length; i++) candidate[i] = i % classes;
  }
  for (let o = 0; o < objects; o++) candidateStart[o + 1]! += candidateStart[o]!;
  return { candidateStart, candidate };
}

/** How many (worker, answer) occur. */
function habitCount(answerStart: Int32Array, label: Int32Array): number {
  let habits = 0;
  for (let w = 0; w + 1 < answerStart.length; w++) {
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      if (a === answerStart[w] || label[a] !== label[a - 1]) habits++;
    }
  }
  return habits;
}
