import type { Explanation } from '../core/consolidation/explanation';
import type { LabelCategory } from '../core/job/label-categories';
import { readOptions } from './answers';
import { namesOf } from './metadata';
import type { TaskType } from './task-type';

/** One object with the answers to consolidate. `content` is the worker's `answerContent`. */
export interface AnsweredObject {
  id: number;
  answers: { workerId: string; content: unknown }[];
  /** The earlier label that the workers looked at, as an answer. */
  reviewed?: unknown;
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
  const options = readOptions(type, categories);
  const rejected: ConsolidationResult<Answer, Label>['rejected'] = [];
  // In order of ids: sums of rounded numbers depend on their order, labels must not.
  const read = [...objects]
    .sort((a, b) => a.id - b.id)
    .map(({ id, answers, reviewed }) => {
      const kept: { workerId: string; answer: Answer; content: unknown }[] = [];
      let failureReason = answers.length === 0 ? 'no worker answered' : '';
      for (const { workerId, content } of answers) {
        const answer = type.consolidator.readAnswer(content, options);
        if (answer.ok) kept.push({ workerId, answer: answer.value, content });
        else {
          rejected.push({ id, workerId, reason: answer.reason });
          failureReason = `no answer could be read: ${answer.reason}`;
        }
      }
      kept.sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
      return { id, answers: kept, reviewed: reviewed as Answer | undefined, failureReason };
    });
  const outcome = type.consolidator.consolidate(read, {
    ...(options.categories && { categories: namesOf(categories) }),
    earlier,
  });
  return {
    objects: read.map(({ id, answers: kept, reviewed, failureReason }, i) => {
      const consolidated = outcome.objects[i];
      const answers = kept.map(({ workerId, answer }) => ({ workerId, answer }));
      if (!consolidated) return { id, answers, failureReason };
      const workers = new Set(kept.map(({ workerId }) => workerId)).size;
      return {
        id,
        answers,
        label: type.labelOf(consolidated, { categories, workers, answers: kept, reviewed }),
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
