import type { Rect } from '../geometry';
import { type LabelRaster, TILE, type Tile } from './label-raster';
import { MaskChange } from './mask-change';

/** Which values a pen may write over: an entry above 0 keeps the value as it is. */
export type Locks = Uint8Array;

export const noLocks = (): Locks => new Uint8Array(65_536);

/** Writes one step of work: a stroke, a polygon, a filled hole. The tiles it touches are kept as they were until it is finished or given up. */
export class MaskPen {
  private readonly before = new Map<number, Tile>();

  constructor(
    private readonly raster: LabelRaster,
    private readonly value: number,
    private readonly locks?: Locks,
  ) {}

  /** Writes the pixels `left … right-1` of a row, as far as they lie in the picture. */
  fill(y: number, left: number, right: number): void {
    const { raster, value, locks } = this;
    if (y < 0 || y >= raster.height) return;
    const end = Math.min(right, raster.width);
    for (let x = Math.max(0, left); x < end; ) {
      const stop = Math.min(end, ((x >> 8) + 1) * TILE);
      const index = (y >> 8) * raster.columns + (x >> 8);
      const tile = raster.tile(index);
      if (typeof tile !== 'number' || (tile !== value && !locks?.[tile])) {
        const pixels = this.open(index, tile);
        const from = (y & 255) * TILE + (x & 255);
        const to = from + stop - x;
        if (locks) {
          for (let i = from; i < to; i++) if (!locks[pixels[i]!]) pixels[i] = value;
        } else pixels.fill(value, from, to);
      }
      x = stop;
    }
  }

  /** `[y, left, right, …]` */
  fillAll(spans: ArrayLike<number>): void {
    for (let i = 0; i < spans.length; i += 3) this.fill(spans[i]!, spans[i + 1]!, spans[i + 2]!);
  }

  /** The part of the picture that was written to, in whole tiles. */
  get touched(): Rect[] {
    return [...this.before.keys()].map((index) => this.raster.tileRect(index));
  }

  /** What changed, to be undone and redone; undefined when nothing did. */
  finish(): MaskChange | undefined {
    const change = MaskChange.between(this.raster, this.before);
    this.before.clear();
    return change;
  }

  /** Leaves the picture as it was. */
  abandon(): void {
    for (const [index, tile] of this.before) this.raster.setTile(index, tile);
    this.before.clear();
  }

  private open(index: number, tile: Tile): Uint16Array {
    this.raster.touch(index);
    if (this.before.has(index)) return this.raster.writable(index, false);
    this.before.set(index, tile);
    return this.raster.writable(index, true);
  }
}
