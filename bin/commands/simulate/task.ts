import { type ConsolidationKind, consolidationKindOf } from '../../../core/consolidation/registry';
import type { Learner } from '../../../model/learners/learner';
import { learnableTaskTypes, learnerFor } from '../../../model/learners/registry';
import { UsageFailure } from '../failure';

/** How a task type's answers are consolidated and learnt from. @throws UsageFailure when it cannot be simulated. */
export function taskOf(name: string): { kind: ConsolidationKind; learner: Learner } {
  const kind = consolidationKindOf(name);
  if (!kind || !learnableTaskTypes.includes(kind.slug))
    throw new UsageFailure(
      `--task-type: there is no learner for "${name}"; there are learners for ${learnableTaskTypes.join(', ')} (Ground Truth's names are taken too)`,
    );
  return { kind, learner: learnerFor(kind.slug) };
}
