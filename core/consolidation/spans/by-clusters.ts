/** The `cluster` method over a batch: workers' skill from how often the others' cluster is what they marked, then clusters weighted by it. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import type { ExplainedPart } from '../explanation';
import { clusterSpans, type SpanCluster, skillOf, type Tally } from './cluster';
import { type MarkedText, markedText } from './marked-text';
import { compareSpans, type Span, type SpanAnswer, type SpanLabel } from './span';

export function consolidateByClusters(
  objects: readonly AnsweredObject<SpanAnswer>[],
  earlier: ReadonlyMap<string, Tally>,
): ConsolidationOutcome<SpanLabel> & { learnt: Record<string, Tally> } {
  const texts = objects.map(markedText);
  const tallies = tally(texts);
  const known = (workerId: string): Tally => {
    const before = earlier.get(workerId) ?? { right: 0, given: 0 };
    const now = tallies.get(workerId) ?? { right: 0, given: 0 };
    return { right: before.right + now.right, given: before.given + now.given };
  };
  const skills = new Map<string, number>();
  for (const workerId of [...new Set([...earlier.keys(), ...tallies.keys()])].sort())
    skills.set(workerId, skillOf(known(workerId)));
  return {
    objects: texts.map((text) => consolidate(text, skills)),
    skills,
    learnt: Object.fromEntries([...tallies].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** How often each worker's span is the one an unweighted cluster of several workers decides on. Nobody judges themselves alone. */
function tally(texts: readonly MarkedText[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const text of texts) {
    for (const { workerId } of text.markings) if (!tallies.has(workerId)) tallies.set(workerId, { right: 0, given: 0 });
    if (text.markings.length < 2) continue;
    const equal = text.markings.map(() => 1);
    for (const { members, decided, kept } of clusterSpans(text, equal)) {
      for (const { marking, span } of members) {
        const worker = tallies.get(text.markings[marking]!.workerId)!;
        worker.given++;
        if (kept && members.length > 1 && compareSpans(span, decided) === 0) worker.right++;
      }
    }
  }
  return tallies;
}

function consolidate(text: MarkedText, skills: ReadonlyMap<string, number>): ConsolidatedLabel<SpanLabel> | undefined {
  if (text.markings.length === 0) return undefined;
  const weight = text.markings.map(({ workerId }) => skills.get(workerId)!);
  const clusters = clusterSpans(text, weight);
  const kept = clusters.filter((cluster) => cluster.kept);
  const spans = kept.map(({ decided, support }) => ({ ...decided, confidence: support }));
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
