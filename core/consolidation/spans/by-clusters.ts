/** The `cluster` method over a batch: workers' skill from how often the others' cluster is what they marked, then clusters weighted by it. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import type { ExplainedPart } from '../explanation';
import { choose } from './choose-spans';
import { clusterSpans, type SpanCluster } from './cluster';
import { type LearntSpans, type SpanTally, skillOf, sumTallies } from './learnt-spans';
import { compareText, type MarkedText, markedText } from './marked-text';
import { compareSpans, likeliestOfEach, type Span, type SpanAnswer, type SpanLabel } from './span';

export function consolidateByClusters(
  objects: readonly AnsweredObject<SpanAnswer>[],
  earlier: readonly LearntSpans[],
  mayOverlap: boolean,
): ConsolidationOutcome<SpanLabel> {
  const texts = objects.map(markedText);
  const workers = [...tally(texts)].sort(([a], [b]) => compareText(a, b));
  const learnt: LearntSpans = { kind: 'spans', workers };
  const sums = sumTallies([...earlier, learnt]);
  const skills = new Map([...sums.keys()].sort(compareText).map((id) => [id, skillOf(sums.get(id)!)]));
  return { objects: texts.map((text) => consolidate(text, skills, mayOverlap)), skills, learnt };
}

/** How each worker's spans compare with the unweighted clusters of several workers. Nobody is judged by themselves alone. */
function tally(texts: readonly MarkedText[]): Map<string, SpanTally> {
  const tallies = new Map<string, SpanTally>();
  for (const text of texts) {
    for (const { workerId } of text.markings)
      if (!tallies.has(workerId)) tallies.set(workerId, { right: 0, given: 0, wanted: 0 });
    if (text.markings.length < 2) continue;
    const clusters = clusterSpans(
      text,
      text.markings.map(() => 1),
    );
    const wanted = clusters.filter(({ kept, members }) => kept && members.length > 1).length;
    for (const { workerId, spans } of text.markings) {
      const worker = tallies.get(workerId)!;
      worker.given += spans.length;
      worker.wanted += wanted;
    }
    for (const { members, decided, kept } of clusters) {
      if (!kept || members.length < 2) continue;
      for (const { marking, span } of members)
        if (compareSpans(span, decided) === 0) tallies.get(text.markings[marking]!.workerId)!.right++;
    }
  }
  return tallies;
}

function consolidate(
  text: MarkedText,
  skills: ReadonlyMap<string, number>,
  mayOverlap: boolean,
): ConsolidatedLabel<SpanLabel> | undefined {
  if (text.markings.length === 0) return undefined;
  const weight = text.markings.map(({ workerId }) => skills.get(workerId)!);
  const clusters = clusterSpans(text, weight);
  const kept = clusters
    .filter((cluster) => cluster.kept)
    .map((cluster) => ({ ...cluster.decided, probability: cluster.support, cluster }));
  const stands = new Set(choose(likeliestOfEach(kept), -1, mayOverlap).map(({ cluster }) => cluster));
  for (const cluster of clusters) cluster.kept = stands.has(cluster);
  const spans = clusters
    .filter(({ kept }) => kept)
    .map(({ decided, support }) => ({ ...decided, confidence: support }));
  const confidence = spans.length > 0 ? spans.reduce((sum, span) => sum + span.confidence, 0) / spans.length : 1;
  return {
    label: text.length === undefined ? { spans } : { spans, tokens: text.length },
    confidence,
    explanation: { version: 1, method: 'cluster', parts: clusters.map((cluster) => explain(cluster, text, weight)) },
  };
}

function explain(
  { members, decided, kept, support }: SpanCluster,
  { markings }: MarkedText,
  weight: readonly number[],
): ExplainedPart {
  const given = new Map(members.map(({ marking, span }) => [marking, span]));
  const choices = new Map<string, { choice: Span; confidence: number }>();
  const total = weight.reduce((sum, w) => sum + w, 0);
  for (const { marking, span } of members) {
    const key = JSON.stringify(span);
    const choice = choices.get(key) ?? { choice: span, confidence: 0 };
    choice.confidence += weight[marking]! / total;
    choices.set(key, choice);
  }
  return {
    decided: kept ? decided : null,
    confidence: kept ? support : 1 - support,
    votes: markings.map(({ workerId }, marking) => {
      const span = given.get(marking);
      const agrees = kept ? span !== undefined && compareSpans(span, decided) === 0 : span === undefined;
      return { workerId, answer: span ?? null, weight: agrees ? weight[marking]! : -weight[marking]! };
    }),
    alternatives: [...choices.values()]
      .filter(({ choice }) => !kept || compareSpans(choice, decided) !== 0)
      .sort((a, b) => b.confidence - a.confidence || compareSpans(a.choice, b.choice))
      .slice(0, 5),
  };
}
