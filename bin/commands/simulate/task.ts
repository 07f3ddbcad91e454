import { type ConsolidationKind, consolidationKindOf } from '../../../core/consolidation/registry';
import type { Learner } from '../../../model/learners/learner';
import { learnableTaskTypes, learnerFor } from '../../../model/learners/registry';
import { CommandFailure, UsageFailure } from '../failure';
import type { SimulationSettings } from './settings';

/** How a task type's answers are consolidated and learnt from. @throws UsageFailure when it cannot be simulated. */
export function taskOf(name: string): { kind: ConsolidationKind; learner: Learner } {
  const kind = consolidationKindOf(name);
  if (!kind || !learnableTaskTypes.includes(kind.slug))
    throw new UsageFailure(
      `--task-type: there is no learner for "${name}"; there are learners for ${learnableTaskTypes.join(', ')} (Ground Truth's names are taken too)`,
    );
  return { kind, learner: learnerFor(kind.slug) };
}

export interface Task {
  kind: ConsolidationKind;
  learner: Learner;
  close(): Promise<void>;
}

/** The same with the features of the user's network where one is given. @throws CommandFailure when it cannot be used. */
export async function openTask({ taskType, encoder }: SimulationSettings): Promise<Task> {
  const { kind, learner } = taskOf(taskType);
  if (encoder === undefined) return { kind, learner, close: async () => {} };
  // Loaded on demand: the runtime for networks is large.
  const { encodedLearner } = await import('../../../model/learners/encoded-learner');
  try {
    const encoded = await encodedLearner(learner, encoder);
    return { kind, learner: encoded, close: () => encoded.encoder.close() };
  } catch (error) {
    throw new CommandFailure(`--encoder: ${encoder}: ${(error as Error).message}`);
  }
}
