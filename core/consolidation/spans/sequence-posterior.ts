/** What a fitted sequence model says about each text: the spans that may be right, and what everybody may have overlooked. */
import type { Lattice } from './lattice';
import { RegionInference } from './region-inference';
import type { FittedSequence } from './sequence-model';
import { compareSpans, type LikelySpan } from './span';

export interface TextPosterior {
  /** Sorted. */
  spans: LikelySpan[];
  /** Probability that the text holds no entity, marked or not. */
  nothing: number;
}

/** `evidence` is the share of the evidence to go by, for a text of so many answers. */
export function sequencePosterior(
  { texts, labels }: Lattice,
  fitted: FittedSequence,
  overlooked: readonly number[],
  evidence: (answers: number) => number,
): TextPosterior[] {
  const inference = new RegionInference(fitted.logs);
  return texts.map(({ workers, regions, unmarked }, t) => {
    const spans: LikelySpan[] = [];
    let logNothing = 0;
    regions.forEach((region, r) => {
      inference.infer(region, workers, fitted.events[t]![r]!, evidence(workers.length));
      for (const span of inference.spans()) spans.push({ ...span, label: labels[span.label]! });
      logNothing += inference.logNothing();
    });
    // Where nobody marked anything, an entity opens now and then, and all miss it.
    const miss = overlooked[t]!;
    const emptyHanded = (unmarked * Math.exp(fitted.logs.truth.opens) * miss) / (1 - miss);
    return { spans: spans.sort(compareSpans), nothing: Math.exp(logNothing - emptyHanded) };
  });
}

/** Per text, the probability that nobody who answered finds an entity. */
export const overlookedShare = ({ texts }: Lattice, { recall }: FittedSequence): number[] =>
  texts.map(({ workers }) => workers.reduce((product, w) => product * (1 - recall[w]!), 1));
