/** What a first look said of a place's surroundings, as features of a second one ("auto-context": Z. Tu, X. Bai, 2010). */
import { integral, windowMeans } from './pixel-planes';

const distances = [2, 5, 10] as const;
const windows = [1, 3, 8] as const;
const steps = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)] as const);

/** Features per map. */
export const contextPerMap = 1 + windows.length + distances.length * steps.length;

/** Writes `contextPerMap` numbers per map and cell, from `offset` of each row on. A map has a number per cell; what lies outside is as its edge. */
export function contextFeatures(
  maps: readonly Float32Array[],
  columns: number,
  rows: number,
  out: Float32Array,
  rowLength: number,
  offset: number,
): void {
  for (const [m, map] of maps.entries()) {
    const sums = integral(map, columns, rows);
    const means = windows.map((radius) => windowMeans(sums, columns, rows, radius));
    const near = means[0]!;
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const cell = y * columns + x;
        let at = cell * rowLength + offset + m * contextPerMap;
        out[at++] = map[cell]!;
        for (const mean of means) out[at++] = mean[cell]!;
        for (const distance of distances)
          for (const [dx, dy] of steps) {
            const px = Math.min(columns - 1, Math.max(0, Math.round(x + dx * distance)));
            const py = Math.min(rows - 1, Math.max(0, Math.round(y + dy * distance)));
            out[at++] = near[py * columns + px]!;
          }
      }
  }
}
