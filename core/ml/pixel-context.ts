/** What a first look said of a place's surroundings, as features of a second one ("auto-context": Z. Tu, X. Bai, 2010). */
import { integral, windowMeans } from './pixel-planes';

const distances = [2, 5, 10] as const;
const windows = [1, 3, 8] as const;
/** The same at each place, so that columns and rows can be added up as they are. */
const steps = distances.flatMap((distance) =>
  Array.from({ length: 8 }, (_, i) => ({
    dx: Math.round(distance * Math.cos((i * Math.PI) / 4)),
    dy: Math.round(distance * Math.sin((i * Math.PI) / 4)),
  })),
);
const reach = distances.at(-1)!;

/** Features per map. */
export const contextPerMap = 1 + windows.length + steps.length;

/** Writes `contextPerMap` numbers per map and cell, from `offset` of each row on. A map has a number per cell; what lies outside is as its edge. */
export function contextFeatures(
  maps: readonly Float32Array[],
  columns: number,
  rows: number,
  out: Float32Array,
  rowLength: number,
  offset: number,
): void {
  const shifts = Int32Array.from(steps, ({ dx, dy }) => dy * columns + dx);
  for (const [m, map] of maps.entries()) {
    const sums = integral(map, columns, rows);
    const [near, middle, far] = windows.map((radius) => windowMeans(sums, columns, rows, radius)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const cell = y * columns + x;
        let at = cell * rowLength + offset + m * contextPerMap;
        out[at++] = map[cell]!;
        out[at++] = near[cell]!;
        out[at++] = middle[cell]!;
        out[at++] = far[cell]!;
        if (x >= reach && x < columns - reach && y >= reach && y < rows - reach)
          for (let s = 0; s < shifts.length; s++) out[at++] = near[cell + shifts[s]!]!;
        else
          for (const { dx, dy } of steps) {
            out[at++] = near[clamp(y + dy, rows) * columns + clamp(x + dx, columns)]!;
          }
      }
  }
}

const clamp = (value: number, size: number): number => (value < 0 ? 0 : value >= size ? size - 1 : value);
