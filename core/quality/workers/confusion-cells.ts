import { inOrder, runStarts, stableSort } from '../../consolidation/classes/class-answers';

/** Counts by worker, true class and answer: tables where they are small, else the cells that occur. */
export class ConfusionCells {
  private readonly cells: Counts;
  /** By worker and answer: counts whose true class is one nobody chose. */
  private readonly elsewhere: Counts;

  constructor(
    readonly workers: number,
    readonly classes: number,
  ) {
    this.cells = new Counts(workers, classes * classes);
    this.elsewhere = new Counts(workers, classes);
  }

  add(worker: number, trueClass: number, answer: number, count: number): void {
    this.cells.add(worker, trueClass * this.classes + answer, count);
  }

  addElsewhere(worker: number, answer: number, count: number): void {
    this.elsewhere.add(worker, answer, count);
  }

  /** Shares out what was counted elsewhere over the classes other than the answer, by how common they are. Where there are too many cells for a table they are too thin to matter. */
  spread(share: ArrayLike<number>): void {
    const { classes } = this;
    if (!this.cells.dense) return;
    this.elsewhere.each((worker, answer, count) => {
      const others = 1 - share[answer]!;
      if (others <= 0) return;
      for (let k = 0; k < classes; k++) if (k !== answer) this.add(worker, k, answer, (count * share[k]!) / others);
    });
  }

  /** Cells that are not next to nothing, by worker. */
  byWorker(): [number, number, number][][] {
    const found: [number, number, number][][] = Array.from({ length: this.workers }, () => []);
    const { classes } = this;
    this.cells.each((worker, cell, count) => {
      found[worker]!.push([Math.floor(cell / classes), cell % classes, count]);
    });
    return found;
  }
}

const TABLE = 1 << 23;
/** Less than this many answers says nothing. */
const NEGLIGIBLE = 1e-3;

/** Counts by worker and a worker's cell: a table, or where that would be too big what was added, put together worker by worker. */
class Counts {
  private readonly table: Float64Array | undefined;
  private worker = new Int32Array(0);
  private cell = new Float64Array(0);
  private count = new Float64Array(0);
  private added = 0;

  constructor(
    private readonly workers: number,
    private readonly cells: number,
  ) {
    if (workers * cells <= TABLE) this.table = new Float64Array(workers * cells);
  }

  get dense(): boolean {
    return this.table !== undefined;
  }

  add(worker: number, cell: number, count: number): void {
    if (this.table) {
      this.table[worker * this.cells + cell]! += count;
      return;
    }
    if (this.added === this.worker.length) this.grow();
    this.worker[this.added] = worker;
    this.cell[this.added] = cell;
    this.count[this.added++] = count;
  }

  private grow(): void {
    const room = Math.max(1024, Math.ceil(1.5 * this.added));
    const { worker, cell, count } = this;
    this.worker = new Int32Array(room);
    this.cell = new Float64Array(room);
    this.count = new Float64Array(room);
    this.worker.set(worker);
    this.cell.set(cell);
    this.count.set(count);
  }

  /** In the order of workers and cells; what is negligible is passed over. */
  each(visit: (worker: number, cell: number, count: number) => void): void {
    const { table, workers, cells } = this;
    if (!table) {
      this.eachAdded(visit);
      return;
    }
    for (let w = 0, at = 0; w < workers; w++)
      for (let cell = 0; cell < cells; cell++, at++) if (table[at]! >= NEGLIGIBLE) visit(w, cell, table[at]!);
  }

  private eachAdded(visit: (worker: number, cell: number, count: number) => void): void {
    const worker = this.worker.subarray(0, this.added);
    const start = runStarts(worker, this.workers);
    const order = stableSort(inOrder(this.added), worker, this.workers);
    for (let w = 0; w < this.workers; w++) {
      const sums = new Map<number, number>();
      for (let at = start[w]!; at < start[w + 1]!; at++) {
        const i = order[at]!;
        sums.set(this.cell[i]!, (sums.get(this.cell[i]!) ?? 0) + this.count[i]!);
      }
      for (const cell of Float64Array.from(sums.keys()).sort()) {
        const count = sums.get(cell)!;
        if (count >= NEGLIGIBLE) visit(w, cell, count);
      }
    }
  }
}
