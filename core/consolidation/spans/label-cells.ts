/**
 * Where the counts of given labels lie. A dense model would need workers x labels^2 numbers; here a cell (worker, true label, given label)
 * exists only where a span of the worker and a label that may be true there meet, so memory is proportional to the answers.
 */
import type { Lattice } from './lattice';
import { begins, isIn, labelOf } from './lattice';

export interface LabelCells {
  worker: Int32Array;
  /** Number of the true label; the number of labels itself for "no entity". */
  row: Int32Array;
  given: Int32Array;
  /** Number of the pair (row, given), the same for all workers. */
  pair: Int32Array;
  pairs: number;
}

/** The spans in a region: which one covers an atom for a marking, and the cells it may count in. */
export interface RegionEvents {
  /** `span[a * markings + k]`: number of the span, -1 where marking `k` has none at atom `a`. */
  span: Int32Array;
  /** Of span `s`: `cell[s * (labels + 1)]` where there is no entity, `+ 1 + l` where label `l` of the region is true. */
  cell: Int32Array;
}

/** A pair known from earlier batches: worker, row and given label by number. */
export type KnownPair = readonly [worker: number, row: number, given: number];

export function layOutCells(
  { texts, labels }: Lattice,
  earlier: readonly KnownPair[],
): { cells: LabelCells; events: RegionEvents[][]; earlierCells: Int32Array } {
  const K = labels.length;
  const numbers = new Map<number, number>();
  const pairNumbers = new Map<number, number>();
  const worker: number[] = [];
  const row: number[] = [];
  const given: number[] = [];
  const pair: number[] = [];
  const cellOf = (w: number, r: number, y: number): number => {
    const pairKey = r * K + y;
    const key = w * (K + 1) * K + pairKey;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = worker.length;
    numbers.set(key, number);
    worker.push(w);
    row.push(r);
    given.push(y);
    const pairNumber = pairNumbers.get(pairKey) ?? pairNumbers.size;
    pairNumbers.set(pairKey, pairNumber);
    pair.push(pairNumber);
    return number;
  };
  const events = texts.map(({ workers, regions }) =>
    regions.map(({ at, code, labels: possible }): RegionEvents => {
      const n = workers.length;
      const span = new Int32Array((at.length - 1) * n).fill(-1);
      const cell: number[] = [];
      let spans = 0;
      for (let k = 0; k < n; k++) {
        for (let a = 0; a < at.length - 1; a++) {
          const now = code[a * n + k]!;
          if (!isIn(now)) continue;
          if (begins(now)) {
            spans++;
            cell.push(cellOf(workers[k]!, K, labelOf(now)));
            for (const c of possible) cell.push(cellOf(workers[k]!, c, labelOf(now)));
          }
          span[a * n + k] = spans - 1;
        }
      }
      return { span, cell: Int32Array.from(cell) };
    }),
  );
  const earlierCells = Int32Array.from(earlier, ([w, r, y]) => cellOf(w, r, y));
  return {
    cells: {
      worker: Int32Array.from(worker),
      row: Int32Array.from(row),
      given: Int32Array.from(given),
      pair: Int32Array.from(pair),
      pairs: pairNumbers.size,
    },
    events,
    earlierCells,
  };
}
