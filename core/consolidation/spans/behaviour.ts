/**
 * How workers mark text, given the truth: the parameters of the sequence model (sequence-model.ts) and their M-step.
 *
 * At every boundary the truth does one of five things and the worker one of five; what the worker does depends on what the truth does, and on
 * whether the worker's own span was open before (Simpson & Gurevych's dependence on the worker's previous tag). Which label the worker gives
 * is a matter of its own: once per span, from the row of the true label, or from the row of spans that have no entity under them.
 */
import type { LabelCells } from './label-cells';

/** What the truth does at a boundary: first index of its five acts. */
export const APART = 0; // no entity before, none after
export const OPENS = 5; // an entity begins
export const WITHIN = 10; // an entity goes on
export const CLOSES = 15; // an entity ends
export const TURNS = 20; // an entity ends and another begins
const EVENTS = [APART, OPENS, WITHIN, CLOSES, TURNS];

/** What the worker does there. The first two: no span was open; the others: one was. */
export const STAY = 0;
export const BEGIN = 1;
export const GO_ON = 2;
export const END = 3;
export const AGAIN = 4; // one span ends and the next begins

/** Numbers per worker. */
export const ACTS = 25;

/** Expected counts, of one batch or of several. */
export interface BehaviourCounts {
  /** `acts[w * ACTS + event + act]`; of `OPENS` the first two count all labels together. */
  acts: Float64Array;
  /** `found[(w * labels + c) * 2]` entities of label `c` that begin and the worker begins no span, `+ 1` that the worker begins one. */
  found: Float64Array;
  /** By label cell: spans of the worker by true and given label. */
  named: Float64Array;
}

/** The same as log-probabilities. */
export type BehaviourLogs = BehaviourCounts;

export const emptyCounts = (workers: number, labels: number, cells: number): BehaviourCounts => ({
  acts: new Float64Array(workers * ACTS),
  found: new Float64Array(workers * labels * 2),
  named: new Float64Array(cells),
});

/** Scale of a batch: spans per unit of text and worker, and units per span. Rates follow it, so that characters and tokens come to the same. */
export interface MarkScale {
  rate: number;
  length: number;
  /** Answers per text. */
  answers: number;
}

/** Recall and share of right labels of a worker nobody knows: what crowds reach on entities, below what experts do. */
const RECALL = 0.6;
const RIGHT_LABEL = 0.8;

/** Counts' worth of belief that all workers together behave as in `expected`; soon outweighed. */
const CROWD_WEIGHT = 5;
/**
 * Belief that grows with the counts: what is believed of the crowd, and of a worker by the crowd, counts that many times as much as what was
 * counted. With one or two answers per text nobody can tell an entity that others overlooked from one that was invented, and rates left to
 * themselves run away until one worker is always right: three times the counts at two per text, as much at three, a fifth at five.
 */
export const heldBy = (answers: number): number => (3 / answers) ** 3;
/**
 * Counts' worth of belief that a worker behaves as the crowd does: rare events (spans out of nothing, late beginnings, early ends) are
 * counted in events, the others in occasions. Results are flat within a factor of three either way.
 */
const EVENT_WEIGHT = 5;
const ACT_WEIGHT = 20;
/** That a worker finds a label as well as all the worker's labels; weak evidence per label is mostly noise. */
const FOUND_WEIGHT = 60;
const NAMED_WEIGHT = 6;

/** Behaviour expected before any answer was seen. */
function expected({ rate, length }: MarkScale): Float64Array {
  const e = 1 / length;
  const acts = new Float64Array(ACTS);
  const put = (event: number, begin: number, goOn: number, end: number, again: number) =>
    acts.set([1 - begin, begin, goOn, end, again], event);
  put(APART, 0.3 * rate, 1 - 0.51 * e, 0.5 * e, 0.01 * e);
  put(OPENS, RECALL, 0.3, 0.2, 0.5);
  put(WITHIN, 0.1 * e, 1 - 0.11 * e, 0.1 * e, 0.01 * e);
  put(CLOSES, 0.02, 0.08, 0.9, 0.02);
  put(TURNS, 0.5, 0.1, 0.1, 0.8);
  return acts;
}

/** M-step with priors: the crowd's behaviour from all counts, each worker's from the worker's own, drawn towards the crowd's. */
export function maximize(
  counts: BehaviourCounts,
  workers: number,
  labels: number,
  cells: LabelCells,
  scale: MarkScale,
): BehaviourLogs {
  const logs = emptyCounts(workers, labels, counts.named.length);
  const recall = maximizeActs(counts.acts, workers, scale, logs.acts);
  maximizeFound(counts.found, workers, labels, recall, logs.found);
  maximizeNamed(counts.named, workers, labels, cells, heldBy(scale.answers), logs.named);
  return logs;
}

interface Recall {
  crowd: number;
  ofWorker: Float64Array;
}

function maximizeActs(acts: Float64Array, workers: number, scale: MarkScale, logs: Float64Array): Recall {
  const believed = expected(scale);
  const held = heldBy(scale.answers);
  const crowd = new Float64Array(ACTS);
  for (let i = 0; i < workers * ACTS; i++) crowd[i % ACTS]! += acts[i]!;
  const ofWorker = new Float64Array(workers);
  for (const event of EVENTS) {
    for (const [from, to] of [
      [BEGIN - 1, BEGIN],
      [GO_ON, AGAIN],
    ] as const) {
      const first = event + from;
      const last = event + to;
      let total = 0;
      for (let i = first; i <= last; i++) total += crowd[i]!;
      const rareInCrowd = event === APART && to === BEGIN;
      const crowdWeight = (rareInCrowd ? 1 / believed[last]! : CROWD_WEIGHT) + held * total;
      total += crowdWeight;
      for (let i = first; i <= last; i++) crowd[i] = (crowd[i]! + crowdWeight * believed[i]!) / total;
      const rare = event === APART || event === WITHIN ? crowd[event + (to === BEGIN ? BEGIN : END)]! : 0;
      const few = rare > 0 ? EVENT_WEIGHT / Math.max(rare, 1e-15) : ACT_WEIGHT;
      for (let w = 0; w < workers; w++) {
        let own = 0;
        for (let i = first; i <= last; i++) own += acts[w * ACTS + i]!;
        const weight = few + held * own;
        own += weight;
        for (let i = first; i <= last; i++)
          logs[w * ACTS + i] = Math.log((acts[w * ACTS + i]! + weight * crowd[i]!) / own);
        if (event === OPENS && to === BEGIN) ofWorker[w] = Math.exp(logs[w * ACTS + last]!);
      }
    }
  }
  return { crowd: crowd[OPENS + BEGIN]!, ofWorker };
}

/** A worker's recall of a label is expected where the worker's recall and the label's own meet: their odds multiply. */
function maximizeFound(found: Float64Array, workers: number, labels: number, recall: Recall, logs: Float64Array): void {
  const crowd = new Float64Array(labels * 2);
  for (let i = 0; i < found.length; i++) crowd[i % (labels * 2)]! += found[i]!;
  const odds = (p: number) => p / (1 - p);
  for (let c = 0; c < labels; c++) {
    const missed = crowd[2 * c]!;
    const hit = crowd[2 * c + 1]!;
    const ofLabel = (hit + CROWD_WEIGHT * recall.crowd) / (missed + hit + CROWD_WEIGHT);
    for (let w = 0; w < workers; w++) {
      const both = (odds(recall.ofWorker[w]!) * odds(ofLabel)) / odds(recall.crowd);
      const believed = both / (1 + both);
      const at = (w * labels + c) * 2;
      const total = found[at]! + found[at + 1]! + FOUND_WEIGHT;
      logs[at] = Math.log((found[at]! + FOUND_WEIGHT * (1 - believed)) / total);
      logs[at + 1] = Math.log((found[at + 1]! + FOUND_WEIGHT * believed) / total);
    }
  }
}

function maximizeNamed(
  named: Float64Array,
  workers: number,
  labels: number,
  { worker, row, given, pair, pairs }: LabelCells,
  held: number,
  logs: Float64Array,
): void {
  const crowd = new Float64Array(pairs);
  const crowdRow = new Float64Array(labels + 1);
  const ownRow = new Float64Array(workers * (labels + 1));
  // Counts of the row of nothing can fall below 0, see `accumulate`.
  for (let i = 0; i < named.length; i++) {
    const count = Math.max(0, named[i]!);
    crowd[pair[i]!]! += count;
    crowdRow[row[i]!]! += count;
    ownRow[worker[i]! * (labels + 1) + row[i]!]! += count;
  }
  for (let i = 0; i < named.length; i++) {
    const r = row[i]!;
    const believed =
      r === labels || labels === 1 ? 1 / labels : r === given[i] ? RIGHT_LABEL : (1 - RIGHT_LABEL) / (labels - 1);
    const weight = CROWD_WEIGHT + (r === labels ? 0 : held * crowdRow[r]!);
    const ofCrowd = (crowd[pair[i]!]! + weight * believed) / (crowdRow[r]! + weight);
    const own = ownRow[worker[i]! * (labels + 1) + r]!;
    logs[i] = Math.log((Math.max(0, named[i]!) + NAMED_WEIGHT * ofCrowd) / (own + NAMED_WEIGHT));
  }
}
