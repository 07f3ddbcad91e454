import type { Rect, Size } from '../geometry';

/** Side of a tile, in pixels. A stroke copies and compares the tiles it touches, nothing else. */
export const TILE = 256;
const AREA = TILE * TILE;

/** Values of a tile's pixels, row after row; a number where all are the same, as most tiles of a large picture are. */
export type Tile = number | Uint16Array;

/** One value per pixel of a picture: 0 is background, any other a label or an instance. */
export class LabelRaster implements Size {
  readonly columns: number;
  readonly rows: number;
  /** When each tile was last written, on the raster's own clock: what shows or packs tiles compares it. */
  readonly written: Float64Array;
  private readonly tiles: Tile[];
  private readonly pixels = new Map<number, number>();
  private clock = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.columns = Math.ceil(width / TILE);
    this.rows = Math.ceil(height / TILE);
    this.tiles = new Array<Tile>(this.columns * this.rows).fill(0);
    this.written = new Float64Array(this.tiles.length);
  }

  /** How many tiles there have been written, in all. */
  get now(): number {
    return this.clock;
  }

  /** Pixels of a value other than 0, strokes that are not finished not counted. */
  count(value: number): number {
    return this.pixels.get(value) ?? 0;
  }

  /** Values that occur, ascending, without 0. */
  values(): number[] {
    return [...this.pixels].flatMap(([value, pixels]) => (pixels > 0 ? value : [])).sort((a, b) => a - b);
  }

  get(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    const tile = this.tiles[(y >> 8) * this.columns + (x >> 8)]!;
    return typeof tile === 'number' ? tile : tile[(y & 255) * TILE + (x & 255)]!;
  }

  tile(index: number): Tile {
    return this.tiles[index]!;
  }

  /** Replaces a tile as it stands; counts are the caller's. */
  setTile(index: number, tile: Tile): void {
    this.tiles[index] = tile;
    this.touch(index);
  }

  touch(index: number): void {
    this.clock += 1;
    this.written[index] = this.clock;
  }

  /** A tile's pixels to write to. `shared` ones are somebody else's to keep: they are copied. */
  writable(index: number, isShared: boolean): Uint16Array {
    const tile = this.tiles[index]!;
    if (typeof tile !== 'number' && !isShared) return tile;
    const copy = typeof tile === 'number' ? new Uint16Array(AREA).fill(tile) : tile.slice();
    this.tiles[index] = copy;
    return copy;
  }

  /** Keeps one number for a tile whose pixels are all the same. */
  settle(index: number): void {
    const tile = this.tiles[index]!;
    if (typeof tile === 'number') return;
    const [first] = tile;
    for (let i = 1; i < AREA; i++) if (tile[i] !== first) return;
    this.tiles[index] = first!;
  }

  /** Notes that pixels changed their value. */
  recount(before: number, after: number, pixels: number): void {
    if (before !== 0) this.pixels.set(before, this.count(before) - pixels);
    if (after !== 0) this.pixels.set(after, this.count(after) + pixels);
  }

  /** Copies the pixels `left … right-1` of a row that lies in the picture. */
  readRow(y: number, left: number, right: number, out: Uint16Array): void {
    const base = (y >> 8) * this.columns;
    const inTile = (y & 255) * TILE;
    for (let x = left; x < right; ) {
      const tile = this.tiles[base + (x >> 8)]!;
      const end = Math.min(right, ((x >> 8) + 1) * TILE);
      if (typeof tile === 'number') out.fill(tile, x - left, end - left);
      else out.set(tile.subarray(inTile + (x & 255), inTile + (x & 255) + end - x), x - left);
      x = end;
    }
  }

  /** The pixels of a tile that lie in the picture. */
  tileRect(index: number): Rect {
    const left = (index % this.columns) * TILE;
    const top = Math.floor(index / this.columns) * TILE;
    return { left, top, right: Math.min(left + TILE, this.width), bottom: Math.min(top + TILE, this.height) };
  }

  /** The smallest rectangle around the pixels of a value; undefined where there are none. */
  bounds(value: number): Rect | undefined {
    let [left, top, right, bottom] = [this.width, this.height, 0, 0];
    for (let index = 0; index < this.tiles.length; index++) {
      const tile = this.tiles[index]!;
      if (typeof tile === 'number' && tile !== value) continue;
      const rect = this.tileRect(index);
      if (rect.left >= left && rect.right <= right && rect.top >= top && rect.bottom <= bottom) continue;
      if (typeof tile === 'number') {
        left = Math.min(left, rect.left);
        top = Math.min(top, rect.top);
        right = Math.max(right, rect.right);
        bottom = Math.max(bottom, rect.bottom);
        continue;
      }
      for (let y = rect.top; y < rect.bottom; y++) {
        const row = tile.subarray((y & 255) * TILE, (y & 255) * TILE + rect.right - rect.left);
        const first = row.indexOf(value);
        if (first < 0) continue;
        left = Math.min(left, rect.left + first);
        right = Math.max(right, rect.left + row.lastIndexOf(value) + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
    }
    return right > left ? { left, top, right, bottom } : undefined;
  }
}
