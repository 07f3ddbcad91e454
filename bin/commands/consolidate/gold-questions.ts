import { runStarts } from '../../../core/consolidation/classes/class-answers';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import type { ConsolidationKind } from '../../../core/consolidation/registry';
import { goldCounts } from '../../../core/quality/gold';
import { UsageFailure } from '../failure';
import type { AnswerTable, SortedAnswers } from './answer-table';
import type { Gold } from './gold';

export interface GoldQuestions {
  /** What they taught about the workers, as consolidation takes it. */
  earlier: unknown[];
  /** The answers to all other objects. */
  rest: SortedAnswers;
  /** By object: whether its right answer was known. */
  isQuestion(object: number): boolean;
  objects: number;
  answers: number;
}

/** The methods for classes that go on from what is known about workers; the others see this batch alone. */
export const LEARNING_METHODS: readonly string[] = ['model-average', 'dawid-skene-steady', 'dawid-skene'];

/** @throws UsageFailure where gold questions would teach nothing. */
export function checkGoldQuestions({ consolidator }: ConsolidationKind, method = consolidator.methods[0]): void {
  if (consolidator !== classConsolidator)
    throw new UsageFailure('--gold-questions: taken for one class per object (image and text classification) only');
  if (!LEARNING_METHODS.includes(method))
    throw new UsageFailure(
      `--gold-questions: the method ${method} learns nothing from them; ${LEARNING_METHODS.join(', ')} do`,
    );
}

/** Takes the answers to gold questions out: they tell how good the workers are, and need no consolidating. */
export function splitGoldQuestions(
  table: AnswerTable,
  sorted: SortedAnswers,
  { answers: right }: Gold,
  categories: readonly string[] | undefined,
): GoldQuestions {
  const known = table.objects.list.map((name) => right.get(name) as string | undefined);
  const isQuestion = (object: number) => known[object] !== undefined;
  const asked = known.flatMap((gold, object) => {
    if (gold === undefined) return [];
    const answers = [];
    for (let i = sorted.start[object]!; i < sorted.start[object + 1]!; i++)
      answers.push({
        workerId: table.workers.list[sorted.worker[i]!]!,
        answer: table.values[sorted.value[i]!] as string,
      });
    return [{ answers, gold }];
  });
  const names = categories ?? [...new Set([...(table.values as string[]), ...asked.map(({ gold }) => gold)])].sort();
  const kept = sorted.object.map((_, i) => i).filter((i) => !isQuestion(sorted.object[i]!));
  const object = kept.map((i) => sorted.object[i]!);
  return {
    earlier: [goldCounts(asked, names)],
    rest: {
      object,
      worker: kept.map((i) => sorted.worker[i]!),
      value: kept.map((i) => sorted.value[i]!),
      seconds: sorted.seconds && Float32Array.from(kept, (i) => sorted.seconds![i]!),
      start: runStarts(object, table.objects.list.length),
      replaced: sorted.replaced,
    },
    isQuestion,
    objects: asked.length,
    answers: sorted.object.length - object.length,
  };
}
