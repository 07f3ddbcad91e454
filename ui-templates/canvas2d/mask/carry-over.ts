import { type LabelRaster, TILE } from './label-raster';

/** Paints what some values cover in one raster into another of the same size, where that is still background. `values` says what each becomes. */
export function carryOver(from: LabelRaster, to: LabelRaster, values: ReadonlyMap<number, number>): void {
  for (let index = 0; index < from.columns * from.rows; index++) {
    const source = from.tile(index);
    if (typeof source === 'number' && !values.has(source)) continue;
    const { left, top, right, bottom } = from.tileRect(index);
    const target = to.writable(index, false);
    for (let y = 0; y < bottom - top; y++)
      for (let i = y * TILE; i < y * TILE + right - left; i++) {
        const value = target[i] === 0 ? values.get(typeof source === 'number' ? source : source[i]!) : undefined;
        if (value === undefined) continue;
        target[i] = value;
        to.recount(0, value, 1);
      }
    to.touch(index);
    to.settle(index);
  }
}
