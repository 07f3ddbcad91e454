import { type LabelRaster, TILE } from './label-raster';

export const CELLS = 256;

/** How values are shown: RGBA as the canvas stores it, by value. */
export interface MaskLook {
  readonly fill: Uint32Array;
  /** Of pixels that lie beside other values. */
  readonly edge: Uint32Array;
  /** Values that are shown as stripes: their colour belongs to no label. */
  readonly isStriped: Uint8Array;
}

/** `#rrggbb` with an alpha of 0 to 1, in the byte order of ImageData on every machine that runs a browser. */
export function pixelOf(color: string, alpha: number): number {
  const rgb = Number.parseInt(color.slice(1), 16);
  return ((Math.round(alpha * 255) << 24) | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}

/**
 * Draws a square of the mask, 256 cells wide. A cell is 2^level pixels of the picture wide and shows the one in its middle: a picture that
 * is shown small costs no more than one that is shown large.
 *
 * @returns false when nothing of it can be seen
 */
export function drawTile(
  raster: LabelRaster,
  column: number,
  row: number,
  level: number,
  look: MaskLook,
  out: Uint32Array,
): boolean {
  const step = 1 << level;
  const half = step >> 1;
  const side = CELLS + 2;
  // One more all around, for the edges.
  const values = new Uint16Array(side * side);
  let isAny = false;
  for (let y = 0; y < side; y++) {
    const py = (row * CELLS + y - 1) * step + half;
    if (py < 0 || py >= raster.height) continue;
    const tiles = Math.floor(py / TILE) * raster.columns;
    const line = (py % TILE) * TILE;
    for (let x = 0; x < side; ) {
      const px = (column * CELLS + x - 1) * step + half;
      if (px >= raster.width) break;
      if (px < 0) {
        x++;
        continue;
      }
      const next = Math.min(raster.width, (Math.floor(px / TILE) + 1) * TILE);
      const end = Math.min(side, x + Math.ceil((next - px) / step));
      const tile = raster.tile(tiles + Math.floor(px / TILE));
      if (typeof tile === 'number') values.fill(tile, y * side + x, y * side + end);
      else for (let i = x; i < end; i++) values[y * side + i] = tile[line + (px % TILE) + (i - x) * step]!;
      isAny ||= tile !== 0;
      x = end;
    }
  }
  if (!isAny) return false;
  for (let y = 0; y < CELLS; y++)
    for (let x = 0; x < CELLS; x++) {
      const i = (y + 1) * side + x + 1;
      const value = values[i]!;
      const isEdge =
        value !== values[i - 1] || value !== values[i + 1] || value !== values[i - side] || value !== values[i + side];
      const isGap = look.isStriped[value] === 1 && ((x + y) & 7) < 3;
      out[y * CELLS + x] = isEdge ? look.edge[value]! : isGap ? 0 : look.fill[value]!;
    }
  return true;
}
