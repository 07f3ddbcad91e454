/** What the methods with a sequence model in them share: fitting it to a batch, and labels out of how likely each span is. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOutcome } from '../consolidator';
import { chooseSpans } from './choose-spans';
import { explainText } from './explain-spans';
import { buildLattice, type Lattice } from './lattice';
import { countAnswers, type LearntSpans, type LearntWorker } from './learnt-spans';
import { inCanonicalOrder, type MarkedText, markedText } from './marked-text';
import { type FittedSequence, fitSequence } from './sequence-model';
import { overlookedShare, type TextPosterior } from './sequence-posterior';
import { findSpan, type SpanAnswer, type SpanLabel } from './span';
import { skillsOf, tallySpans, totalProbability } from './tally-spans';
import { voteWeight } from './vote-weight';

export interface SequenceBatch {
  /** The texts in an order that does not depend on that of the objects, and each one's object. */
  texts: MarkedText[];
  order: number[];
  lattice: Lattice;
  sequence: FittedSequence;
  /** Share of each text's spans that nobody marked. */
  overlooked: number[];
  earlier: readonly LearntSpans[];
}

export function fitBatch(
  objects: readonly AnsweredObject<SpanAnswer>[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
): SequenceBatch {
  const marked = objects.map(markedText);
  const order = inCanonicalOrder(marked);
  const texts = order.map((i) => marked[i]!);
  const lattice = buildLattice(texts, categories);
  const sequence = fitSequence(lattice, earlier);
  return { texts, order, lattice, sequence, overlooked: overlookedShare(lattice, sequence), earlier };
}

export interface Beliefs {
  method: string;
  /** Decides which spans are kept: those of largest expected F1. */
  deciding: readonly TextPosterior[];
  /** Gives the confidences. */
  confident: readonly TextPosterior[];
  /** What else is remembered of a worker. */
  remember?: (workerId: string) => Partial<LearntWorker>;
}

export function labelBatch(
  { texts, order, lattice, sequence, overlooked, earlier }: SequenceBatch,
  { method, deciding, confident, remember }: Beliefs,
): ConsolidationOutcome<SpanLabel> {
  const likely = deciding.map(({ spans }) => spans);
  const wanted = likely.map((spans, t) => totalProbability(spans) / (1 - overlooked[t]!));
  const unseen = wanted.reduce((sum, all, t) => sum + all - totalProbability(likely[t]!), 0);
  const { kept } = chooseSpans(likely, unseen, false);
  const tallies = tallySpans(texts, likely, wanted);

  function label(text: MarkedText, t: number): ConsolidatedLabel<SpanLabel> {
    const { spans: candidates, nothing } = confident[t]!;
    const spans = kept[t]!.map(({ start, end, label }) => ({
      start,
      end,
      label,
      confidence: findSpan(candidates, { start, end, label })?.probability ?? 0,
    }));
    const right = spans.reduce((sum, { confidence }) => sum + confidence, 0);
    const expected = totalProbability(candidates) / (1 - overlooked[t]!);
    return {
      label: text.length === undefined ? { spans } : { spans, tokens: text.length },
      confidence: spans.length > 0 ? Math.min(1, (2 * right) / (spans.length + expected)) : nothing,
      explanation: {
        version: 1,
        method,
        parts: explainText({
          markings: text.markings,
          kept: spans,
          candidates,
          weight: (...question) => voteWeight(sequence, lattice, t, ...question),
        }),
      },
    };
  }

  const objects = new Array<ConsolidatedLabel<SpanLabel> | undefined>(texts.length);
  texts.forEach((text, t) => {
    if (text.markings.length > 0) objects[order[t]!] = label(text, t);
  });
  return {
    objects,
    skills: skillsOf(earlier, tallies),
    learnt: {
      kind: 'spans',
      ...countAnswers(texts.map(({ markings }) => markings.length)),
      workers: lattice.workerIds.map((id, w) => [
        id,
        { ...tallies.get(id)!, ...sequence.learnt[w]!, ...remember?.(id) },
      ]),
      truth: sequence.truth,
    } satisfies LearntSpans,
  };
}
