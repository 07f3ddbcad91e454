/** The `posterior` method over a batch: clusters of spans with a probability each, and those kept that maximise expected F1. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import { chooseSpans } from './choose-spans';
import type { SpanCluster } from './cluster';
import {
  believe,
  type ClusterBelief,
  type ClusterVotes,
  COINS,
  FOUND,
  INVENTED,
  NAMED,
  PLACED,
} from './cluster-posterior';
import { fitClustersOf } from './cluster-votes';
import { explainText } from './explain-spans';
import { countAnswers, type LearntSpans } from './learnt-spans';
import { inCanonicalOrder, type MarkedText, markedText } from './marked-text';
import { independentShare } from './shared-evidence';
import { likeliestOfEach, type Span, type SpanAnswer, type SpanLabel, spanKey } from './span';
import { skillsOf, tallySpans, totalProbability } from './tally-spans';

interface Item extends Span {
  probability: number;
  confidence: number;
  cluster: SpanCluster;
  votes: ClusterVotes;
}

export function consolidateByPosterior(
  objects: readonly AnsweredObject<SpanAnswer>[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
  mayOverlap: boolean,
): ConsolidationOutcome<SpanLabel> {
  const marked = objects.map(markedText);
  const order = inCanonicalOrder(marked);
  const texts = order.map((i) => marked[i]!);
  const { clusters, model, workerNumber, coins } = fitClustersOf(texts, categories, earlier);

  const items = clusters.map((list, t) =>
    list.map(({ cluster, votes }): Item => {
      const sharp = believe(votes, model, 1);
      const honest = believe(votes, model, independentShare(texts[t]!.markings.length));
      const boundary = likeliest(sharp.boundary);
      const label = likeliest(sharp.label);
      const probabilityOf = ({ exists, boundary: b, label: l }: ClusterBelief) => exists * b[boundary]! * l[label]!;
      const at = cluster.members[votes.boundary.indexOf(boundary)]!.span;
      return {
        start: at.start,
        end: at.end,
        label: cluster.members[votes.label.indexOf(label)]!.span.label,
        probability: probabilityOf(sharp),
        confidence: probabilityOf(honest),
        cluster,
        votes,
      };
    }),
  );
  const { kept } = chooseSpans(items, 0, mayOverlap);

  const tallies = tallySpans(texts, items.map(likeliestOfEach), items.map(totalProbability));
  const results = new Array<ConsolidatedLabel<SpanLabel> | undefined>(objects.length);
  texts.forEach((text, t) => {
    if (text.markings.length > 0) results[order[t]!] = label(text, t);
  });

  function label(text: MarkedText, t: number): ConsolidatedLabel<SpanLabel> {
    const spans = likeliestOfEach(kept[t]!).map(({ start, end, label, confidence }) => ({
      start,
      end,
      label,
      confidence,
    }));
    const expected = items[t]!.reduce((sum, item) => sum + item.confidence, 0);
    const itemOf = new Map<string, Item>();
    const candidates = items[t]!.flatMap((item) => {
      const belief = believe(item.votes, model, independentShare(text.markings.length));
      const choices = new Map<string, Span & { probability: number }>();
      item.cluster.members.forEach(({ span }, m) => {
        const probability =
          belief.exists * belief.boundary[item.votes.boundary[m]!]! * belief.label[item.votes.label[m]!]!;
        choices.set(spanKey(span), { ...span, probability });
      });
      choices.set(spanKey(item), { start: item.start, end: item.end, label: item.label, probability: item.confidence });
      for (const key of choices.keys()) itemOf.set(key, item);
      return [...choices.values()];
    });
    const weight = (k: number, decided: Span | null, alternative: Span | null): number => {
      const item = itemOf.get(spanKey((decided ?? alternative)!))!;
      const other = alternative && itemOf.get(spanKey(alternative)) === item ? alternative : null;
      return logLikelihood(item, k, decided) - logLikelihood(item, k, decided === null ? alternative : other);
    };
    /** Of what a marking did about the cluster, if the truth is `span` or nothing. */
    const logLikelihood = ({ cluster }: Item, k: number, span: Span | null): number => {
      const at = workerNumber.get(text.markings[k]!.workerId)! * COINS;
      const own = cluster.members.find(({ marking }) => marking === k)?.span;
      const coin = span ? FOUND : INVENTED;
      if (!own) return model.logs[at + coin + 1]!;
      if (!span) return model.logs[at + coin]!;
      const placed = own.start === span.start && own.end === span.end ? 0 : 1;
      const named = own.label === span.label ? 0 : 1;
      return model.logs[at + coin]! + model.logs[at + PLACED + placed]! + model.logs[at + NAMED + named]!;
    };
    return {
      label: text.length === undefined ? { spans } : { spans, tokens: text.length },
      confidence:
        spans.length > 0
          ? Math.min(1, (2 * spans.reduce((sum, span) => sum + span.confidence, 0)) / (spans.length + expected))
          : items[t]!.reduce((none, item) => none * (1 - item.confidence), 1),
      explanation: {
        version: 1,
        method: 'posterior',
        parts: explainText({ markings: text.markings, kept: spans, candidates, weight }),
      },
    };
  }

  return {
    objects: results,
    skills: skillsOf(earlier, tallies),
    learnt: {
      kind: 'spans',
      ...countAnswers(texts.map(({ markings }) => markings.length)),
      workers: [...coins].map(([id, coins]) => [id, { ...tallies.get(id)!, coins }]),
    } satisfies LearntSpans,
  };
}

/** The first of the largest: members are sorted, so that ties go to the earlier boundary and label. */
const likeliest = (list: Float64Array): number =>
  list.reduce((best, value, i) => (value > list[best]! + 1e-9 ? i : best), 0);
