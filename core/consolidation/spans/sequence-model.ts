/**
 * Entities and workers' behaviour out of several workers' spans, by expectation-maximisation over a hidden sequence.
 *
 * A. T. Nguyen, B. C. Wallace, J. J. Li, A. Nenkova, M. Lease, "Aggregating and Predicting Sequence Labels from Crowd Annotations", ACL 2017
 * (HMM-Crowd): the truth is a Markov sequence of tags, each worker's tags its noisy copies. E. Simpson, I. Gurevych, "A Bayesian Approach for
 * Sequence Tagging with Crowds", EMNLP 2019 (BSC-seq): what a worker does depends on the worker's own previous tag as well. The words are not
 * used.
 *
 * Three steps beyond the papers. A worker's behaviour is told in few numbers (behaviour.ts) rather than in a matrix over pairs of tags, and a
 * label counts once per span rather than once per token. The chain runs over the boundaries that occur, not over tokens, so that characters
 * cost what tokens cost. Few answers are drawn towards the crowd's behaviour (hierarchical prior).
 *
 * Tried and dropped, being no better over halves and thinned copies of the data: variational Bayes in place of the M-step, sub-types of labels
 * (Li et al., EBCC, 2019), a hidden kind of non-entity that workers like to mark, recall of its own per document, tempered E-steps, annealing.
 */
import {
  ACTS,
  APART,
  BEGIN,
  type BehaviourCounts,
  emptyCounts,
  type MarkScale,
  maximize,
  OPENS,
  STAY,
} from './behaviour';
import { type KnownPair, type LabelCells, layOutCells, type RegionEvents } from './label-cells';
import { begins, isIn, type Lattice } from './lattice';
import {
  answersPerText,
  countAnswers,
  type LearntSpans,
  type LearntTruth,
  type LearntWorker,
  round,
} from './learnt-spans';
import { type ModelLogs, RegionInference } from './region-inference';
import { emptyTruth, maximizeTruth, type TruthCounts } from './truth-process';

/** EM is stopped early: later rounds explain the answers better and the texts no better. */
const EPOCHS = 8;
const TOLERANCE = 1e-6;

export interface FittedSequence {
  logs: ModelLogs;
  events: RegionEvents[][];
  /** Recall of each worker over all labels. */
  recall: Float64Array;
  /** What this batch alone taught, by worker number (tallies not included), and about the texts. */
  learnt: Omit<LearntWorker, 'right' | 'given' | 'wanted'>[];
  truth: LearntTruth;
  epochs: number;
}

export function fitSequence(lattice: Lattice, earlier: readonly LearntSpans[]): FittedSequence {
  const { texts, workerIds, labels } = lattice;
  const known = recallEarlier(lattice, earlier);
  const { cells, events, earlierCells } = layOutCells(lattice, known.pairs);
  const sizes = [workerIds.length, labels.length, cells.worker.length] as const;
  const past = { ...emptyCounts(...sizes), acts: known.acts, found: known.found };
  known.pairCounts.forEach((count, i) => {
    past.named[earlierCells[i]!]! += count;
  });
  const batch = countAnswers(texts.map(({ workers }) => workers.length));
  const scale = { ...scaleOf(lattice, known), answers: answersPerText([...earlier, batch]) };
  const model = (counts: BehaviourCounts, truth: TruthCounts): ModelLogs => ({
    labels: labels.length,
    behaviour: maximize(counts, workerIds.length, labels.length, cells, scale),
    truth: maximizeTruth(truth, scale),
  });

  let logs = model(past, known.truth);
  let counts = emptyCounts(...sizes);
  let truth = emptyTruth(labels.length);
  let previous = Number.NaN;
  let epochs = 0;
  while (epochs < EPOCHS) {
    counts = emptyCounts(...sizes);
    truth = emptyTruth(labels.length);
    const inference = new RegionInference(logs);
    let logLikelihood = 0;
    texts.forEach(({ workers, regions, unmarked }, t) => {
      if (workers.length === 0) return;
      regions.forEach((region, r) => {
        logLikelihood += inference.infer(region, workers, events[t]![r]!);
        inference.accumulate(counts, truth);
      });
      // Where nobody marked anything there is much that was not invented, and now and then what everybody overlooked.
      let overlooked = unmarked * Math.exp(logs.truth.opens);
      for (const w of workers) overlooked *= Math.exp(logs.behaviour.acts[w * ACTS + OPENS + STAY]!);
      truth.apart += unmarked - overlooked;
      truth.opens += overlooked;
      labels.forEach((_, c) => {
        const ofLabel = overlooked * Math.exp(logs.truth.label[c]!);
        truth.label[c]! += ofLabel;
        for (const w of workers) counts.found[(w * labels.length + c) * 2]! += ofLabel;
      });
      for (const w of workers) {
        counts.acts[w * ACTS + APART + STAY]! += unmarked - overlooked;
        counts.acts[w * ACTS + OPENS + STAY]! += overlooked;
      }
    });
    logs = model(sumCounts(past, counts), sumTruth(known.truth, truth));
    epochs++;
    if (Math.abs(logLikelihood - previous) <= TOLERANCE * Math.abs(previous)) break;
    previous = logLikelihood;
  }
  const recall = new Float64Array(workerIds.length).map((_, w) =>
    Math.exp(logs.behaviour.acts[w * ACTS + OPENS + BEGIN]!),
  );
  return {
    logs,
    events,
    recall,
    learnt: learntOf(lattice, counts, cells),
    truth: {
      apart: round(truth.apart),
      opens: round(truth.opens),
      closes: round(truth.closes),
      turns: round(truth.turns),
      labels: labels.map((label, c) => [
        label,
        round(truth.label[c]!),
        round(truth.stays[c]!),
        round(truth.leaves[c]!),
      ]),
    },
    epochs,
  };
}

/** Spans per unit and worker, and units per span: of this batch, and where it is empty of earlier ones. */
function scaleOf({ texts }: Lattice, known: Earlier): Omit<MarkScale, 'answers'> {
  let [spans, marked, units] = [0, 0, 0];
  for (const { workers, regions, unmarked } of texts) {
    const n = workers.length;
    units += unmarked * n;
    for (const { at, code } of regions) {
      units += (at[at.length - 1]! - at[0]! + 1) * n;
      for (let i = 0; i < code.length; i++) {
        if (!isIn(code[i]!)) continue;
        const atom = Math.floor(i / n);
        marked += at[atom + 1]! - at[atom]!;
        if (begins(code[i]!)) spans++;
      }
    }
  }
  const length = spans > 0 ? marked / spans : 1;
  const rate = (spans + known.truth.opens) / Math.max(1, units + known.truth.apart + known.truth.opens);
  return { rate: Math.min(0.5, Math.max(1e-15, rate)), length };
}

interface Earlier {
  acts: Float64Array;
  found: Float64Array;
  pairs: KnownPair[];
  pairCounts: number[];
  truth: TruthCounts;
}

function recallEarlier({ workerIds, labels }: Lattice, earlier: readonly LearntSpans[]): Earlier {
  const K = labels.length;
  const workerNumber = new Map(workerIds.map((id, w) => [id, w]));
  const labelNumber = new Map(labels.map((label, c) => [label, c]));
  const { acts, found } = emptyCounts(workerIds.length, K, 0);
  const truth = emptyTruth(K);
  const pairs: KnownPair[] = [];
  const pairCounts: number[] = [];
  for (const batch of earlier) {
    for (const [workerId, worker] of batch.workers) {
      const w = workerNumber.get(workerId);
      if (w === undefined) continue;
      if (worker.acts?.length === ACTS) for (let i = 0; i < ACTS; i++) acts[w * ACTS + i]! += worker.acts[i]!;
      for (const [label, missed, hit] of worker.found ?? []) {
        const c = labelNumber.get(label);
        if (c === undefined) continue;
        found[(w * K + c) * 2]! += missed;
        found[(w * K + c) * 2 + 1]! += hit;
      }
      for (const [row, given, count] of worker.named ?? []) {
        const r = row === null ? K : labelNumber.get(row);
        const y = labelNumber.get(given);
        if (r === undefined || y === undefined) continue;
        pairs.push([w, r, y]);
        pairCounts.push(count);
      }
    }
    if (!batch.truth) continue;
    for (const field of ['apart', 'opens', 'closes', 'turns'] as const) truth[field] += batch.truth[field];
    for (const [label, entities, stays, leaves] of batch.truth.labels) {
      const c = labelNumber.get(label);
      if (c === undefined) continue;
      truth.label[c]! += entities;
      truth.stays[c]! += stays;
      truth.leaves[c]! += leaves;
    }
  }
  return { acts, found, pairs, pairCounts, truth };
}

function learntOf(
  { workerIds, labels }: Lattice,
  counts: BehaviourCounts,
  cells: LabelCells,
): FittedSequence['learnt'] {
  const K = labels.length;
  const named = workerIds.map((): [string | null, string, number][] => []);
  for (const [i, w] of cells.worker.entries()) {
    const count = round(counts.named[i]!);
    const row = cells.row[i]!;
    if (count > 0) named[w]!.push([row === K ? null : labels[row]!, labels[cells.given[i]!]!, count]);
  }
  return workerIds.map((_, w) => ({
    acts: Array.from(counts.acts.subarray(w * ACTS, (w + 1) * ACTS), round),
    found: labels.map((label, c): [string, number, number] => [
      label,
      round(counts.found[(w * K + c) * 2]!),
      round(counts.found[(w * K + c) * 2 + 1]!),
    ]),
    named: named[w]!,
  }));
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]!);

const sumCounts = (a: BehaviourCounts, b: BehaviourCounts): BehaviourCounts => ({
  acts: sum(a.acts, b.acts),
  found: sum(a.found, b.found),
  named: sum(a.named, b.named),
});

const sumTruth = (a: TruthCounts, b: TruthCounts): TruthCounts => ({
  apart: a.apart + b.apart,
  opens: a.opens + b.opens,
  closes: a.closes + b.closes,
  turns: a.turns + b.turns,
  label: sum(a.label, b.label),
  stays: sum(a.stays, b.stays),
  leaves: sum(a.leaves, b.leaves),
});
