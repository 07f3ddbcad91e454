import type { LabelCategory } from '../../core/job/label-categories';
import type { PreLabelOrigin } from '../../core/workforce/task';
import { readAnswer } from '../../task-types/answers';
import type { TaskType } from '../../task-types/task-type';
import type { DoneObject } from './done-tasks';

/** How the answers to an object compare with what the model thought of it. */
export interface Reception {
  confidence: number;
  /** The workers were shown it. */
  shown: boolean;
  /** Answers that are the same, and those that are not. */
  kept: number;
  changed: number;
  /** Mean of 1 - distance. */
  similarity: number;
}

/** Undefined where the model thought nothing, nothing that can be read, or nobody's answer can be. */
export function receptionOf(
  taskType: TaskType,
  categories: readonly LabelCategory[],
  { prediction, preLabel }: Pick<DoneObject, 'prediction' | 'preLabel'>,
  answers: readonly { answer: unknown }[],
): Reception | undefined {
  if (!prediction || answers.length === 0) return undefined;
  const thought = readAnswer(taskType, prediction.answer, categories);
  if (!thought.ok) return undefined;
  const apart = answers.map(({ answer }) => taskType.consolidator.distance(answer, thought.value));
  const kept = apart.filter((distance) => distance === 0).length;
  return {
    confidence: prediction.confidence,
    shown: preLabel !== undefined,
    kept,
    changed: apart.length - kept,
    similarity: apart.reduce((sum, distance) => sum + 1 - distance, 0) / apart.length,
  };
}

/** The manifest entries with the origin of the pre-label that workers saw, and how many answers left it as it was; ours, beside Ground Truth's metadata. */
export function withOrigin(
  set: Record<string, unknown>,
  attribute: string,
  origin: PreLabelOrigin | undefined,
  reception?: Reception,
): Record<string, unknown> {
  if (!origin) return set;
  const key = `${attribute}-metadata`;
  const preLabel = { ...origin, ...(reception && { kept: reception.kept, changed: reception.changed }) };
  return { ...set, [key]: { ...(set[key] as object | undefined), 'pre-label': preLabel } };
}
