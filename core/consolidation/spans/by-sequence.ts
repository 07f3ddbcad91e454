/** The `sequence` method over a batch: the sequence model, the spans that maximise expected F1, and honest confidences. */
import type { AnsweredObject, ConsolidationOutcome } from '../consolidator';
import type { LearntSpans } from './learnt-spans';
import { fitBatch, labelBatch } from './sequence-batch';
import { sequencePosterior } from './sequence-posterior';
import { independentShare } from './shared-evidence';
import type { SpanAnswer, SpanLabel } from './span';

export function consolidateBySequence(
  objects: readonly AnsweredObject<SpanAnswer>[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
): ConsolidationOutcome<SpanLabel> {
  const batch = fitBatch(objects, categories, earlier);
  const { lattice, sequence, overlooked } = batch;
  return labelBatch(batch, {
    method: 'sequence',
    deciding: sequencePosterior(lattice, sequence, overlooked, () => 1),
    confident: sequencePosterior(lattice, sequence, overlooked, independentShare),
  });
}
