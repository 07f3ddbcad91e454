import type { ConfusionCounts } from './class-answers';
import type { WorkerLayout } from './worker-layout';

/** What earlier batches counted, by this batch's cells, rows and workers. */
export interface RecalledCounts {
  cell: Float64Array;
  row: Float64Array;
  right: Float64Array;
  answers: Float64Array;
}

/** What no answer of this batch touches matters through the worker's accuracy alone. */
export function recallCounts(layout: WorkerLayout, counts: ConfusionCounts): RecalledCounts {
  const { workers, classes, workerStart, rowStart, trueClass, answer, row } = layout;
  const recalled: RecalledCounts = {
    cell: new Float64Array(trueClass.length),
    row: new Float64Array(rowStart[workers]!),
    right: new Float64Array(workers),
    answers: new Float64Array(workers),
  };
  for (let w = 0; w < workers; w++) {
    if (counts.start[w] === counts.start[w + 1]) continue;
    const cells = new Map<number, number>();
    const rows = new Map<number, number>();
    for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
      cells.set(trueClass[id]! * classes + answer[id]!, id);
      rows.set(trueClass[id]!, row[id]!);
    }
    for (let i = counts.start[w]!; i < counts.start[w + 1]!; i++) {
      const k = counts.trueClass[i]!;
      const count = counts.count[i]!;
      recalled.answers[w]! += count;
      if (k === counts.answer[i]) recalled.right[w]! += count;
      const knownRow = rows.get(k);
      if (knownRow !== undefined) recalled.row[knownRow]! += count;
      const id = cells.get(k * classes + counts.answer[i]!);
      if (id !== undefined) recalled.cell[id]! += count;
    }
  }
  return recalled;
}
