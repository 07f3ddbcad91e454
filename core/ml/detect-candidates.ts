import { type EdgeBox, edgeIou } from './detect-box';
import type { CellVotes } from './detect-cells';

/** A place where something may be. */
export interface Candidate extends EdgeBox {
  /** How strongly its middle is thought to be one. */
  strength: number;
  /** How far the cells that vote for it disagree on each edge, in its size. */
  scatter: [number, number, number, number];
}

const weakest = 0.03;
const most = 120;
/** Boxes this alike are one candidate. */
const same = 0.85;

/** Cells that seem more central than all around them; the box is what the cells inside that mean about the same box agree on. */
export function candidatesOf(votes: CellVotes): Candidate[] {
  const { grid, centre } = votes;
  const peaks: number[] = [];
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const cell = row * grid.columns + column;
      if (centre[cell]! >= weakest && isPeak(votes, column, row)) peaks.push(cell);
    }
  peaks.sort((a, b) => centre[b]! - centre[a]! || a - b);
  const found: Candidate[] = [];
  for (const peak of peaks.slice(0, 2 * most)) {
    const candidate = agreedBox(votes, peak);
    if (found.length < most && !found.some((other) => edgeIou(other, candidate) > same)) found.push(candidate);
  }
  return found;
}

function isPeak({ grid, centre }: CellVotes, column: number, row: number): boolean {
  const cell = row * grid.columns + column;
  const own = centre[cell]!;
  for (let y = Math.max(0, row - 1); y <= Math.min(grid.rows - 1, row + 1); y++)
    for (let x = Math.max(0, column - 1); x <= Math.min(grid.columns - 1, column + 1); x++) {
      const other = y * grid.columns + x;
      // Of equal neighbours the first is the peak.
      if (centre[other]! > own || (centre[other] === own && other < cell)) return false;
    }
  return true;
}

const alike = 0.5;

function agreedBox(votes: CellVotes, peak: number): Candidate {
  const { grid, centre, left, top, right, bottom } = votes;
  let box: EdgeBox = { left: left[peak]!, top: top[peak]!, right: right[peak]!, bottom: bottom[peak]! };
  let scatter: Candidate['scatter'] = [1, 1, 1, 1];
  const vote: EdgeBox = { ...box };
  for (let round = 0; round < 2; round++) {
    const sums = [0, 0, 0, 0];
    const squares = [0, 0, 0, 0];
    let weight = 0;
    eachCellIn(box, grid, 0.5, (cell) => {
      vote.left = left[cell]!;
      vote.top = top[cell]!;
      vote.right = right[cell]!;
      vote.bottom = bottom[cell]!;
      if (edgeIou(vote, box) < alike) return;
      const w = centre[cell]!;
      weight += w;
      [vote.left, vote.top, vote.right, vote.bottom].forEach((edge, d) => {
        sums[d]! += w * edge;
        squares[d]! += w * edge * edge;
      });
    });
    if (weight <= 0) break;
    const [l, t, r, b] = sums.map((sum) => sum / weight) as [number, number, number, number];
    box = { left: l, top: t, right: r, bottom: b };
    const size = [r - l, b - t, r - l, b - t];
    scatter = squares.map(
      (square, d) => Math.sqrt(Math.max(0, square / weight - (sums[d]! / weight) ** 2)) / Math.max(1, size[d]!),
    ) as Candidate['scatter'];
  }
  return { ...box, strength: centre[peak]!, scatter };
}

/** Cells whose middle lies in the box made smaller (or larger) by `share`. */
export function eachCellIn(
  box: EdgeBox,
  { stride, columns, rows }: CellVotes['grid'],
  share: number,
  visit: (cell: number) => void,
): void {
  const centreX = (box.left + box.right) / 2;
  const centreY = (box.top + box.bottom) / 2;
  const halfWidth = ((box.right - box.left) / 2) * share;
  const halfHeight = ((box.bottom - box.top) / 2) * share;
  const column = Math.min(columns - 1, Math.max(0, Math.floor(centreX / stride)));
  const row = Math.min(rows - 1, Math.max(0, Math.floor(centreY / stride)));
  const first = (edge: number) => Math.max(0, Math.round(edge / stride));
  const left = Math.min(column, first(centreX - halfWidth));
  const top = Math.min(row, first(centreY - halfHeight));
  const right = Math.max(column, Math.min(columns, first(centreX + halfWidth)) - 1);
  const bottom = Math.max(row, Math.min(rows, first(centreY + halfHeight)) - 1);
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) visit(y * columns + x);
}
