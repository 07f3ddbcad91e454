/** Counts by worker, true class and answer: tables where they are small, else maps of the cells that occur. */
export class ConfusionCells {
  private readonly cells: Counts;
  /** By worker and answer: counts whose true class is one nobody chose. */
  private readonly elsewhere: Counts;

  constructor(
    readonly workers: number,
    readonly classes: number,
  ) {
    this.cells = new Counts(workers * classes * classes);
    this.elsewhere = new Counts(workers * classes);
  }

  add(worker: number, trueClass: number, answer: number, count: number): void {
    this.cells.add((worker * this.classes + trueClass) * this.classes + answer, count);
  }

  addElsewhere(worker: number, answer: number, count: number): void {
    this.elsewhere.add(worker * this.classes + answer, count);
  }

  /** Shares out what was counted elsewhere over the classes other than the answer, by how common they are. Where there are too many cells for a table they are too thin to matter. */
  spread(share: ArrayLike<number>): void {
    const { classes } = this;
    if (!this.cells.dense) return;
    this.elsewhere.each((key, count) => {
      const answer = key % classes;
      const others = 1 - share[answer]!;
      if (others <= 0) return;
      for (let k = 0; k < classes; k++)
        if (k !== answer) this.add(Math.floor(key / classes), k, answer, (count * share[k]!) / others);
    });
  }

  /** Cells that are not next to nothing, by worker. */
  byWorker(): [number, number, number][][] {
    const found: [number, number, number][][] = Array.from({ length: this.workers }, () => []);
    const { classes } = this;
    this.cells.each((key, count) => {
      const row = Math.floor(key / classes);
      found[Math.floor(row / classes)]!.push([row % classes, key % classes, count]);
    });
    return found;
  }
}

const TABLE = 1 << 23;
/** Less than this many answers says nothing. */
const NEGLIGIBLE = 1e-3;

class Counts {
  private readonly table: Float64Array | undefined;
  private readonly map = new Map<number, number>();

  constructor(size: number) {
    if (size <= TABLE) this.table = new Float64Array(size);
  }

  get dense(): boolean {
    return this.table !== undefined;
  }

  add(key: number, count: number): void {
    if (this.table) this.table[key]! += count;
    else this.map.set(key, (this.map.get(key) ?? 0) + count);
  }

  /** In the order of the keys; what is negligible is passed over. */
  each(visit: (key: number, count: number) => void): void {
    const { table } = this;
    if (table) {
      for (let key = 0; key < table.length; key++) if (table[key]! >= NEGLIGIBLE) visit(key, table[key]!);
    } else
      for (const [key, count] of [...this.map].sort(([a], [b]) => a - b)) if (count >= NEGLIGIBLE) visit(key, count);
  }
}
