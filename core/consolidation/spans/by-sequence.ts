/** The `sequence` method over a batch: the sequence model, the spans that maximise expected F1, and honest confidences. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import { chooseSpans } from './choose-spans';
import { explainText } from './explain-spans';
import { buildLattice } from './lattice';
import { countAnswers, type LearntSpans } from './learnt-spans';
import { inCanonicalOrder, type MarkedText, markedText } from './marked-text';
import { fitSequence } from './sequence-model';
import { overlookedShare, sequencePosterior } from './sequence-posterior';
import { independentShare } from './shared-evidence';
import { findSpan, type SpanAnswer, type SpanLabel } from './span';
import { skillsOf, tallySpans, totalProbability } from './tally-spans';
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
  const overlooked = overlookedShare(lattice, fitted);
  const sharp = sequencePosterior(lattice, fitted, overlooked, () => 1).map(({ spans }) => spans);
  const honest = sequencePosterior(lattice, fitted, overlooked, independentShare);
  const wanted = sharp.map((spans, t) => totalProbability(spans) / (1 - overlooked[t]!));
  const unseen = wanted.reduce((sum, all, t) => sum + all - totalProbability(sharp[t]!), 0);
  const { kept } = chooseSpans(sharp, unseen, false);

  const tallies = tallySpans(texts, sharp, wanted);
  const results = new Array<ConsolidatedLabel<SpanLabel> | undefined>(objects.length);
  texts.forEach((text, t) => {
    if (text.markings.length > 0) results[order[t]!] = label(text, t);
  });

  function label(text: MarkedText, t: number): ConsolidatedLabel<SpanLabel> {
    const { spans: candidates, nothing } = honest[t]!;
    const spans = kept[t]!.map(({ start, end, label }) => ({
      start,
      end,
      label,
      confidence: findSpan(candidates, { start, end, label })?.probability ?? 0,
    }));
    const expected = totalProbability(candidates) / (1 - overlooked[t]!);
    return {
      label: text.length === undefined ? { spans } : { spans, tokens: text.length },
      confidence:
        spans.length > 0
          ? Math.min(1, (2 * spans.reduce((sum, { confidence }) => sum + confidence, 0)) / (spans.length + expected))
          : nothing,
      explanation: {
        version: 1,
        method: 'sequence',
        parts: explainText({
          markings: text.markings,
          kept: spans,
          candidates,
          weight: (...question) => voteWeight(fitted, lattice, t, ...question),
        }),
      },
    };
  }

  return {
    objects: results,
    skills: skillsOf(earlier, tallies),
    learnt: {
      kind: 'spans',
      ...countAnswers(texts.map(({ markings }) => markings.length)),
      workers: lattice.workerIds.map((id, w) => [id, { ...tallies.get(id)!, ...fitted.learnt[w]! }]),
      truth: fitted.truth,
    } satisfies LearntSpans,
  };
}
