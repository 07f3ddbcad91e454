/** The `sequence` method over a batch: the sequence model, the spans that maximise expected F1, and honest confidences. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import { chooseSpans } from './choose-spans';
import { type ExplainedText, explainText } from './explain-spans';
import { buildLattice, type LatticeText } from './lattice';
import { countAnswers, type LearntSpans, round, type SpanTally, skillOf, sumTallies } from './learnt-spans';
import { inCanonicalOrder, type MarkedText, markedText } from './marked-text';
import { RegionInference, type SpanPosterior } from './region-inference';
import { type FittedSequence, fitSequence } from './sequence-model';
import { independentShare } from './shared-evidence';
import { compareSpans, findSpan, type SpanAnswer, type SpanLabel } from './span';
import { voteWeight } from './vote-weight';

export function consolidateBySequence(
  objects: readonly AnsweredObject<SpanAnswer>[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
): ConsolidationOutcome<SpanLabel> {
  const marked = objects.map(markedText);
  const order = inCanonicalOrder(marked);
  const texts = order.map((i) => marked[i]!);
  const lattice = buildLattice(texts, categories);
  const fitted = fitSequence(lattice, earlier);
  const inference = new RegionInference(fitted.logs);
  const posteriors = lattice.texts.map((text, t) => infer(inference, text, fitted.events[t]!));
  const overlooked = lattice.texts.map(({ workers }) =>
    workers.reduce((product, w) => product * (1 - fitted.recall[w]!), 1),
  );
  const wanted = posteriors.map(({ sharp }, t) => total(sharp) / (1 - overlooked[t]!));
  const unseen = wanted.reduce((sum, all, t) => sum + all - total(posteriors[t]!.sharp), 0);
  const { kept } = chooseSpans(
    posteriors.map(({ sharp }) => sharp),
    unseen,
    false,
  );

  const tallies = tally(texts, lattice.labels, posteriors, wanted);
  const results = new Array<ConsolidatedLabel<SpanLabel> | undefined>(objects.length);
  texts.forEach((text, t) => {
    if (text.markings.length === 0) return;
    results[order[t]!] = label(text, t);
  });

  function label(text: MarkedText, t: number): ConsolidatedLabel<SpanLabel> {
    const latticeText = lattice.texts[t]!;
    const { honest, logNothing } = posteriors[t]!;
    const named = (span: SpanPosterior) => ({ ...span, label: lattice.labels[span.label]! });
    const candidates = honest.map(named).sort(compareSpans);
    const spans = kept[t]!.map((span) => {
      const { start, end, label } = named(span);
      return { start, end, label, confidence: findSpan(candidates, { start, end, label })?.probability ?? 0 };
    });
    const explained: ExplainedText = {
      markings: text.markings,
      kept: spans,
      candidates,
      weight: (k, decided, alternative, neighbours) =>
        voteWeight(fitted, lattice, t, k, decided, alternative, neighbours),
    };
    // Spans that nobody marked: expected from those that were found, and in an empty text from how often an entity opens.
    const miss = overlooked[t]!;
    const expected = total(honest) / (1 - miss);
    const emptyHanded = (latticeText.unmarked * Math.exp(fitted.logs.truth.opens) * miss) / (1 - miss);
    return {
      label: text.length === undefined ? { spans } : { spans, tokens: text.length },
      confidence:
        spans.length > 0
          ? Math.min(1, (2 * spans.reduce((sum, { confidence }) => sum + confidence, 0)) / (spans.length + expected))
          : Math.exp(logNothing - emptyHanded),
      explanation: { version: 1, method: 'sequence', parts: explainText(explained) },
    };
  }

  const sums = sumTallies([...earlier, { kind: 'spans', workers: [...tallies] }]);
  const learnt: LearntSpans = {
    kind: 'spans',
    ...countAnswers(texts.map(({ markings }) => markings.length)),
    workers: lattice.workerIds.map((id, w) => [id, { ...tallies.get(id)!, ...fitted.learnt[w]! }]),
    truth: fitted.truth,
  };
  return {
    objects: results,
    skills: new Map([...sums.keys()].sort().map((id) => [id, skillOf(sums.get(id)!)])),
    learnt,
  };
}

interface TextPosterior {
  /** On all the evidence, as the model has it. */
  sharp: SpanPosterior[];
  /** On the evidence that is not shared. */
  honest: SpanPosterior[];
  /** Log-probability, on that evidence, that nothing marked is an entity. */
  logNothing: number;
}

function infer(
  inference: RegionInference,
  { workers, regions }: LatticeText,
  events: FittedSequence['events'][number],
): TextPosterior {
  const posterior: TextPosterior = { sharp: [], honest: [], logNothing: 0 };
  const independent = independentShare(workers.length);
  regions.forEach((region, r) => {
    inference.infer(region, workers, events[r]!);
    const sharp = inference.spans();
    for (const span of sharp) posterior.sharp.push(span);
    inference.infer(region, workers, events[r]!, independent);
    for (const span of inference.spans()) posterior.honest.push(span);
    posterior.logNothing += inference.logNothing();
  });
  return posterior;
}

const total = (spans: readonly SpanPosterior[]): number => spans.reduce((sum, { probability }) => sum + probability, 0);

/** Expected number of each worker's spans that are right, of those given and of those there were to find. */
function tally(
  texts: readonly MarkedText[],
  labels: readonly string[],
  posteriors: readonly TextPosterior[],
  wanted: readonly number[],
): Map<string, SpanTally> {
  const tallies = new Map<string, SpanTally>();
  texts.forEach(({ markings }, t) => {
    const known = posteriors[t]!.sharp.map((span) => ({ ...span, label: labels[span.label]! })).sort(compareSpans);
    for (const { workerId, spans } of markings) {
      const sum = tallies.get(workerId) ?? { right: 0, given: 0, wanted: 0 };
      for (const span of spans) sum.right += findSpan(known, span)?.probability ?? 0;
      sum.given += spans.length;
      sum.wanted += wanted[t]!;
      tallies.set(workerId, sum);
    }
  });
  for (const [workerId, sum] of tallies)
    tallies.set(workerId, { right: round(sum.right), given: sum.given, wanted: round(sum.wanted) });
  return tallies;
}
