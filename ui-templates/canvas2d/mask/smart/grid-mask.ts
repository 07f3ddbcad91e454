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
  for (let y = 0; y < height; y++) {
    const at = Math.min(mask.height - 1, Math.max(0, ((y + 0.5) * mask.height) / height - 0.5));
    const upper = Math.floor(at);
    const lower = Math.min(mask.height - 1, upper + 1);
    const share = at - upper;
    for (let x = 0; x < mask.width; x++)
      row[x] = (1 - share) * mask.cells[upper * mask.width + x]! + share * mask.cells[lower * mask.width + x]!;
    // Cell centres to pixels: a row changes sides where the line between two centres passes one half.
    const toPixel = (cell: number) => ((cell + 0.5) * width) / mask.width - 0.5;
    let begin = row[0]! > 0.5 ? 0 : -1;
    for (let x = 0; x + 1 < mask.width; x++) {
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

/** Cells at most `reach` from a cell of the other side. */
export function bandOf({ width, height, cells }: GridMask, reach: number): Uint8Array {
  const across = new Uint8Array(cells.length);
  const band = new Uint8Array(cells.length);
  const mark = (out: Uint8Array, from: number, to: number, step: number) => {
    for (let i = from; i <= to; i += step) out[i] = 1;
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x + 1 < width; x++) {
      const i = y * width + x;
      if (cells[i] === cells[i + 1]) continue;
      mark(across, i - Math.min(reach - 1, x), i + Math.min(reach, width - 1 - x), 1);
    }
  for (let y = 0; y + 1 < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (cells[i] === cells[i + width]) continue;
      mark(band, i - Math.min(reach - 1, y) * width, i + Math.min(reach, height - 1 - y) * width, width);
    }
  for (let i = 0; i < band.length; i++) band[i]! |= across[i]!;
  return band;
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
