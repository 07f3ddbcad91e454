/**
 * The default method, in two steps. What is there at all, and whose answers are about it, STAPLE decides (`core-mask.ts`). Where its edge
 * runs is then estimated among the answers that agree on the part: their signed distances are fused (shape-based averaging, T. Rohlfing, C. Maurer,
 * "Shape-based averaging", IEEE TIP 16(1), 2007) under each worker's bias and wobble (`displacement-model.ts`, `edge-judge.ts`). Neighbouring pixels share
 * their distances, which is what smooths the edge. Work and memory: one tile at a time, only where workers disagree.
 */
import { RunBuilder } from '../../formats/mask/semantic-mask';
import { type ContourSurvey, surveyContours } from './contour-survey';
import { type CoreMask, coreMask } from './core-mask';
import { type Displacement, fitDisplacements } from './displacement-model';
import { DistanceTile, TILE } from './distance-tile';
import { EdgeJudge } from './edge-judge';
import { learntOf, recallMasks } from './learnt-masks';
import { expectedIoU, type FusedMask, type MaskMethod } from './mask-method';
import type { MaskStack } from './mask-stack';

/** Mean absolute value of a standard normal variable. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

export const contourConsensus: MaskMethod = (stacks, earlier) => {
  const workerIds = [...new Set(stacks.flatMap((stack) => stack.workerIds))].sort();
  const index = new Map(workerIds.map((id, w) => [id, w]));
  const workers = stacks.map((stack) => stack.workerIds.map((id) => index.get(id)!));
  const cores = stacks.map(coreMask);
  const surveys = stacks.map((stack, i) => surveyContours(stack, cores[i]!));
  const { displacements, habits } = fitDisplacements(
    surveys.map(({ distances, count, area }, i) => ({
      workers: workers[i]!,
      distances,
      count,
      size: Math.sqrt(Math.max(1, foreground(area))),
    })),
    workerIds.length,
    recallMasks(earlier, workerIds),
  );
  return {
    fused: stacks.map((stack, i) => fuse(stack, surveys[i]!, cores[i]!, displacements[i]!)),
    learnt: learntOf(habits, workerIds),
  };
};

const foreground = (pixels: Float64Array): number => pixels.reduce((sum, value, k) => (k > 0 ? sum + value : sum), 0);

function fuse(stack: MaskStack, survey: ContourSurvey, core: CoreMask, displacement: Displacement): FusedMask {
  const { width, height, classes } = stack;
  const size = classes.length + 1;
  const inside = new Float64Array(size);
  const mass = new Float64Array(size);
  const kept = new Float64Array(size);
  /** Pixels that the edge model took from or gave to the core's class. */
  const moved = new Float64Array(size);
  for (const [k, pixels] of survey.agreed.entries()) {
    inside[k]! += pixels;
    mass[k]! += pixels;
    kept[k]! += pixels;
  }
  const builder = new RunBuilder();
  const tile = new DistanceTile(survey.rows, width, height);
  const band = new Int32Array(width * Math.min(TILE, height));
  const cursor = segmentCursor(core);
  const judge = new EdgeJudge(displacement);
  const belief = core.truth.map((truth, p) => believed(truth, core.patterns.labels[p]!, displacement.elsewhere));
  const from: number[] = [];
  const to: number[] = [];
  const pace = Math.max(1, Math.min(16, Math.floor(displacement.scale / 2)));
  let next = 0;
  for (let top = 0; top < height; top += TILE) {
    const rows = Math.min(TILE, height - top);
    // Agreed pixels carry their class, contested ones -1 - pattern.
    cursor(band.subarray(0, rows * width));
    const tileRow = (top / TILE) * survey.tilesAcross;
    for (; next < survey.tiles.length && survey.tiles[next]! < tileRow + survey.tilesAcross; next++) {
      const left = (survey.tiles[next]! - tileRow) * TILE;
      const right = Math.min(width, left + TILE);
      tile.moveTo(left, top);
      for (let y = 0; y < rows; y++)
        for (let x = left; x < right; ) {
          const value = band[y * width + x]!;
          if (value >= 0) {
            x++;
            continue;
          }
          // A stretch of one vote pattern: judged every few pixels, in between the probabilities run straight.
          let end = x + 1;
          while (end < right && end - x < pace && band[y * width + end] === value) end++;
          const choices = survey.choices[-1 - value]!;
          choose(choices, belief[-1 - value]!, x, top + y, tile, judge, from);
          const decided = core.decided[-1 - value]!;
          const goesOn = end < right && band[y * width + end] === value;
          if (goesOn) choose(choices, belief[-1 - value]!, end, top + y, tile, judge, to);
          for (let at = x; at < end; at++) {
            const share = goesOn ? (at - x) / (end - x) : 0;
            let best = 0;
            let top = -1;
            for (let c = 0; c < choices.length; c++) {
              const p = share === 0 ? from[c]! : from[c]! * (1 - share) + to[c]! * share;
              mass[choices[c]!]! += p;
              if (p > top) {
                top = p;
                best = choices[c]!;
              }
            }
            if (best !== decided) {
              moved[best]!++;
              moved[decided]!--;
            }
            band[y * width + at] = best;
            inside[best]!++;
            kept[best]! += top;
          }
          x = end;
        }
    }
    let last = band[0]!;
    let begin = 0;
    for (let at = 1; at < rows * width; at++)
      if (band[at] !== last) {
        builder.push(last, at - begin);
        last = band[at]!;
        begin = at;
      }
    builder.push(last, rows * width - begin);
  }
  const say = displacement.variance.map((variance) => 1 / variance);
  const total = say.reduce((sum, value) => sum + value, 0);
  return {
    runs: builder.runs,
    expectedIoU: inside.map((area, k) =>
      expectedIoU(
        area,
        mass[k]!,
        kept[k]!,
        Math.hypot(MEAN_ABSOLUTE * displacement.common * survey.contourLength[k]!, Math.abs(moved[k]!) / 2),
      ),
    ),
    weights: Array.from(say, (value) => value / total),
  };
}

/** Fills one band after the other with the vote patterns' classes. */
function segmentCursor({ patterns: { segments, labels }, choices }: CoreMask): (band: Int32Array) => void {
  let i = 0;
  let left = segments[1] ?? 0;
  return (band) => {
    for (let at = 0; at < band.length; ) {
      if (left === 0) {
        i += 2;
        left = segments[i + 1]!;
      }
      const pattern = segments[i]!;
      const count = Math.min(left, band.length - at);
      band.fill(choices[pattern]!.length > 1 ? -1 - pattern : labels[pattern]![0]!, at, at + count);
      at += count;
      left -= count;
    }
  };
}

/** Probabilities of the classes that somebody gave the pixel: each against all others, then made to add up. */
function choose(
  choices: readonly number[],
  truth: Float64Array,
  x: number,
  y: number,
  tile: DistanceTile,
  judge: EdgeJudge,
  out: number[],
): void {
  if (choices.length === 2 && choices[0] === 0) {
    out[1] = judge.probability(tile, choices[1]!, x, y, truth[choices[1]!]!);
    out[0] = 1 - out[1];
    return;
  }
  let sum = 0;
  for (let c = 0; c < choices.length; c++) {
    out[c] = judge.probability(tile, choices[c]!, x, y, truth[choices[c]!]!);
    sum += out[c]!;
  }
  for (let c = 0; c < choices.length; c++) out[c] = sum > 0 ? out[c]! / sum : 1 / choices.length;
}

/**
 * STAPLE takes the pixels of a part for independent, so it is all but certain of each. A part counts once: its probability is taken halfway to the share of
 * the votes for it, of those who drew what the others did.
 */
function believed(truth: Float64Array, labels: Uint16Array, elsewhere: readonly boolean[]): Float64Array {
  const share = new Float64Array(truth.length);
  let voters = 0;
  for (const [w, label] of labels.entries())
    if (!elsewhere[w]) {
      share[label]!++;
      voters++;
    }
  return voters === 0 ? truth : truth.map((p, k) => p + (share[k]! / voters - p) * (2 / (voters + 1)));
}
