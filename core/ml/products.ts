import { type DotKernel, dotKernel, double, kernelColumns, kernelRows, single } from './dot-kernel';

/** All inner products of the rows of `a` with the rows of `b`: out[i * bRows + j] = a_i · b_j. */
export function innerProducts(a: Float32Array, b: Float32Array, dimensions: number): Float32Array {
  const aRows = a.length / dimensions;
  const bRows = b.length / dimensions;
  const out = new Float32Array(aRows * bRows);
  singles().products(
    { values: a, at: 0, stride: dimensions, rows: aRows },
    { values: b, at: 0, stride: dimensions, rows: bRows },
    dimensions,
    out,
    0,
    bRows,
  );
  return out;
}

/** All inner products of the rows with each other, in 64-bit numbers: sums of many, which a solver is to take apart again. */
export function gram(rows: Float32Array, dimensions: number): Float64Array {
  const count = rows.length / dimensions;
  const out = new Float64Array(count * count);
  const operand = { values: Float64Array.from(rows), at: 0, stride: dimensions, rows: count };
  doubleProducts(operand, operand, dimensions, out, 0, count);
  return out;
}

/** Rows of a matrix that lies in `values` from `at` on, `stride` numbers from one to the next. */
export interface RowsOf<Values> {
  values: Values;
  at: number;
  stride: number;
  rows: number;
}

/** The same for 64-bit numbers and parts of matrices: out[outAt + i * outStride + j] = the first `length` numbers of row i of a · those of row j of b. */
export function doubleProducts(
  a: RowsOf<Float64Array>,
  b: RowsOf<Float64Array>,
  length: number,
  out: Float64Array,
  outAt: number,
  outStride: number,
): void {
  doubles().products(a, b, length, out, outAt, outStride);
}

/** ‖row‖² of every row. */
export function squaredLengths(rows: Float32Array, dimensions: number): Float64Array {
  const lengths = new Float64Array(rows.length / dimensions);
  for (let i = 0; i < lengths.length; i++) {
    const row = i * dimensions;
    let sum = 0;
    for (let k = 0; k < dimensions; k++) sum += rows[row + k]! * rows[row + k]!;
    lengths[i] = sum;
  }
  return lengths;
}

/** Part of `b` that lies in the kernel's memory at a time: it should stay in a core's own cache. */
const panelBytes = 256 * 1024;
/** Rows of `a` worked on at a time. */
const aPanelRows = 64;
/** Below this the way into the kernel's memory costs more than the kernel saves. */
const fewProducts = 8;

type Numbers = Float32Array | Float64Array;

/** Cuts a product into panels, which are brought into the kernel's memory one after the other. */
class Panels<Values extends Numbers> {
  private readonly memory = new WebAssembly.Memory({ initial: 16 });
  private readonly kernel: DotKernel;
  private view: Values;

  constructor(
    private readonly Values: new (buffer: ArrayBuffer) => Values,
    lanes: typeof single,
    private readonly lanesCount = lanes.count,
  ) {
    this.kernel = dotKernel(lanes, this.memory);
    this.view = new Values(this.memory.buffer);
  }

  products(a: RowsOf<Values>, b: RowsOf<Values>, length: number, out: Values, outAt: number, outStride: number): void {
    // Not by the rows of `a`: those are the objects asked about, and one alone must get the same bits as among others.
    if (b.rows < kernelColumns || length < fewProducts) {
      plainProducts(a, b, length, out, outAt, outStride);
      return;
    }
    const width = this.view.BYTES_PER_ELEMENT;
    const padded = Math.ceil(length / this.lanesCount) * this.lanesCount;
    const bytes = padded * width;
    const bPanelRows = Math.max(4, Math.min(512, Math.floor(panelBytes / bytes))) & ~3;
    const bAt = aPanelRows * padded;
    const outInside = bAt + bPanelRows * padded;
    this.reserve((outInside + aPanelRows * bPanelRows) * width);
    const { view, kernel } = this;
    for (let j = 0; j < b.rows; j += bPanelRows) {
      const columns = Math.min(bPanelRows, b.rows - j);
      this.bring(b, j, columns, length, bAt, padded);
      for (let i = 0; i < a.rows; i += aPanelRows) {
        const rows = Math.min(aPanelRows, a.rows - i);
        this.bring(a, i, rows, length, 0, padded);
        // What the kernel makes of rows beyond the last is never read.
        for (let column = 0; column < columns; column += kernelColumns)
          for (let row = 0; row < rows; row += kernelRows)
            kernel(
              row * bytes,
              bAt * width + column * bytes,
              (outInside + row * bPanelRows + column) * width,
              bytes,
              bPanelRows * width,
            );
        for (let row = 0; row < rows; row++) {
          const from = outInside + row * bPanelRows;
          out.set(view.subarray(from, from + columns), outAt + (i + row) * outStride + j);
        }
      }
    }
  }

  private bring(from: RowsOf<Values>, first: number, rows: number, length: number, to: number, padded: number): void {
    for (let row = 0; row < rows; row++) {
      const start = from.at + (first + row) * from.stride;
      const target = to + row * padded;
      this.view.set(from.values.subarray(start, start + length), target);
      if (padded > length) this.view.fill(0, target + length, target + padded);
    }
  }

  private reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / 65536));
    this.view = new this.Values(this.memory.buffer);
  }
}

function plainProducts(
  a: RowsOf<Numbers>,
  b: RowsOf<Numbers>,
  length: number,
  out: Numbers,
  outAt: number,
  outStride: number,
): void {
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      const p = a.at + i * a.stride;
      const q = b.at + j * b.stride;
      let sum = 0;
      for (let k = 0; k < length; k++) sum += a.values[p + k]! * b.values[q + k]!;
      out[outAt + i * outStride + j] = sum;
    }
}

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
const singles = once(() => new Panels<Float32Array>(Float32Array, single));
const doubles = once(() => new Panels<Float64Array>(Float64Array, double));
