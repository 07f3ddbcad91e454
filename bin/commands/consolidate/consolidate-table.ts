import { classConsolidator, consolidateClasses } from '../../../core/consolidation/classes/consolidator';
import type {
  AnsweredObject,
  ConsolidatedLabel,
  ConsolidationOptions,
  Consolidator,
} from '../../../core/consolidation/consolidator';
import type { AnswerTable, SortedAnswers } from './answer-table';

export interface TableOutcome {
  /** What decided: the method asked for, or what the default came down to. */
  method: string;
  /** By the object's number; undefined where no answer could be read. Explanations only where asked for. */
  labelOf(object: number): LabelWithReason | undefined;
  skills: Map<string, number>;
}

export type LabelWithReason = Pick<ConsolidatedLabel<unknown>, 'label' | 'confidence'> &
  Partial<Pick<ConsolidatedLabel<unknown>, 'explanation'>>;

interface Options extends ConsolidationOptions {
  explain: boolean;
}

/** Consolidates a table of answers. Classes stay numbers from the file to the label, unless reasons are wanted. */
export function consolidateTable(
  // biome-ignore lint/suspicious/noExplicitAny: each kind has answers and labels of its own.
  consolidator: Consolidator<any, any>,
  table: AnswerTable,
  sorted: SortedAnswers,
  { explain, ...options }: Options,
): TableOutcome {
  if (consolidator === classConsolidator && !explain && !options.earlier?.length)
    return consolidateClassTable(table, sorted, options);
  const { objects, skills } = consolidator.consolidate(answeredObjects(table, sorted), options);
  const method = objects.find((decided) => decided)?.explanation.method ?? options.method ?? consolidator.methods[0];
  return { method, labelOf: (object) => objects[object], skills };
}

export function answeredObjects(
  table: AnswerTable,
  { start, worker, value }: SortedAnswers,
): AnsweredObject<unknown>[] {
  return table.objects.list.map((_, object) => {
    const answers = [];
    for (let i = start[object]!; i < start[object + 1]!; i++)
      answers.push({ workerId: table.workers.list[worker[i]!]!, answer: table.values[value[i]!] });
    return { answers };
  });
}

function consolidateClassTable(
  table: AnswerTable,
  { object, worker, value }: SortedAnswers,
  { categories = [], method }: ConsolidationOptions,
): TableOutcome {
  // Numbered as the consolidator for classes does: the job's names in order, those that occur besides sorted; workers sorted.
  const occurring = new Set<string>();
  for (const v of new Set(value)) occurring.add(table.values[v] as string);
  for (const name of categories) occurring.delete(name);
  const names = [...new Set(categories), ...[...occurring].sort()];
  const workerIds = Array.from(new Set(worker), (w) => table.workers.list[w]!).sort();
  const classOf = translation(table.values as string[], names);
  const workerOf = translation(table.workers.list, workerIds);
  const result = consolidateClasses(
    {
      objects: table.objects.list.length,
      workers: workerIds.length,
      classes: names.length,
      object,
      worker: worker.map((w) => workerOf[w]!),
      label: value.map((v) => classOf[v]!),
    },
    { method },
  );
  return {
    method: result.method,
    labelOf: (at) =>
      result.labels[at]! < 0 ? undefined : { label: names[result.labels[at]!]!, confidence: result.confidences[at]! },
    skills: new Map(workerIds.map((workerId, w) => [workerId, result.skills[w]!])),
  };
}

/** For each name of one list its place in another; -1 where it is not there. */
function translation(from: readonly string[], to: readonly string[]): Int32Array {
  const places = new Map(to.map((name, place) => [name, place]));
  return Int32Array.from(from, (name) => places.get(name) ?? -1);
}
