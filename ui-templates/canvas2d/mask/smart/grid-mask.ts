/** Foreground (1) and background (0) of a small grid over a part of the picture. */
export interface GridMask {
  width: number;
  height: number;
  cells: Uint8Array;
}

/** The same at another size, edges smoothed. */
export function resized(mask: GridMask, width: number, height: number): GridMask {
  const cells = new Uint8Array(width * height);
  eachRow(mask, width, height, (y, left, right) => cells.fill(1, y * width + left, y * width + right));
  return { width, height, cells };
}

/** Rows of the mask at another size: between cells it is interpolated, and what is more than half foreground is. */
export function eachRow(
  mask: GridMask,
  width: number,
  height: number,
  emit: (y: number, left: number, right: number) => void,
): void {
  const row = new Float32Array(mask.width);
  const extents = extentsOf(mask);
  for (let y = 0; y < height; y++) {
    const at = Math.min(mask.height - 1, Math.max(0, ((y + 0.5) * mask.height) / height - 0.5));
    const upper = Math.floor(at);
    const lower = Math.min(mask.height - 1, upper + 1);
    const share = at - upper;
    // Nothing lies beside the first and the last cell of two rows.
    const first = Math.max(0, Math.min(extents[2 * upper]!, extents[2 * lower]!) - 1);
    const last = Math.min(mask.width - 1, Math.max(extents[2 * upper + 1]!, extents[2 * lower + 1]!) + 1);
    for (let x = first; x <= last; x++)
      row[x] = (1 - share) * mask.cells[upper * mask.width + x]! + share * mask.cells[lower * mask.width + x]!;
    // Cell centres to pixels: a row changes sides where the line between two centres passes one half.
    const toPixel = (cell: number) => ((cell + 0.5) * width) / mask.width - 0.5;
    let begin = first === 0 && last > 0 && row[0]! > 0.5 ? 0 : -1;
    for (let x = first; x < last; x++) {
      const isIn = row[x]! > 0.5;
      if (isIn === row[x + 1]! > 0.5) continue;
      const crossing = toPixel(x + (0.5 - row[x]!) / (row[x + 1]! - row[x]!));
      if (isIn) {
        const end = Math.ceil(crossing);
        if (end > begin) emit(y, begin, end);
        begin = -1;
      } else begin = Math.max(0, Math.ceil(crossing));
    }
    if (begin >= 0 && begin < width) emit(y, begin, width);
  }
}

/** The first and the last cell of every row that is foreground; the last lies before the first where there is none. */
function extentsOf({ width, height, cells }: GridMask): Int32Array {
  const extents = new Int32Array(2 * height);
  for (let y = 0; y < height; y++) {
    const row = cells.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    extents[2 * y] = first < 0 ? width : first;
    extents[2 * y + 1] = first < 0 ? -1 : row.lastIndexOf(1);
  }
  return extents;
}

/** Cells around the edge: 2 up to `reach` from a cell of the other side, 1 for those just beyond. */
export function bandOf({ width, height, cells }: GridMask, reach: number): Uint8Array {
  const band = new Uint8Array(cells.length);
  // Both directions raise what is there, none lowers it.
  const mark = (from: number, to: number, step: number, value: number) => {
    for (let i = from; i <= to; i += step) if (band[i]! < value) band[i] = value;
  };
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width - 1;
    for (let i = y * width; i < end; i++) {
      if (cells[i] === cells[i + 1]) continue;
      const begin = y * width;
      mark(Math.max(begin, i - reach), Math.min(end, i + reach + 1), 1, 1);
      mark(Math.max(begin, i - reach + 1), Math.min(end, i + reach), 1, 2);
    }
  }
  for (let i = 0; i < cells.length - width; i++) {
    if (cells[i] === cells[i + width]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    const within = (row: number) => Math.max(0, Math.min(height - 1, row)) * width + x;
    mark(within(y - reach), within(y + reach + 1), width, 1);
    mark(within(y - reach + 1), within(y + reach), width, 2);
  }
  return band;
}

/** A cell of the largest part; -1 where there is no foreground. */
export function largestCell({ width, height, cells }: GridMask): number {
  const { of, sizes } = partsOf(width, height, cells, 1);
  return sizes.length === 0 ? -1 : of.indexOf(sizes.indexOf(Math.max(...sizes)));
}

/** Keeps the parts that hold one of the seeds, else the largest, and fills holes smaller than a share of it. */
export function cleaned({ width, height, cells }: GridMask, seeds: readonly number[], hole: number): GridMask {
  const parts = partsOf(width, height, cells, 1);
  const wanted = new Set(seeds.flatMap((seed) => (cells[seed] ? parts.of[seed]! : [])));
  if (wanted.size === 0 && parts.sizes.length > 0) wanted.add(parts.sizes.indexOf(Math.max(...parts.sizes)));
  const kept = cells.map((cell, i) => (cell && wanted.has(parts.of[i]!) ? 1 : 0));
  const area = kept.reduce((sum, cell) => sum + cell, 0);
  const gaps = partsOf(width, height, kept, 0);
  for (let i = 0; i < kept.length; i++)
    if (!kept[i] && gaps.sizes[gaps.of[i]!]! < hole * area && !gaps.atEdge.has(gaps.of[i]!)) kept[i] = 1;
  return { width, height, cells: kept };
}

function partsOf(width: number, height: number, cells: Uint8Array, side: number) {
  const of = new Int32Array(cells.length).fill(-1);
  const sizes: number[] = [];
  const atEdge = new Set<number>();
  const open: number[] = [];
  for (let start = 0; start < cells.length; start++) {
    if (cells[start] !== side || of[start]! >= 0) continue;
    const id = sizes.length;
    let size = 0;
    of[start] = id;
    open.push(start);
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      size++;
      const x = i % width;
      const y = (i - x) / width;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) atEdge.add(id);
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width])
        if (next >= 0 && next < cells.length && cells[next] === side && of[next]! < 0) {
          of[next] = id;
          open.push(next);
        }
    }
    sizes.push(size);
  }
  return { of, sizes, atEdge };
}
