/** What is done with answers alike in every task type. */
import type { Read, ReadOptions } from '../core/consolidation/consolidator';
import type { LabelCategory } from '../core/job/label-categories';
import { namesOf } from './metadata';
import type { TaskType } from './task-type';

/** How the answers of a job are read. */
export const readOptions = (
  { element, minimumCategories }: Pick<TaskType, 'element' | 'minimumCategories'>,
  categories: readonly LabelCategory[],
): ReadOptions => ({ element, ...(minimumCategories > 0 && { categories: namesOf(categories) }) });

/** An answer in its bare form or as a page sends it. */
export const readAnswer = <Answer>(
  type: TaskType<Answer>,
  content: unknown,
  categories: readonly LabelCategory[],
): Read<Answer> => type.consolidator.readAnswer(content, readOptions(type, categories));

/** A model's bare answer as the element's initial value; undefined where it cannot be one. */
export function preLabelOf(type: TaskType, answer: unknown, categories: LabelCategory[]): unknown {
  if (!type.initialValue) return undefined;
  const read = readAnswer(type, answer, categories);
  return read.ok ? type.initialValue(read.value, categories) : undefined;
}
