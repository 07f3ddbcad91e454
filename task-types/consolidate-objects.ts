import type { Explanation } from '../core/consolidation/explanation';
import type { LabelCategory } from '../core/job/label-categories';
import type { TaskType } from './task-type';

/** One object with the answers to consolidate. `content` is the worker's `answerContent`. */
export interface AnsweredObject {
  id: number;
  answers: { workerId: string; content: unknown }[];
}

export interface ConsolidatedObject<Answer, Label> {
  id: number;
  /** The answers that could be read, by worker. */
  answers: { workerId: string; answer: Answer }[];
  /** Undefined when no answer could be read. */
  label?: Label;
  /** Of the consolidation, 0…1; absent without a label. */
  confidence?: number;
  /** The label as an answer, to be compared with the workers' own. */
  agreed?: Answer;
  /** Why the label won. */
  explanation?: Explanation;
  /** Why there is no label. */
  failureReason?: string;
}

export interface ConsolidationResult<Answer, Label> {
  /** By id. */
  objects: ConsolidatedObject<Answer, Label>[];
  /** Answers set aside with their reason, by object and worker. */
  rejected: { id: number; workerId: string; reason: string }[];
  /** Estimated skill of each worker, 0…1. */
  skills: Map<string, number>;
  /** Worker parameters for later rounds; JSON. */
  learnt: unknown;
}

/**
 * Makes labels of the answers of a batch. `earlier` is what earlier batches of the job learnt about the workers. An answer that cannot be read is set
 * aside with its reason, and the object goes on with the others.
 */
export function consolidateObjects<Answer, Consolidated, Label>(
  type: TaskType<Answer, Consolidated, Label>,
  objects: AnsweredObject[],
  { categories, earlier }: { categories: LabelCategory[]; earlier: unknown[] },
): ConsolidationResult<Answer, Label> {
  const names = categories.map(({ label }) => label);
  const rejected: ConsolidationResult<Answer, Label>['rejected'] = [];
  // In order of ids: sums of rounded numbers depend on their order, labels must not.
  const read = [...objects]
    .sort((a, b) => a.id - b.id)
    .map(({ id, answers }) => {
      const kept: { workerId: string; answer: Answer }[] = [];
      let failureReason = answers.length === 0 ? 'no worker answered' : '';
      for (const { workerId, content } of answers) {
        const answer = type.consolidator.readAnswer(content, { element: type.element, categories: names });
        if (answer.ok) kept.push({ workerId, answer: answer.value });
        else {
          rejected.push({ id, workerId, reason: answer.reason });
          failureReason = `no answer could be read: ${answer.reason}`;
        }
      }
      return { id, answers: kept.sort((a, b) => (a.workerId < b.workerId ? -1 : 1)), failureReason };
    });
  const outcome = type.consolidator.consolidate(read, { categories: names, earlier });
  return {
    objects: read.map(({ id, answers, failureReason }, i) => {
      const consolidated = outcome.objects[i];
      if (!consolidated) return { id, answers, failureReason };
      const workers = new Set(answers.map(({ workerId }) => workerId)).size;
      return {
        id,
        answers,
        label: type.labelOf(consolidated, { categories, workers }),
        confidence: consolidated.confidence,
        agreed: type.consolidator.asAnswer(consolidated.label),
        explanation: consolidated.explanation,
      };
    }),
    rejected: rejected.sort((a, b) => a.id - b.id || (a.workerId < b.workerId ? -1 : 1)),
    skills: outcome.skills,
    learnt: outcome.learnt,
  };
}
