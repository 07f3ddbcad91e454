/** What a candidate looks like, for a closer look at it. */
import { type EdgeBox, edgeArea, edgeIou } from './detect-box';
import { type Candidate, eachCellIn } from './detect-candidates';
import type { CellVotes } from './detect-cells';
import type { PixelAnswer } from './pixel-model';
import type { PixelPlanes } from './pixel-planes';

/** Where edges are looked for along each side, as shares of the box's size from its edge, outward positive. */
const profile = [-0.25, -0.12, 0, 0.12, 0.25] as const;
/** Where along a side: a quarter, half and three quarters of it. */
const along = [0.35, 0.5, 0.65] as const;

export const candidateFeatureCount = (contextClasses: number): number =>
  1 + 4 + 3 + 6 + contextClasses * 2 + 3 + 4 + 4 + 6 + 4 * profile.length * 2;

interface Seen {
  planes: PixelPlanes;
  answer: PixelAnswer;
  votes: CellVotes;
  contextClasses: Uint32Array;
}

/** Writes one row per candidate. */
export function candidateFeatures(candidates: readonly Candidate[], seen: Seen): Float32Array {
  const width = candidateFeatureCount(seen.contextClasses.length);
  const rows = new Float32Array(candidates.length * width);
  for (const [i, candidate] of candidates.entries()) writeRow(candidate, i, candidates, seen, rows, i * width);
  return rows;
}

function writeRow(
  candidate: Candidate,
  index: number,
  all: readonly Candidate[],
  { planes, answer, votes, contextClasses }: Seen,
  rows: Float32Array,
  begin: number,
): void {
  let at = begin;
  const { grid } = votes;
  const boxWidth = candidate.right - candidate.left;
  const boxHeight = candidate.bottom - candidate.top;
  rows[at++] = candidate.strength;
  for (const scatter of candidate.scatter) rows[at++] = scatter;
  rows[at++] = Math.log(boxWidth + 1);
  rows[at++] = Math.log(boxHeight + 1);
  rows[at++] = Math.log((boxWidth + 1) / (boxHeight + 1));

  let inner = 0;
  let something = 0;
  let centre = 0;
  let agree = 0;
  let strongest = 0;
  let votesInside = 0;
  const vote: EdgeBox = { left: 0, top: 0, right: 0, bottom: 0 };
  const classes = new Float64Array(contextClasses.length);
  eachCellIn(candidate, grid, 0.6, (cell) => {
    inner++;
    something += votes.something[cell]!;
    centre += votes.centre[cell]!;
    vote.left = votes.left[cell]!;
    vote.top = votes.top[cell]!;
    vote.right = votes.right[cell]!;
    vote.bottom = votes.bottom[cell]!;
    agree += votes.something[cell]! * edgeIou(vote, candidate);
    strongest = Math.max(strongest, votes.votes[cell]!);
    votesInside += votes.votes[cell]! / 9;
    for (let k = 0; k < contextClasses.length; k++)
      classes[k]! += answer.cells[cell * answer.width + contextClasses[k]!]!;
  });
  let whole = 0;
  let wholeSomething = 0;
  const wholeClasses = new Float64Array(contextClasses.length);
  eachCellIn(candidate, grid, 1, (cell) => {
    whole++;
    wholeSomething += votes.something[cell]!;
    for (let k = 0; k < contextClasses.length; k++)
      wholeClasses[k]! += answer.cells[cell * answer.width + contextClasses[k]!]!;
  });
  let around = 0;
  let aroundSomething = 0;
  eachCellIn(candidate, grid, 1.3, (cell) => {
    around++;
    aroundSomething += votes.something[cell]!;
  });
  rows[at++] = something / inner;
  rows[at++] = centre / inner;
  rows[at++] = agree / inner;
  rows[at++] = strongest;
  rows[at++] = votesInside;
  rows[at++] = wholeSomething / whole - (around > whole ? (aroundSomething - wholeSomething) / (around - whole) : 0);
  for (let k = 0; k < contextClasses.length; k++) {
    rows[at++] = classes[k]! / inner;
    rows[at++] = wholeClasses[k]! / whole;
  }

  let stronger = 0;
  let nearestOther = 0;
  let covered = 0;
  for (const [j, other] of all.entries()) {
    if (j === index) continue;
    const iou = edgeIou(candidate, other);
    if (iou > nearestOther) nearestOther = iou;
    if (j < index && iou > stronger) stronger = iou;
    const w = Math.min(candidate.right, other.right) - Math.max(candidate.left, other.left);
    const h = Math.min(candidate.bottom, other.bottom) - Math.max(candidate.top, other.top);
    if (j < index && w > 0 && h > 0) covered = Math.max(covered, (w * h) / Math.max(1, edgeArea(candidate)));
  }
  rows[at++] = stronger;
  rows[at++] = nearestOther;
  rows[at++] = covered;

  // How far the picture's edge is, where it is near.
  rows[at++] = Math.min(8, candidate.left);
  rows[at++] = Math.min(8, candidate.top);
  rows[at++] = Math.min(8, planes.width - candidate.right);
  rows[at++] = Math.min(8, planes.height - candidate.bottom);

  const x = (share: number) => candidate.left + share * boxWidth;
  const y = (share: number) => candidate.top + share * boxHeight;
  const read = (plane: Float32Array, px: number, py: number) => {
    const column = Math.min(planes.width - 1, Math.max(0, Math.floor(px)));
    const row = Math.min(planes.height - 1, Math.max(0, Math.floor(py)));
    return plane[row * planes.width + column]!;
  };
  for (let c = 0; c < 4; c++) rows[at++] = read(planes.means[c]![1]!, x(0.5), y(0.5));
  for (let c = 0; c < 3; c++) {
    let inside = 0;
    let outside = 0;
    for (let d = 0; d < 8; d++) {
      const cos = Math.cos((d * Math.PI) / 4);
      const sin = Math.sin((d * Math.PI) / 4);
      inside += read(planes.means[c]![0]!, x(0.5 + 0.33 * cos), y(0.5 + 0.33 * sin));
      outside += read(planes.means[c]![0]!, x(0.5 + 0.62 * cos), y(0.5 + 0.62 * sin));
    }
    rows[at++] = inside / 8;
    rows[at++] = (inside - outside) / 8;
  }
  const cellAt = (px: number, py: number) => {
    const column = Math.min(grid.columns - 1, Math.max(0, Math.floor(px / grid.stride)));
    const row = Math.min(grid.rows - 1, Math.max(0, Math.floor(py / grid.stride)));
    return votes.something[row * grid.columns + column]!;
  };
  for (let side = 0; side < 4; side++)
    for (const share of profile) {
      let edge = 0;
      let thing = 0;
      for (const place of along) {
        const across = side < 2 ? -share : 1 + share;
        const px = side % 2 === 0 ? x(across) : x(place);
        const py = side % 2 === 0 ? y(place) : y(across);
        edge += read(planes.means[3]![0]!, px, py);
        thing += cellAt(px, py);
      }
      rows[at++] = edge / along.length;
      rows[at++] = thing / along.length;
    }
}
