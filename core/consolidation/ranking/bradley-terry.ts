/**
 * Scores of many items from judgements on two at a time, by workers who are not equally good.
 *
 * X. Chen et al., "Pairwise Ranking Aggregation in a Crowdsourced Setting" (Crowd-BT), WSDM 2013: worker k judges as the Bradley-Terry model says with
 * probability η_k, and the other way round otherwise; η near 1/2 is noise, below it the worker is read backwards. Found by
 * expectation-maximisation; the scores' step is the MM update of D. R. Hunter, Annals of Statistics 32(1), 2004, with one win and one loss of every item
 * against an item of score 0, so that scores are finite and items that were never compared with each other are comparable.
 */
import { choleskyInPlace, inverseDiagonal } from '../../ml/cholesky';

export interface Comparison {
  workerId: string;
  winner: string;
  loser: string;
}

export interface ScoredItem {
  item: string;
  /** Log-odds of winning against an average item. */
  score: number;
  /** 95 % interval of the score, from the curvature of the likelihood. */
  low: number;
  high: number;
  comparisons: number;
}

export interface BradleyTerryResult {
  /** Best first; ties by name. */
  items: ScoredItem[];
  /** η of each worker. */
  skills: Map<string, number>;
}

/** What a worker's η is before anything is known, and how many comparisons that belief is worth. */
const SKILL = 0.8;
const BELIEF = 5;
const EPOCHS = 500;
/** Stop when no score moves by more than this. */
const STILL = 1e-7;
/** Up to this many items the intervals know of all dependencies between scores; beyond, each score's own curvature. */
const DENSE_ITEMS = 400;
const Z95 = 1.959964;

export function bradleyTerry(comparisons: readonly Comparison[]): BradleyTerryResult {
  // Of an item against itself there is nothing to learn. Sorted, so that sums do not depend on the order of arrival.
  const judged = comparisons
    .filter(({ winner, loser }) => winner !== loser)
    .sort((a, b) => byText(a.workerId, b.workerId) || byText(a.winner, b.winner) || byText(a.loser, b.loser));
  const items = [...new Set(comparisons.flatMap(({ winner, loser }) => [winner, loser]))].sort();
  const workerIds = [...new Set(comparisons.map(({ workerId }) => workerId))].sort();
  const itemOf = new Map(items.map((item, i) => [item, i]));
  const workerOf = new Map(workerIds.map((workerId, w) => [workerId, w]));
  const winner = Int32Array.from(judged, (judgement) => itemOf.get(judgement.winner)!);
  const loser = Int32Array.from(judged, (judgement) => itemOf.get(judgement.loser)!);
  const worker = Int32Array.from(judged, (judgement) => workerOf.get(judgement.workerId)!);
  const score = new Float64Array(items.length);
  const skill = new Float64Array(workerIds.length).fill(SKILL);
  const meant = new Float64Array(judged.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    expectation(winner, loser, worker, score, skill, meant);
    const moved = updateScores(winner, loser, meant, score);
    updateSkills(worker, meant, skill);
    if (moved < STILL) break;
  }
  const deviation = deviations(winner, loser, score);
  const count = new Float64Array(items.length);
  for (const side of [winner, loser]) for (const i of side) count[i]!++;
  return {
    items: items
      .map((item, i) => ({
        item,
        score: score[i]!,
        low: score[i]! - Z95 * deviation[i]!,
        high: score[i]! + Z95 * deviation[i]!,
        comparisons: count[i]!,
      }))
      .sort((a, b) => (Math.abs(b.score - a.score) > 1e-9 ? b.score - a.score : byText(a.item, b.item))),
    skills: new Map(workerIds.map((workerId, w) => [workerId, skill[w]!])),
  };
}

/** E-step: probability that each judgement was meant as the model says, not the other way round. */
function expectation(
  winner: Int32Array,
  loser: Int32Array,
  worker: Int32Array,
  score: Float64Array,
  skill: Float64Array,
  meant: Float64Array,
): void {
  for (let c = 0; c < meant.length; c++) {
    const p = 1 / (1 + Math.exp(score[loser[c]!]! - score[winner[c]!]!));
    const eta = skill[worker[c]!]!;
    meant[c] = (eta * p) / (eta * p + (1 - eta) * (1 - p));
  }
}

/** M-step of the scores: one MM update. Returns the largest move. */
function updateScores(winner: Int32Array, loser: Int32Array, meant: Float64Array, score: Float64Array): number {
  const wins = new Float64Array(score.length).fill(1);
  const load = new Float64Array(score.length);
  const strength = score.map(Math.exp);
  for (let i = 0; i < score.length; i++) load[i] = 2 / (strength[i]! + 1);
  for (let c = 0; c < meant.length; c++) {
    const [i, j] = [winner[c]!, loser[c]!];
    wins[i]! += meant[c]!;
    wins[j]! += 1 - meant[c]!;
    const each = 1 / (strength[i]! + strength[j]!);
    load[i]! += each;
    load[j]! += each;
  }
  const next = wins.map((w, i) => Math.log(w / load[i]!));
  const centre = centreOf(next);
  let moved = 0;
  for (let i = 0; i < score.length; i++) {
    moved = Math.max(moved, Math.abs(next[i]! - centre - score[i]!));
    score[i] = next[i]! - centre;
  }
  return moved;
}

/**
 * Where the item of score 0 would win and lose as often. MM alone finds it slowly: comparisons know differences of scores only, so that nothing but that
 * item holds all scores together in place.
 */
function centreOf(score: Float64Array): number {
  let centre = 0;
  for (let step = 0; step < 50; step++) {
    let balance = 0;
    let slope = 0;
    for (const s of score) {
      const t = Math.tanh((s - centre) / 2);
      balance += t;
      slope += (1 - t * t) / 2;
    }
    const change = balance / Math.max(slope, 0.1 * score.length);
    centre += change;
    if (Math.abs(change) < 1e-12) break;
  }
  return centre;
}

function updateSkills(worker: Int32Array, meant: Float64Array, skill: Float64Array): void {
  const sum = new Float64Array(skill.length).fill(BELIEF * SKILL);
  const count = new Float64Array(skill.length).fill(BELIEF);
  for (let c = 0; c < meant.length; c++) {
    sum[worker[c]!]! += meant[c]!;
    count[worker[c]!]!++;
  }
  for (let w = 0; w < skill.length; w++) skill[w] = sum[w]! / count[w]!;
}

/** Standard deviations of the scores: the inverse of the negative log-likelihood's second derivatives. */
function deviations(winner: Int32Array, loser: Int32Array, score: Float64Array): Float64Array {
  const n = score.length;
  const curvature = (d: number): number => 1 / ((1 + Math.exp(d)) * (1 + Math.exp(-d)));
  const own = Float64Array.from(score, (s) => 2 * curvature(s));
  const dense = n <= DENSE_ITEMS ? new Float64Array(n * n) : undefined;
  for (let c = 0; c < winner.length; c++) {
    const [i, j] = [winner[c]!, loser[c]!];
    const value = curvature(score[i]! - score[j]!);
    own[i]! += value;
    own[j]! += value;
    if (dense) {
      dense[i * n + j]! -= value;
      dense[j * n + i]! -= value;
    }
  }
  if (!dense) return own.map((value) => 1 / Math.sqrt(value));
  for (let i = 0; i < n; i++) dense[i * n + i] = own[i]!;
  choleskyInPlace(dense, n);
  return inverseDiagonal(dense, n).map(Math.sqrt);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
