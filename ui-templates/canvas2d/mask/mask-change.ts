import { type LabelRaster, TILE, type Tile } from './label-raster';

/** Four numbers a run: where in the tile, how many pixels less one, the value before, the value after. */
const FIELDS = 4;

/** One step of work on a mask. It holds the runs of pixels that changed, so that a long session of strokes stays small. */
export class MaskChange {
  private constructor(
    private readonly raster: LabelRaster,
    private readonly runs: ReadonlyMap<number, Uint16Array>,
  ) {}

  /** Compares tiles with what they were. The raster counts the new values from here on. */
  static between(raster: LabelRaster, before: ReadonlyMap<number, Tile>): MaskChange | undefined {
    const runs = new Map<number, Uint16Array>();
    for (const [index, tile] of before) {
      const changed = difference(raster, index, tile);
      if (changed.length === 0) continue;
      runs.set(index, Uint16Array.from(changed));
      for (let i = 0; i < changed.length; i += FIELDS)
        raster.recount(changed[i + 2]!, changed[i + 3]!, changed[i + 1]! + 1);
    }
    for (const index of before.keys()) raster.settle(index);
    return runs.size > 0 ? new MaskChange(raster, runs) : undefined;
  }

  /** Bytes it keeps. */
  get size(): number {
    return [...this.runs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** How many pixels it gives the value and takes from it. */
  pixelsOf(value: number): { gained: number; lost: number } {
    let [gained, lost] = [0, 0];
    for (const runs of this.runs.values())
      for (let i = 0; i < runs.length; i += FIELDS) {
        if (runs[i + 2] === value) lost += runs[i + 1]! + 1;
        if (runs[i + 3] === value) gained += runs[i + 1]! + 1;
      }
    return { gained, lost };
  }

  redo(): void {
    this.write(2, 3);
  }

  undo(): void {
    this.write(3, 2);
  }

  private write(from: number, to: number): void {
    for (const [index, runs] of this.runs) {
      const pixels = this.raster.writable(index, false);
      for (let i = 0; i < runs.length; i += FIELDS) {
        const begin = runs[i]!;
        const length = runs[i + 1]! + 1;
        pixels.fill(runs[i + to]!, begin, begin + length);
        this.raster.recount(runs[i + from]!, runs[i + to]!, length);
      }
      this.raster.touch(index);
      this.raster.settle(index);
    }
  }
}

/** Runs within one tile, row by row; what lies outside the picture does not count. */
function difference(raster: LabelRaster, index: number, before: Tile): number[] {
  const after = raster.tile(index);
  const runs: number[] = [];
  if (typeof after === 'number' && after === before) return runs;
  const { left, top, right, bottom } = raster.tileRect(index);
  const width = right - left;
  const is = pixelsOf(after);
  const was = pixelsOf(before);
  for (let y = 0; y < bottom - top; y++) {
    const stop = y * TILE + width;
    for (let at = y * TILE; at < stop; ) {
      const [old, now] = [was[at]!, is[at]!];
      let end = at + 1;
      if (old === now) while (end < stop && was[end] === is[end]) end++;
      else {
        while (end < stop && was[end] === old && is[end] === now) end++;
        runs.push(at, end - at - 1, old, now);
      }
      at = end;
    }
  }
  return runs;
}

const pixelsOf = (tile: Tile): Uint16Array =>
  typeof tile === 'number' ? new Uint16Array(TILE * TILE).fill(tile) : tile;
