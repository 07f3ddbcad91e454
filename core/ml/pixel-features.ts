/** What a place in a picture looks like, whatever its position and however it is turned. */
import { cellPixel, type PixelGrid } from './pixel-grid';
import { channels, type PixelPlanes, radii } from './pixel-planes';

/** Rings around a place: distance, and which of the `radii` light is averaged over on them. */
const rings = [
  { distance: 4, radius: 0 },
  { distance: 8, radius: 1 },
  { distance: 16, radius: 1 },
  { distance: 28, radius: 2 },
] as const;
const directions = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]) as [
  number,
  number,
][];

const perRing = 5;
export const pixelFeatureCount = 3 + channels * radii.length + 3 + 9 + 6 + rings.length * perRing;

/** Writes `pixelFeatureCount` numbers for each cell of the grid, rows `stride` numbers apart. */
export function pixelFeatures(planes: PixelPlanes, grid: PixelGrid, out: Float32Array, rowLength: number): void {
  const { width, height, raw, means, spread, average, deviation } = planes;
  const light = means[0]!;
  for (let row = 0; row < grid.rows; row++) {
    const y = cellPixel(row, grid, height);
    for (let column = 0; column < grid.columns; column++) {
      const x = cellPixel(column, grid, width);
      const i = y * width + x;
      let at = (row * grid.columns + column) * rowLength;
      for (let c = 0; c < 3; c++) out[at++] = raw[c]![i]!;
      for (let c = 0; c < channels; c++) for (let r = 0; r < radii.length; r++) out[at++] = means[c]![r]![i]!;
      for (const plane of spread) out[at++] = plane[i]!;
      for (let c = 0; c < 3; c++) {
        const own = means[c]!;
        out[at++] = own[0]![i]! - own[2]![i]!;
        out[at++] = own[1]![i]! - own[3]![i]!;
        out[at++] = own[2]![i]! - own[4]![i]!;
        out[at++] = (own[0]![i]! - average[c]!) / deviation[c]!;
        out[at++] = (own[2]![i]! - average[c]!) / deviation[c]!;
      }
      const here = light[0]![i]!;
      for (const { distance, radius } of rings) {
        let least = Number.POSITIVE_INFINITY;
        let most = Number.NEGATIVE_INFINITY;
        let brighter = 0;
        let strongest = 0;
        let weakest = Number.POSITIVE_INFINITY;
        for (const [dx, dy] of directions) {
          const px = clamp(Math.round(x + dx * distance), width);
          const py = clamp(Math.round(y + dy * distance), height);
          const value = light[radius]![py * width + px]!;
          if (value < least) least = value;
          if (value > most) most = value;
          if (value > here) brighter++;
          const edge = means[3]![radius]![py * width + px]!;
          if (edge > strongest) strongest = edge;
          if (edge < weakest) weakest = edge;
        }
        out[at++] = least;
        out[at++] = most;
        out[at++] = brighter;
        out[at++] = strongest;
        out[at++] = weakest;
      }
    }
  }
}

const clamp = (value: number, size: number): number => (value < 0 ? 0 : value >= size ? size - 1 : value);
