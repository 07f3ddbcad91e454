/** The closer look at candidates: is it something, what, how well does the box fit, where should its edges be. */
import type { RandomGenerator } from '../random/generator';
import { type EdgeBox, edgeIou } from './detect-box';
import type { Candidate } from './detect-candidates';
import type { LabelledEdges } from './detect-cells';
import type { Judged } from './detect-choice';
import { growForest } from './forest-growth';
import { binSamples } from './forest-samples';
import { leafWidth, sumLeaves, type Trees } from './forest-trees';

/** IoU with the thing; how far each edge is off, in the box's size. */
export const closerOutputs = 5;

export interface CloserLook {
  groups: number;
  trees: Trees;
}

interface Candidates {
  candidates: readonly Candidate[];
  /** Features, row by row. */
  rows: Float32Array;
}

/** A box that has less in common with a thing is not of it. */
const matchAt = 0.3;
const treesPerGroup = 20;

export function growCloserLook(
  pictures: readonly Candidates[],
  truth: readonly (readonly LabelledEdges[])[],
  foldOf: Uint8Array,
  { classes, groups, width, random }: { classes: number; groups: number; width: number; random: RandomGenerator },
): CloserLook {
  const count = pictures.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const rows = new Float32Array(count * width);
  const classOf = new Uint8Array(count);
  const values = new Float32Array(count * closerOutputs);
  const fold = new Uint8Array(count);
  let at = 0;
  for (const [p, { candidates, rows: own }] of pictures.entries()) {
    rows.set(own, at * width);
    for (const candidate of candidates) {
      const thing = bestMatch(candidate, truth[p]!);
      fold[at] = foldOf[p]!;
      if (thing) {
        classOf[at] = thing.label + 1;
        values.set(
          [
            edgeIou(candidate, thing),
            (thing.left - candidate.left) / (candidate.right - candidate.left),
            (thing.top - candidate.top) / (candidate.bottom - candidate.top),
            (thing.right - candidate.right) / (candidate.right - candidate.left),
            (thing.bottom - candidate.bottom) / (candidate.bottom - candidate.top),
          ],
          at * closerOutputs,
        );
      }
      at++;
    }
  }
  const weight = new Float32Array(count).fill(1);
  const samples = binSamples(rows, width, { classes, classOf, weight, outputs: closerOutputs, values });
  const every = Array.from({ length: count }, (_, i) => i);
  const members = Array.from({ length: groups }, (_, g) =>
    Uint32Array.from(groups > 1 ? every.filter((i) => fold[i] !== g) : every),
  );
  const tries = Math.ceil(1.5 * Math.sqrt(width));
  return {
    groups,
    trees: growForest(samples, members, { treesPerGroup, smallestSplit: 10, deepest: 16, tries, random }),
  };
}

function bestMatch(box: EdgeBox, things: readonly LabelledEdges[]): LabelledEdges | undefined {
  let best: LabelledEdges | undefined;
  let most = matchAt;
  for (const thing of things) {
    const iou = edgeIou(box, thing);
    if (iou >= most) {
      most = iou;
      best = thing;
    }
  }
  return best;
}

/** What the trees of one group, or all of them, say of each candidate. */
export function closerLook(
  { groups, trees }: CloserLook,
  { candidates, rows }: Candidates,
  group: number | undefined,
): Judged[] {
  const width = leafWidth(trees);
  const perGroup = trees.roots.length / groups;
  const from = group === undefined ? 0 : group * perGroup;
  const to = group === undefined ? trees.roots.length : from + perGroup;
  const sums = new Float32Array(candidates.length * width);
  sumLeaves(trees, from, to, rows, rows.length / Math.max(1, candidates.length), candidates.length, sums);
  return candidates.map((candidate, i) => {
    const row = sums.subarray(i * width, (i + 1) * width);
    let real = 0;
    let label = 1;
    for (let c = 1; c < trees.classes; c++) {
      real += row[c]!;
      if (row[c]! > row[label]!) label = c;
    }
    const value = (d: number) => (real > 0 ? row[trees.classes + d]! / real : 0);
    const boxWidth = candidate.right - candidate.left;
    const boxHeight = candidate.bottom - candidate.top;
    const named = real > 0 ? row[label]! / real : 0;
    const left = candidate.left + value(1) * boxWidth;
    const top = candidate.top + value(2) * boxHeight;
    return {
      left,
      top,
      right: Math.max(left, candidate.right + value(3) * boxWidth),
      bottom: Math.max(top, candidate.bottom + value(4) * boxHeight),
      label: label - 1,
      real: real / (to - from),
      // A wrong name leaves half.
      score: (row[trees.classes]! / (to - from)) * (0.5 + 0.5 * named),
    };
  });
}
