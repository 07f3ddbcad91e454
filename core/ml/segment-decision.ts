/** Out of probabilities the mask with the highest IoU to expect, and that IoU. */
import { RunBuilder, type SemanticMask } from '../formats/mask/semantic-mask';
import { cellPixel } from './pixel-grid';
import type { PixelAnswer } from './pixel-model';
import type { SmallPicture } from './pixel-planes';

/** How one class is drawn in one picture: where its probability is at least `threshold`. */
export interface ClassDecision {
  threshold: number;
  /** Expected overlap over expected union. */
  expected: number;
  /** Share of the picture. */
  area: number;
}

const levels = 256;

/**
 * The threshold of each class (from 1) that leaves the highest expected IoU, taking pixels for independent: what is drawn overlaps by the probabilities in it,
 * and the union is what is drawn plus the probabilities outside.
 */
export function decideClasses({ cells, width }: PixelAnswer, classes: number): ClassDecision[] {
  const count = cells.length / width;
  const decisions: ClassDecision[] = [];
  const number = new Float64Array(levels + 1);
  for (let c = 1; c < classes; c++) {
    number.fill(0);
    let total = 0;
    const sums = new Float64Array(levels + 1);
    for (let i = 0; i < count; i++) {
      const p = cells[i * width + c]!;
      const level = Math.floor(p * levels);
      number[level]! += 1;
      sums[level]! += p;
      total += p;
    }
    let best: ClassDecision = { threshold: 1, expected: 0, area: 0 };
    let drawn = 0;
    let inside = 0;
    for (let level = levels; level > 0; level--) {
      drawn += number[level]!;
      inside += sums[level]!;
      const expected = drawn === 0 ? 0 : inside / (drawn + total - inside);
      if (expected > best.expected) best = { threshold: level / levels, expected, area: drawn / count };
    }
    decisions.push(best);
  }
  return decisions;
}

/** Draws the decisions in the picture's own pixels; `undefined` leaves a class out. */
export function drawMask(
  answer: PixelAnswer,
  { width, height, smallWidth, smallHeight }: SmallPicture,
  decisions: readonly (ClassDecision | undefined)[],
  labels: readonly string[],
): SemanticMask {
  const { grid, cells, width: step } = answer;
  const columns = weightsOf(width, smallWidth, grid.columns, (cell) => cellPixel(cell, grid, smallWidth));
  const rows = weightsOf(height, smallHeight, grid.rows, (cell) => cellPixel(cell, grid, smallHeight));
  const drawn = decisions.flatMap((decision, k) => (decision ? [{ c: k + 1, threshold: decision.threshold }] : []));
  const lines = drawn.map(() => new Float32Array(grid.columns));
  const builder = new RunBuilder();
  const line = new Uint16Array(width);
  for (let y = 0; y < height; y++) {
    const upper = rows.cell[y]! * grid.columns;
    const lower = Math.min(grid.rows - 1, rows.cell[y]! + 1) * grid.columns;
    const down = rows.share[y]!;
    for (const [d, { c, threshold }] of drawn.entries())
      for (let x = 0; x < grid.columns; x++) {
        const above = cells[(upper + x) * step + c]!;
        lines[d]![x] = (above + down * (cells[(lower + x) * step + c]! - above)) / threshold;
      }
    for (let x = 0; x < width; x++) {
      const left = columns.cell[x]!;
      const right = Math.min(grid.columns - 1, left + 1);
      const share = columns.share[x]!;
      let best = 1;
      let value = 0;
      for (let d = 0; d < drawn.length; d++) {
        const own = lines[d]!;
        const ratio = own[left]! + share * (own[right]! - own[left]!);
        if (ratio >= best) {
          best = ratio;
          value = drawn[d]!.c;
        }
      }
      line[x] = value;
    }
    let begin = 0;
    for (let x = 1; x <= width; x++)
      if (x === width || line[x] !== line[begin]) {
        builder.push(line[begin]!, x - begin);
        begin = x;
      }
  }
  return { width, height, classes: [...labels], runs: builder.runs };
}

/** For each pixel along one side the cell before it and how far it lies towards the next. */
function weightsOf(size: number, smallSize: number, cells: number, middle: (cell: number) => number) {
  const cell = new Uint32Array(size);
  const share = new Float32Array(size);
  for (let i = 0, k = 0; i < size; i++) {
    const at = ((i + 0.5) * smallSize) / size - 0.5;
    while (k + 1 < cells && middle(k + 1) <= at) k++;
    cell[i] = k;
    const from = middle(k);
    const to = k + 1 < cells ? middle(k + 1) : from + 1;
    share[i] = Math.min(1, Math.max(0, (at - from) / (to - from)));
  }
  return { cell, share };
}

/** The class of each cell's middle in a mask over the picture, classes numbered as in `labels` from 1. */
export function cellClasses(
  mask: SemanticMask,
  { width, height, smallWidth, smallHeight }: SmallPicture,
  { grid }: Pick<PixelAnswer, 'grid'>,
  labels: readonly string[],
): Uint8Array {
  const numbers = [0, ...mask.classes.map((name) => labels.indexOf(name) + 1)];
  const out = new Uint8Array(grid.columns * grid.rows);
  let run = 0;
  let end = mask.runs[1]!;
  for (let row = 0; row < grid.rows; row++) {
    const y = Math.floor(((cellPixel(row, grid, smallHeight) + 0.5) * height) / smallHeight);
    for (let column = 0; column < grid.columns; column++) {
      const x = Math.floor(((cellPixel(column, grid, smallWidth) + 0.5) * width) / smallWidth);
      const pixel = y * width + x;
      while (end <= pixel) {
        run += 2;
        end += mask.runs[run + 1]!;
      }
      out[row * grid.columns + column] = numbers[mask.runs[run]!]!;
    }
  }
  return out;
}
