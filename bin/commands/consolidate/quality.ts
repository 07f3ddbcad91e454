import type { ConsolidationKind } from '../../../core/consolidation/registry';
import type { QualityObject } from '../../../core/quality/answered';
import { type Reliability, reliability } from '../../../core/quality/reliability';
import { type QualityReport, qualityReport } from '../../../core/quality/report';
import type { AnswerTable, SortedAnswers } from './answer-table';
import { answeredObjects, type LabelWithReason, type TableOutcome } from './consolidate-table';
import type { Gold } from './gold';

/** Agreement, workers and, with gold, calibration. */
export function qualityOf(
  { slug, consolidator }: ConsolidationKind,
  table: AnswerTable,
  sorted: SortedAnswers,
  { labelOf, skills }: TableOutcome,
  { gold, categories }: { gold?: Gold; categories?: readonly string[] },
): QualityReport {
  const { seconds } = sorted;
  const objects: QualityObject<unknown, unknown>[] = answeredObjects(table, sorted).map(({ answers }, object) => {
    const decided = labelOf(object);
    const from = sorted.start[object]!;
    return {
      answers: seconds ? answers.map((answer, i) => timed(answer, seconds[from + i]!)) : answers,
      label: decided?.label,
      confidence: decided?.confidence,
      gold: gold?.answers.get(table.objects.list[object]!),
    };
  });
  return qualityReport({ kind: slug, objects, consolidator, skills, categories });
}

const timed = <Answer extends object>(answer: Answer, seconds: number): Answer & { seconds?: number } =>
  Number.isNaN(seconds) ? answer : { ...answer, seconds };

/** The labels against gold: every object with a right answer counts, also those nobody answered. */
export function against(
  gold: Gold,
  { consolidator, exact }: ConsolidationKind,
  objects: readonly string[],
  labelOf: (object: number) => LabelWithReason | undefined,
): { withoutLabel: number; measures: Record<string, number>; calibration?: Reliability } {
  const numbers = new Map(objects.map((object, number) => [object, number]));
  const confidences: number[] = [];
  const right: boolean[] = [];
  const pairs = [...gold.answers].map(([object, truth]) => {
    const number = numbers.get(object);
    const decided = number === undefined ? undefined : labelOf(number);
    if (!decided) return { label: undefined, gold: truth };
    const label = consolidator.asAnswer(decided.label);
    if (exact) {
      confidences.push(Math.min(1, Math.max(0, decided.confidence)));
      right.push(consolidator.distance(label, truth) === 0);
    }
    return { label, gold: truth };
  });
  return {
    withoutLabel: pairs.reduce((n, { label }) => n + (label === undefined ? 1 : 0), 0),
    measures: consolidator.measure(pairs),
    ...(exact && { calibration: reliability(confidences, right) }),
  };
}
