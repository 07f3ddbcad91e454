/** How boxes look from the cells inside them: what each cell learns and votes for. */
import type { EdgeBox } from './detect-box';
import { cellPixel, type PixelGrid } from './pixel-grid';
import type { PixelAnswer } from './pixel-model';
import { type PixelTruth, unclear } from './pixel-training';

/** Distance to the left, top, right and bottom edge, in logarithms; how central the cell is. */
export const cellOutputs = 5;
/** Pixels added before taking the logarithm: an edge one pixel off matters more near by than far away, but not without limit. */
const near = 4;

export interface LabelledEdges extends EdgeBox {
  /** From 0. */
  label: number;
}

/**
 * The cells of each box that lie in its inscribed ellipse belong to it, to the one whose centre is nearest where boxes overlap; what lies in the corners of a
 * box may be of the thing or not.
 */
export function cellsOfBoxes(
  boxes: readonly LabelledEdges[],
  grid: PixelGrid,
  width: number,
  height: number,
): PixelTruth {
  const count = grid.columns * grid.rows;
  const classOf = new Uint8Array(count);
  const values = new Float32Array(count * cellOutputs);
  const nearest = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  for (const box of boxes) {
    const halfWidth = (box.right - box.left) / 2;
    const halfHeight = (box.bottom - box.top) / 2;
    const centreX = box.left + halfWidth;
    const centreY = box.top + halfHeight;
    const own = (column: number, row: number, atLeast: number) => {
      const x = cellPixel(column, grid, width) + 0.5;
      const y = cellPixel(row, grid, height) + 0.5;
      const cell = row * grid.columns + column;
      const distance = Math.min(Math.hypot((x - centreX) / halfWidth, (y - centreY) / halfHeight), atLeast);
      if (distance > 1) {
        const inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
        if (inside && classOf[cell] === 0) classOf[cell] = unclear;
        return;
      }
      if (distance >= nearest[cell]!) return;
      nearest[cell] = distance;
      classOf[cell] = box.label + 1;
      const at = cell * cellOutputs;
      values[at] = Math.log(Math.max(0, x - box.left) + near);
      values[at + 1] = Math.log(Math.max(0, y - box.top) + near);
      values[at + 2] = Math.log(Math.max(0, box.right - x) + near);
      values[at + 3] = Math.log(Math.max(0, box.bottom - y) + near);
      values[at + 4] = 1 - distance;
    };
    const first = (edge: number) => Math.max(0, Math.floor(edge / grid.stride) - 1);
    const lastColumn = Math.min(grid.columns - 1, Math.ceil(box.right / grid.stride));
    const lastRow = Math.min(grid.rows - 1, Math.ceil(box.bottom / grid.stride));
    for (let row = first(box.top); row <= lastRow; row++)
      for (let column = first(box.left); column <= lastColumn; column++) own(column, row, Number.POSITIVE_INFINITY);
    // A box between the middles of cells has one all the same.
    if (centreX >= 0 && centreX < width && centreY >= 0 && centreY < height)
      own(Math.floor(centreX / grid.stride), Math.floor(centreY / grid.stride), 0.5);
  }
  return { classOf, values };
}

/** What the cells of a picture vote for. */
export interface CellVotes {
  grid: PixelGrid;
  count: number;
  /** Probability that the cell belongs to something. */
  something: Float32Array;
  /** The same times how central it is thought to be. */
  centre: Float32Array;
  /** How much of a thing votes for a centre here: about 1 where all of one thing agrees. */
  votes: Float32Array;
  left: Float32Array;
  top: Float32Array;
  right: Float32Array;
  bottom: Float32Array;
}

export function cellVotes({ grid, cells, width: step }: PixelAnswer, width: number, height: number): CellVotes {
  const count = grid.columns * grid.rows;
  const make = () => new Float32Array(count);
  const [something, centre, cast] = [make(), make(), make()];
  const [left, top, right, bottom] = [make(), make(), make(), make()];
  const classes = step - cellOutputs;
  for (let cell = 0; cell < count; cell++) {
    const at = cell * step;
    const p = 1 - cells[at]!;
    const x = cellPixel(cell % grid.columns, grid, width) + 0.5;
    const y = cellPixel(Math.floor(cell / grid.columns), grid, height) + 0.5;
    const side = (d: number) => Math.max(0.5, Math.exp(cells[at + classes + d]!) - near);
    something[cell] = p;
    centre[cell] = p * cells[at + classes + 4]!;
    left[cell] = x - side(0);
    top[cell] = y - side(1);
    right[cell] = x + side(2);
    bottom[cell] = y + side(3);
    const column = Math.floor((left[cell]! + right[cell]!) / 2 / grid.stride);
    const row = Math.floor((top[cell]! + bottom[cell]!) / 2 / grid.stride);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    const area = (right[cell]! - left[cell]!) * (bottom[cell]! - top[cell]!);
    cast[row * grid.columns + column]! += (p * grid.stride * grid.stride) / Math.max(area, grid.stride * grid.stride);
  }
  return { grid, count, something, centre, votes: blurred(cast, grid), left, top, right, bottom };
}

/** Sums over 3 × 3 cells. */
function blurred(map: Float32Array, { columns, rows }: PixelGrid): Float32Array {
  const out = new Float32Array(map.length);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let dy = Math.max(0, y - 1); dy <= Math.min(rows - 1, y + 1); dy++)
        for (let dx = Math.max(0, x - 1); dx <= Math.min(columns - 1, x + 1); dx++) sum += map[dy * columns + dx]!;
      out[y * columns + x] = sum;
    }
  return out;
}
