/** How entities lie in a text, before anybody marked it: the hidden process of the sequence model and its M-step. */
import type { MarkScale } from './behaviour';

/** Expected counts of what the truth does at boundaries. */
export interface TruthCounts {
  apart: number;
  opens: number;
  closes: number;
  turns: number;
  /** By label: entities, boundaries inside them, and ends. */
  label: Float64Array;
  stays: Float64Array;
  leaves: Float64Array;
}

/** The same as log-probabilities: `leaves` is followed by `closes` or `turns`, and `opens` and `turns` by `label`. */
export type TruthLogs = TruthCounts;

export const emptyTruth = (labels: number): TruthCounts => ({
  apart: 0,
  opens: 0,
  closes: 0,
  turns: 0,
  label: new Float64Array(labels),
  stays: new Float64Array(labels),
  leaves: new Float64Array(labels),
});

/** Share of entities that another follows at once, and entities' worth of belief in it. */
const TURNS = { share: 0.1, weight: 5 };
/** Ends' worth of belief that all labels are as long as each other, and that entities are as long as what workers mark. */
const LENGTH_WEIGHT = { ofLabel: 10, ofAll: 5 };

export function maximizeTruth(counts: TruthCounts, { rate, length }: MarkScale): TruthLogs {
  const labels = counts.label.length;
  const opens = (counts.opens + 1) / (counts.apart + counts.opens + 1 / rate);
  const turns = (counts.turns + TURNS.weight * TURNS.share) / (counts.turns + counts.closes + TURNS.weight);
  const sum = (list: Float64Array) => list.reduce((total, value) => total + value, 0);
  const entities = sum(counts.label);
  const ends = sum(counts.leaves);
  const expected = 0.8 / length;
  const leaves = (ends + LENGTH_WEIGHT.ofAll * expected) / (ends + sum(counts.stays) + LENGTH_WEIGHT.ofAll);
  const ofLabel = counts.leaves.map(
    (own, c) => (own + LENGTH_WEIGHT.ofLabel * leaves) / (own + counts.stays[c]! + LENGTH_WEIGHT.ofLabel),
  );
  return {
    apart: Math.log1p(-opens),
    opens: Math.log(opens),
    closes: Math.log1p(-turns),
    turns: Math.log(turns),
    label: counts.label.map((own) => Math.log((own + 1) / (entities + labels))),
    stays: ofLabel.map((p) => Math.log1p(-p)),
    leaves: ofLabel.map((p) => Math.log(p)),
  };
}
