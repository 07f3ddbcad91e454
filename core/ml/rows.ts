/**
 * Compressed sparse rows of features: row i holds columns[starts[i] … starts[i + 1]), with the two products a linear model needs. Weights lie feature by feature, classes side by
 * side (`weights[feature * classes + c]`), so that one feature's weights share a cache line.
 */
export class SparseRows {
  constructor(
    readonly starts: Uint32Array,
    readonly columns: Uint32Array,
    readonly values: Float32Array,
    readonly dimensions: number,
  ) {}

  get count(): number {
    return this.starts.length - 1;
  }

  /** out[c] += row · weights[:, c] */
  addScores(row: number, weights: Float64Array, classes: number, out: Float64Array): void {
    const { columns, values } = this;
    const end = this.starts[row + 1]!;
    for (let i = this.starts[row]!; i < end; i++) {
      const value = values[i]!;
      let at = columns[i]! * classes;
      for (let c = 0; c < classes; c++) out[c]! += value * weights[at++]!;
    }
  }

  /** gradient[:, c] += row * by[c] */
  addOuter(row: number, by: Float64Array, classes: number, gradient: Float64Array): void {
    const { columns, values } = this;
    const end = this.starts[row + 1]!;
    for (let i = this.starts[row]!; i < end; i++) {
      const value = values[i]!;
      let at = columns[i]! * classes;
      for (let c = 0; c < classes; c++) gradient[at++]! += value * by[c]!;
    }
  }
}
