/**
 * The default method. People agree on what is there and differ in where its edge runs, so the edge is estimated as such: signed distances to
 * the workers' contours are fused (shape-based averaging, T. Rohlfing, C. Maurer, "Shape-based averaging", IEEE TIP 16(1), 2007) under each worker's bias and
 * wobble (`displacement-model.ts`), and parts that somebody left out or invented are told apart from the wobble by EM (`displacement-posterior.ts`).
 * Neighbouring pixels share their distances, which is what smooths the edge. Work and memory: one tile at a time, only where workers disagree.
 */
import { RunBuilder } from '../../formats/mask/semantic-mask';
import { type ContourSurvey, surveyContours } from './contour-survey';
import { type Displacement, fitDisplacements } from './displacement-model';
import { PixelJudge, type PixelModel } from './displacement-posterior';
import { DistanceTile, TILE } from './distance-tile';
import { learntOf, type MaskSums, recallMasks } from './learnt-masks';
import { expectedIoU, type FusedMask, type MaskMethod } from './mask-method';
import type { MaskStack } from './mask-stack';

const ROUNDS = 5;
/** Where EM starts: leaving something out is commoner than inventing it, and two rarely invent the same. */
const OMISSION = 0.1;
const COMMISSION = 0.003;
/**
 * Area invented for each area left out, at the least. Without a bound EM can settle where nobody invents and everybody leaves out, and all that
 * anybody ever drew is there.
 */
const LEAST_INVENTED = 0.25;
/** Rate of leaving out and inventing of a worker who drew something else in this image. */
const ASTRAY = 0.9;
/** Images' worth of belief that a worker is as the others. */
const SAME = 4;
/** Mean absolute value of a standard normal variable. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

export const contourConsensus: MaskMethod = (stacks, earlier) => {
  const surveys = stacks.map(surveyContours);
  const workerIds = [...new Set(stacks.flatMap((stack) => stack.workerIds))].sort();
  const index = new Map(workerIds.map((id, w) => [id, w]));
  const workers = stacks.map((stack) => stack.workerIds.map((id) => index.get(id)!));
  const before = recallMasks(earlier, workerIds);
  const { displacements, habits } = fitDisplacements(
    surveys.map(({ contour, area }, i) => ({
      workers: workers[i]!,
      distances: contour.distances,
      count: contour.count,
      size: Math.sqrt(Math.max(1, foreground(area))),
    })),
    workerIds.length,
    before.map(({ habits }) => habits),
  );
  const models = surveys.map((survey, i) => startModels(survey, displacements[i]!));
  let sums = learnGross(surveys, displacements, models, workers, workerIds.length, before);
  for (let round = 1; round < ROUNDS; round++)
    sums = learnGross(surveys, displacements, models, workers, workerIds.length, before);
  const learnt: MaskSums[] = habits.map((own, w) => ({ habits: own, ...sums[w]! }));
  return {
    fused: stacks.map((stack, i) => fuse(stack, surveys[i]!, models[i]!, displacements[i]!)),
    learnt: learntOf(learnt, workerIds),
  };
};

/** One model per class of an image; the workers' part is common to all. */
function startModels({ area, contourLength }: ContourSurvey, { bias, variance }: Displacement): PixelModel[] {
  const total = area.reduce((sum, pixels) => sum + pixels, 0);
  const shared = {
    bias,
    deviation: variance.map(Math.sqrt),
    omission: new Float64Array(bias.length).fill(OMISSION),
    commission: new Float64Array(bias.length).fill(COMMISSION),
  };
  return Array.from(area, (inside, k) => ({
    ...shared,
    contour: Math.max(1, contourLength[k]!),
    inside: Math.max(1, inside),
    outside: Math.max(1, total - inside),
  }));
}

interface GrossSums {
  /** Share of what was there that the worker left out, and of the rest that the worker invented, summed over images. */
  omitted: number;
  invented: number;
  images: number;
}

/** One round of EM over the contested samples of all images: the rates of leaving out and of inventing, pooled and per worker. */
function learnGross(
  surveys: readonly ContourSurvey[],
  displacements: readonly Displacement[],
  models: readonly PixelModel[][],
  workers: readonly number[][],
  workerCount: number,
  before: readonly MaskSums[],
): GrossSums[] {
  const sums: GrossSums[] = Array.from({ length: workerCount }, () => ({ omitted: 0, invented: 0, images: 0 }));
  for (const [i, { contested, agreed }] of surveys.entries()) {
    const own = workers[i]!;
    const judges = models[i]!.map((model) => new PixelJudge(model, 1));
    const n = own.length;
    const omitted = new Float64Array(n);
    const invented = new Float64Array(n);
    let inside = foreground(agreed);
    let outside = agreed[0]!;
    for (let s = 0; s < contested.count; s++) {
      const responsibilities = { omitted: new Float64Array(n), invented: new Float64Array(n) };
      const distances = contested.distances.subarray(s * n, (s + 1) * n);
      const p = judges[contested.label[s]!]!.probability(distances, responsibilities);
      inside += contested.stride * p;
      outside += contested.stride * (1 - p);
      for (let k = 0; k < n; k++) {
        omitted[k]! += contested.stride * responsibilities.omitted[k]!;
        invented[k]! += contested.stride * responsibilities.invented[k]!;
      }
    }
    for (let k = 0; k < n; k++) {
      const sum = sums[own[k]!]!;
      sum.images++;
      sum.omitted += Math.min(1, omitted[k]! / Math.max(1, inside));
      sum.invented += Math.min(1, invented[k]! / Math.max(1, outside));
    }
  }
  const all = sums.map((sum, w) => {
    const { omitted, invented, images } = before[w]!;
    return { omitted: sum.omitted + omitted, invented: sum.invented + invented, images: sum.images + images };
  });
  const pool = (field: 'omitted' | 'invented', start: number) =>
    (all.reduce((sum, worker) => sum + worker[field], 0) + start) /
    (all.reduce((sum, worker) => sum + worker.images, 0) + 1);
  const omission = pool('omitted', OMISSION);
  const commission = pool('invented', COMMISSION);
  for (const [i, own] of workers.entries())
    for (const [k, w] of own.entries()) {
      const { omitted, invented, images } = all[w]!;
      // Shared by the models of all classes.
      const elsewhere = displacements[i]!.elsewhere[k]!;
      const rate = (sum: number, pooled: number) => (sum + SAME * pooled) / (images + SAME);
      models[i]![0]!.omission[k] = elsewhere ? ASTRAY : Math.min(ASTRAY, rate(omitted, omission));
      const { inside: empty, outside: full } = models[i]![0]!;
      const least = LEAST_INVENTED * models[i]![0]!.omission[k]! * Math.min(1, full / empty);
      models[i]![0]!.commission[k] = elsewhere ? ASTRAY : Math.min(ASTRAY, Math.max(least, rate(invented, commission)));
    }
  return sums;
}

const foreground = (pixels: Float64Array): number => pixels.reduce((sum, value, k) => (k > 0 ? sum + value : sum), 0);

function fuse(stack: MaskStack, survey: ContourSurvey, models: PixelModel[], displacement: Displacement): FusedMask {
  const { width, height, classes } = stack;
  const size = classes.length + 1;
  const inside = new Float64Array(size);
  const mass = new Float64Array(size);
  const kept = new Float64Array(size);
  for (const [k, pixels] of survey.agreed.entries()) {
    inside[k]! += pixels;
    mass[k]! += pixels;
    kept[k]! += pixels;
  }
  const builder = new RunBuilder();
  const tile = new DistanceTile(survey.rows, width, height);
  const band = new Int32Array(width * Math.min(TILE, height));
  const cursor = segmentCursor(survey);
  const judges = models.map((model, k) => new PixelJudge(model, k === 0 ? -1 : 1));
  const distances = new Float64Array(stack.workerIds.length);
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
          choose(choices, x, top + y, tile, judges, distances, from);
          const goesOn = end < right && band[y * width + end] === value;
          if (goesOn) choose(choices, end, top + y, tile, judges, distances, to);
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
  const say = displacement.variance.map((variance, w) => {
    const { omission, commission } = models[0]!;
    return ((1 - omission[w]!) * (1 - commission[w]!)) / variance;
  });
  const total = say.reduce((sum, value) => sum + value, 0);
  return {
    runs: builder.runs,
    expectedIoU: inside.map((area, k) =>
      expectedIoU(area, mass[k]!, kept[k]!, MEAN_ABSOLUTE * displacement.common * survey.contourLength[k]!),
    ),
    weights: Array.from(say, (value) => value / total),
  };
}

/** Fills one band after the other with the vote patterns' classes. */
function segmentCursor({ patterns: { segments, labels }, choices }: ContourSurvey): (band: Int32Array) => void {
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
  x: number,
  y: number,
  tile: DistanceTile,
  judges: readonly PixelJudge[],
  distances: Float64Array,
  out: number[],
): void {
  if (choices.length === 2 && choices[0] === 0) {
    tile.distances(choices[1]!, x, y, distances);
    out[1] = judges[choices[1]!]!.probability(distances);
    out[0] = 1 - out[1];
    return;
  }
  let sum = 0;
  for (let c = 0; c < choices.length; c++) {
    tile.distances(choices[c]!, x, y, distances);
    out[c] = judges[choices[c]!]!.probability(distances);
    sum += out[c]!;
  }
  for (let c = 0; c < choices.length; c++) out[c] = sum > 0 ? out[c]! / sum : 1 / choices.length;
}
