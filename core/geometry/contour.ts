/**
 * Rings along which a function sampled on a grid is zero: marching squares (W. E. Lorensen, H. E. Cline, "Marching Cubes", SIGGRAPH 1987, in two
 * dimensions), crossing points interpolated. Positive is inside; rings close at the grid's edge because beyond it counts as outside.
 *
 * @param values row by row, `columns` × `rows`
 * @returns rings in grid coordinates (the first sample is 0, 0), outer ones and holes alike
 */
import type { Point } from './point';

export function zeroContours(values: ArrayLike<number>, columns: number, rows: number): Point[][] {
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= columns || y >= rows ? -1e12 : values[y * columns + x]!);
  // An edge of the grid is named by its upper or left end: even for one to the right, odd for one down.
  const width = columns + 2;
  const right = (x: number, y: number) => 2 * ((y + 1) * width + x + 1);
  const down = (x: number, y: number) => right(x, y) + 1;
  const next = new Map<number, number>();
  for (let y = -1; y < rows; y++)
    for (let x = -1; x < columns; x++) {
      const a = at(x, y) > 0;
      const b = at(x + 1, y) > 0;
      const c = at(x + 1, y + 1) > 0;
      const d = at(x, y + 1) > 0;
      const code = (a ? 8 : 0) + (b ? 4 : 0) + (c ? 2 : 0) + (d ? 1 : 0);
      if (code === 0 || code === 15) continue;
      const top = right(x, y);
      const bottom = right(x, y + 1);
      const left = down(x, y);
      const side = down(x + 1, y);
      // Segments run with the inside on their right hand, so that each edge starts at most one.
      switch (code) {
        case 8:
          next.set(top, left);
          break;
        case 4:
          next.set(side, top);
          break;
        case 2:
          next.set(bottom, side);
          break;
        case 1:
          next.set(left, bottom);
          break;
        case 12:
          next.set(side, left);
          break;
        case 6:
          next.set(bottom, top);
          break;
        case 3:
          next.set(left, side);
          break;
        case 9:
          next.set(top, bottom);
          break;
        case 7:
          next.set(left, top);
          break;
        case 11:
          next.set(top, side);
          break;
        case 13:
          next.set(side, bottom);
          break;
        case 14:
          next.set(bottom, left);
          break;
        case 10:
          next.set(top, left);
          next.set(bottom, side);
          break;
        case 5:
          next.set(side, top);
          next.set(left, bottom);
          break;
      }
    }
  const pointOn = (edge: number): Point => {
    const cell = edge >> 1;
    const x = (cell % width) - 1;
    const y = Math.floor(cell / width) - 1;
    const vertical = edge % 2 === 1;
    const from = at(x, y);
    const to = vertical ? at(x, y + 1) : at(x + 1, y);
    const t = from / (from - to);
    return vertical ? { x, y: y + t } : { x: x + t, y };
  };
  const rings: Point[][] = [];
  for (const start of [...next.keys()]) {
    if (!next.has(start)) continue;
    const ring: Point[] = [];
    for (let edge: number | undefined = start; edge !== undefined; ) {
      const following: number | undefined = next.get(edge);
      if (following === undefined) break;
      next.delete(edge);
      ring.push(pointOn(edge));
      edge = following;
    }
    if (ring.length >= 3) rings.push(ring);
  }
  return rings;
}
