/** What a place in a picture looks like, however it is turned, and where it is: many pictures are framed alike. */
import { cellPixel, type PixelGrid } from './pixel-grid';
import { channels, type PixelPlanes, radii } from './pixel-planes';

/** Rings around a place: distance, and which of the `radii` light is averaged over on them. */
const rings = [
  { distance: 4, radius: 0 },
  { distance: 8, radius: 1 },
  { distance: 16, radius: 1 },
  { distance: 28, radius: 2 },
] as const;
/** Eight places on each ring. */
const places = rings.map(({ distance }) =>
  Array.from({ length: 8 }, (_, i) => ({
    dx: Math.round(distance * Math.cos((i * Math.PI) / 4)),
    dy: Math.round(distance * Math.sin((i * Math.PI) / 4)),
  })),
);

const perRing = 5;
export const pixelFeatureCount = 3 + 3 + channels * radii.length + 3 + 9 + 6 + rings.length * perRing;

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
      out[at++] = y / height;
      out[at++] = x / width;
      out[at++] = Math.hypot(x / width - 0.5, y / height - 0.5);
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
      for (let r = 0; r < rings.length; r++) {
        const bright = light[rings[r]!.radius]!;
        const edges = means[3]![rings[r]!.radius]!;
        const own = places[r]!;
        let least = Number.POSITIVE_INFINITY;
        let most = Number.NEGATIVE_INFINITY;
        let brighter = 0;
        let strongest = 0;
        let weakest = Number.POSITIVE_INFINITY;
        for (let d = 0; d < 8; d++) {
          const px = clamp(x + own[d]!.dx, width);
          const py = clamp(y + own[d]!.dy, height);
          const value = bright[py * width + px]!;
          if (value < least) least = value;
          if (value > most) most = value;
          if (value > here) brighter++;
          const edge = edges[py * width + px]!;
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
