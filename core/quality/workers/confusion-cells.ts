/** Counts by worker, true class and answer: a table where it is small, else a map of the cells that occur. */
export class ConfusionCells {
  private readonly table: Float64Array | undefined;
  private readonly map = new Map<number, number>();
  /** By worker and answer: counts whose true class is one nobody chose. */
  private readonly elsewhere = new Map<number, number>();

  constructor(
    readonly workers: number,
    readonly classes: number,
  ) {
    if (workers * classes * classes <= TABLE) this.table = new Float64Array(workers * classes * classes);
  }

  add(worker: number, trueClass: number, answer: number, count: number): void {
    const key = (worker * this.classes + trueClass) * this.classes + answer;
    if (this.table) this.table[key]! += count;
    else this.map.set(key, (this.map.get(key) ?? 0) + count);
  }

  addElsewhere(worker: number, answer: number, count: number): void {
    const key = worker * this.classes + answer;
    this.elsewhere.set(key, (this.elsewhere.get(key) ?? 0) + count);
  }

  /** Shares out what was counted elsewhere over the classes other than the answer, by how common they are; up to a thousand classes. */
  spread(share: ArrayLike<number>): void {
    if (this.classes <= 1000)
      for (const [key, count] of this.elsewhere) {
        const worker = Math.floor(key / this.classes);
        const answer = key % this.classes;
        const others = 1 - share[answer]!;
        if (others <= 0 || count < NEGLIGIBLE) continue;
        for (let k = 0; k < this.classes; k++)
          if (k !== answer) this.add(worker, k, answer, (count * share[k]!) / others);
      }
    this.elsewhere.clear();
  }

  /** Cells that are not zero, by worker. */
  byWorker(): [number, number, number][][] {
    const cells: [number, number, number][][] = Array.from({ length: this.workers }, () => []);
    const { classes } = this;
    const take = (key: number, count: number) => {
      if (count >= NEGLIGIBLE)
        cells[Math.floor(key / classes / classes)]!.push([Math.floor(key / classes) % classes, key % classes, count]);
    };
    if (this.table)
      this.table.forEach((count, key) => {
        take(key, count);
      });
    else for (const [key, count] of [...this.map].sort(([a], [b]) => a - b)) take(key, count);
    return cells;
  }
}

const TABLE = 1 << 23;
/** Less than this many answers says nothing. */
const NEGLIGIBLE = 1e-3;
