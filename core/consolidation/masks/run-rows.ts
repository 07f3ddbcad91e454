/** Random access to rows of masks kept as runs, so that any tile can be decoded without the rest. */
export class RunRows {
  /** Run that covers the first pixel of each row, and how much of it lies before that pixel. */
  private readonly run: Int32Array;
  private readonly skipped: Float64Array;

  constructor(
    private readonly runs: readonly number[],
    private readonly width: number,
    private readonly height: number,
  ) {
    this.run = new Int32Array(height);
    this.skipped = new Float64Array(height);
    let at = 0;
    let begin = 0;
    for (let y = 0; y < height; y++) {
      const first = y * width;
      while (begin + runs[at + 1]! <= first) {
        begin += runs[at + 1]!;
        at += 2;
      }
      this.run[y] = at;
      this.skipped[y] = first - begin;
    }
  }

  /** Writes columns `x0 … x1-1` of row `y` to `out` from `offset` on. */
  read(y: number, x0: number, x1: number, out: Uint16Array, offset: number): void {
    if (y < 0 || y >= this.height || x1 > this.width) throw new RangeError(`no row ${y} with ${x1} columns`);
    let at = this.run[y]!;
    let x = -this.skipped[y]!;
    while (x < x1) {
      const end = x + this.runs[at + 1]!;
      const from = Math.max(x, x0);
      const to = Math.min(end, x1);
      if (to > from) out.fill(this.runs[at]!, offset + from - x0, offset + to - x0);
      x = end;
      at += 2;
    }
  }
}
