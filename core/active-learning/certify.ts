/**
 * How far down in confidence a model's labels may be taken, with a promise.
 *
 * People labelled a random sample of the pool, the objects the model is surest of. Regions of the pool, "confidence at or above t", are tested in an order fixed before any validation
 * label was seen: from the region planned as likeliest to pass outwards, stopping at the first that fails, which needs no correction for looking at many (fixed sequence testing, multi-start:
 * A. Angelopoulos, S. Bates, E. Candès, M. Jordan, L. Lei, "Learn then Test", 2021, §3.2). Further starts at smaller regions get shares of the error probability, for when the
 * plan was too hopeful; what a sequence that has not failed had is added to the next start's (the fallback procedure: B. Wiens, 2003). Each test is exact for what is left unlabelled in the region (hypergeometric), or by betting where quality is not just right or wrong.
 */
import { unitHasher } from '../random/hash';
import { othersAreBelow } from './betting';
import { isShown } from './exact-test';
import type { LossLimit } from './loss-limit';
import { regionSizes, STARTS } from './plan';

export interface ValidationScore {
  id: number;
  confidence: number;
  /** 1 - quality of the model's label against people's. */
  loss: number;
}

export interface CertifyInput {
  /** Confidence of every unlabelled object of the pool, any order. */
  unlabelled: Float64Array;
  sample: readonly ValidationScore[];
  /** Whether losses are 0 or 1. */
  exact: boolean;
  limit: LossLimit;
  delta: number;
  /** Regions, in objects of the pool, at which the sequences of tests start. */
  starts: readonly number[];
}

export interface Certificate {
  /** Null when no region passed; people then label. */
  threshold: number | null;
  /** Unlabelled objects at or above the threshold. */
  region: number;
  /** Of the sample at or above the threshold (of the whole pool when nothing passed): objects, and their mean quality. */
  accepted: number;
  quality: number;
  /** What is shown of the mean quality of the region's unlabelled objects: at least so much. More may look certain, but was not what the tests asked. */
  bound: number;
}

export function certify(given: CertifyInput): Certificate {
  // Betting needs a random order; ids may follow the order of a manifest sorted by label.
  const unit = unitHasher('certify');
  const sample = [...given.sample].sort((a, b) => unit(a.id) - unit(b.id));
  const input = { ...given, sample };
  const { unlabelled, delta } = input;
  const pool = Float64Array.from([...unlabelled, ...sample.map(({ confidence }) => confidence)])
    .sort()
    .reverse();
  const regions = regionSizes(pool).map((size) => regionOf(pool[size - 1]!, input));
  const regionFrom = (objects: number) =>
    Math.max(
      0,
      regions.findIndex(({ region, scores }) => region + scores.length >= objects),
    );
  const own = new Map<number, number>();
  // Equal starts are one.
  for (const [i, start] of input.starts.entries()) {
    const from = regionFrom(start);
    own.set(from, (own.get(from) ?? 0) + delta * STARTS[i]!.share);
  }
  let accepted = -1;
  let handedOn = 0;
  for (const [r, region] of regions.entries()) {
    const level = handedOn + (own.get(r) ?? 0);
    handedOn = level > 0 && passes(region, input, level) ? level : 0;
    if (handedOn > 0) accepted = r;
  }
  const { threshold, region, scores } = accepted < 0 ? regions.at(-1)! : regions[accepted]!;
  const quality = 1 - mean(scores.map(({ loss }) => loss));
  if (region === 0 || accepted < 0) return { threshold: null, region: 0, accepted: scores.length, quality, bound: 0 };
  return { threshold, region, accepted: scores.length, quality, bound: 1 - Math.min(1, input.limit(region)) };
}

interface Region {
  threshold: number;
  /** Unlabelled objects. */
  region: number;
  /** Of the sample. */
  scores: readonly ValidationScore[];
}

function regionOf(threshold: number, { unlabelled, sample }: CertifyInput): Region {
  let region = 0;
  for (const confidence of unlabelled) if (confidence >= threshold) region++;
  return { threshold, region, scores: sample.filter(({ confidence }) => confidence >= threshold) };
}

const passes = (region: Region, { exact, limit }: CertifyInput, level: number): boolean =>
  lossIsAtMost(limit(region.region), region, exact, level);

/** Whether the sample shows that the mean loss of what is unlabelled in the region is at most `most`. */
function lossIsAtMost(most: number, { region, scores }: Region, exact: boolean, level: number): boolean {
  if (region === 0 || most >= 1) return true;
  if (scores.length === 0) return false;
  if (!exact)
    return othersAreBelow(
      scores.map(({ loss }) => loss),
      region,
      most,
      level,
    );
  return isShown(scores.filter(({ loss }) => loss > 0).length, scores.length, region, most, level);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
