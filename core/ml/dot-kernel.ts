/**
 * WebAssembly for the one inner loop all else waits for: the inner products of two rows with four rows. Vector instructions make it several times as fast as
 * JavaScript, which has none. The module is written out here, instruction by instruction, because it is 60 lines that way and needs no compiler. Plain additions
 * and multiplications only: every machine gives the same bits.
 */

/** Rows of one operand against rows of the other in a call. */
export const kernelRows = 2;
export const kernelColumns = 4;

/**
 * Writes the products of rows a, a + bytes with rows b, b + bytes, … at `out` and `out + outBytes`. All are addresses; `bytes`, the length of a row, is a positive
 * multiple of 16.
 */
export type DotKernel = (a: number, b: number, out: number, bytes: number, outBytes: number) => void;

const I32 = 0x7f;
const V128 = 0x7b;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...leb(value)];
const addInt = [0x6a];
const vectorLoad = [0xfd, 0x00, 0x04, 0x00];

interface Lanes {
  count: number;
  add: number[];
  multiply: number[];
  extract(lane: number): number[];
  addScalar: number[];
  store(offset: number): number[];
}

/** Four 32-bit numbers in a vector. */
export const single: Lanes = {
  count: 4,
  add: [0xfd, 0xe4, 0x01],
  multiply: [0xfd, 0xe6, 0x01],
  extract: (lane) => [0xfd, 0x1f, lane],
  addScalar: [0x92],
  store: (offset) => [0x38, 0x02, offset],
};

/** Two 64-bit numbers in a vector. */
export const double: Lanes = {
  count: 2,
  add: [0xfd, 0xf0, 0x01],
  multiply: [0xfd, 0xf2, 0x01],
  extract: (lane) => [0xfd, 0x21, lane],
  addScalar: [0xa0],
  store: (offset) => [0x39, 0x03, offset],
};

/** A kernel that works on `memory`. */
export function dotKernel(lanes: Lanes, memory: WebAssembly.Memory): DotKernel {
  const module = new WebAssembly.Module(moduleBytes(code(lanes)));
  return new WebAssembly.Instance(module, { m: { m: memory } }).exports.f as DotKernel;
}

/** Locals: the five parameters, the end of the first row, addresses of the other rows, then vectors. */
const [a, b, out, bytes, outBytes, end] = [0, 1, 2, 3, 4, 5];
const aRow = (row: number) => (row === 0 ? a : 6);
const bRow = (row: number) => (row === 0 ? b : 6 + row);
const [firstVector, secondVector, other] = [10, 11, 12];
const sum = (row: number, column: number) => 13 + row * kernelColumns + column;

function code(lanes: Lanes): number[] {
  const rows = [0, 1];
  const columns = [0, 1, 2, 3];
  const advance = (local: number) => [...get(local), ...constant(16), ...addInt, ...set(local)];
  const after = (from: number, to: number) => [...get(from), ...get(bytes), ...addInt, ...set(to)];
  const scalarBytes = 16 / lanes.count;
  const across = (local: number) =>
    Array.from({ length: lanes.count }, (_, lane) => [
      ...get(local),
      ...lanes.extract(lane),
      ...(lane > 0 ? lanes.addScalar : []),
    ]).flat();
  return [
    ...after(a, end),
    ...after(a, aRow(1)),
    ...columns.slice(1).flatMap((column) => after(bRow(column - 1), bRow(column))),
    // loop
    ...[0x03, 0x40],
    ...[firstVector, secondVector].flatMap((vector, row) => [...get(aRow(row)), ...vectorLoad, ...set(vector)]),
    ...columns.flatMap((column) => [
      ...get(bRow(column)),
      ...vectorLoad,
      ...set(other),
      ...[firstVector, secondVector].flatMap((vector, row) => [
        ...get(vector),
        ...get(other),
        ...lanes.multiply,
        ...get(sum(row, column)),
        ...lanes.add,
        ...set(sum(row, column)),
      ]),
    ]),
    ...rows.flatMap((row) => advance(aRow(row))),
    ...columns.flatMap((column) => advance(bRow(column))),
    // again while a is before its end (i32.lt_u, br_if 0, end of loop)
    ...[...get(a), ...get(end), 0x49, 0x0d, 0x00, 0x0b],
    ...rows.flatMap((row) => [
      ...(row > 0 ? [...get(out), ...get(outBytes), ...addInt, ...set(out)] : []),
      ...columns.flatMap((column) => [...get(out), ...across(sum(row, column)), ...lanes.store(column * scalarBytes)]),
    ]),
    0x0b,
  ];
}

function moduleBytes(body: number[]): Uint8Array<ArrayBuffer> {
  const locals = [2, ...[5, I32], ...[3 + kernelRows * kernelColumns, V128]];
  const name = (text: string) => [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];
  const entry = [...locals, ...body];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name('m'), ...name('m'), 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('f'), 0x00, 0x00]),
    ...section(10, [1, ...leb(entry.length), ...entry]),
  ]);
}

/** A non-negative number in seven-bit groups. */
function leb(value: number): number[] {
  return value < 0x40
    ? [value]
    : value < 0x2000
      ? [(value & 0x7f) | 0x80, value >> 7]
      : [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
}
