/**
 * The `model-average` method over a batch, and the default: each span as likely as the sequence model and the model of clusters have it on average,
 * and a little as the share of workers who gave exactly it.
 *
 * Averaging over models: J. A. Hoeting, D. Madigan, A. E. Raftery, C. T. Volinsky, "Bayesian Model Averaging: A Tutorial", Statistical Science
 * 14(4), 1999. The members err differently. The sequence model tells late ends from missed entities and each label's recall from the others', but
 * with few answers it is sure too soon; clusters have few numbers to learn and no notion of what lies between boundaries; votes, as in the default
 * for classes, believe in nobody and keep the mean from being surer than the answers agree. The mean of probabilities is better calibrated than
 * its members, so that it serves as the confidence as it stands.
 */
import type { AnsweredObject, ConsolidationOutcome } from '../consolidator';
import { believe } from './cluster-posterior';
import { type FittedClusters, fitClustersOf } from './cluster-votes';
import type { LearntSpans } from './learnt-spans';
import type { MarkedText } from './marked-text';
import { fitBatch, labelBatch } from './sequence-batch';
import { sequencePosterior, type TextPosterior } from './sequence-posterior';
import { compareSpans, type LikelySpan, type Span, type SpanAnswer, type SpanLabel, spanKey } from './span';

/** The votes' part beside the two models': as much as in the default for classes. */
const VOTES_COUNT = 0.5;
const MEMBERS = 2 + VOTES_COUNT;

export function consolidateByAverage(
  objects: readonly AnsweredObject<SpanAnswer>[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
): ConsolidationOutcome<SpanLabel> {
  const batch = fitBatch(objects, categories, earlier);
  const { texts, lattice, sequence, overlooked } = batch;
  const clusters = fitClustersOf(texts, categories, earlier);
  const posterior = sequencePosterior(lattice, sequence, overlooked, () => 1).map((ofSequence, t) =>
    average(texts[t]!, ofSequence, clusters, t),
  );
  return labelBatch(batch, {
    method: 'model-average',
    deciding: posterior,
    confident: posterior,
    remember: (workerId) => ({ coins: clusters.coins.get(workerId)! }),
  });
}

function average(
  { markings }: MarkedText,
  ofSequence: TextPosterior,
  { clusters, model }: FittedClusters,
  t: number,
): TextPosterior {
  const mean = new Map<string, LikelySpan>();
  const add = ({ start, end, label }: Span, probability: number) => {
    const key = spanKey({ start, end, label });
    const known = mean.get(key);
    if (known) known.probability += probability / MEMBERS;
    else mean.set(key, { start, end, label, probability: probability / MEMBERS });
  };
  const answered = Math.max(1, markings.length);
  let nothing = ofSequence.nothing;
  for (const span of ofSequence.spans) add(span, span.probability);
  let noCluster = 1;
  for (const { cluster, votes } of clusters[t]!) {
    const { exists, boundary, label } = believe(votes, model, 1);
    noCluster *= 1 - exists;
    // Each boundary that was given may go with each label that was given.
    const [boundaries, labels] = [new Map<number, Span>(), new Map<number, string>()];
    cluster.members.forEach(({ span }, m) => {
      boundaries.set(votes.boundary[m]!, span);
      labels.set(votes.label[m]!, span.label);
    });
    for (const [b, span] of boundaries)
      for (const [l, name] of labels) add({ ...span, label: name }, exists * boundary[b]! * label[l]!);
  }
  nothing += noCluster;
  let silent = 0;
  for (const { spans } of markings) {
    if (spans.length === 0) silent++;
    for (const span of spans) add(span, VOTES_COUNT / answered);
  }
  nothing += (VOTES_COUNT * silent) / answered;
  const spans = [...mean.values()].sort(compareSpans);
  // Two clusters may come to the same span, and sums of thirds to a hair above 1.
  for (const span of spans) span.probability = Math.min(1, span.probability);
  return { spans, nothing: Math.min(1, nothing / MEMBERS) };
}
