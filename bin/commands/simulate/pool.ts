import type { ConsolidationKind } from '../../../core/consolidation/registry';
import type { Learner } from '../../../model/learners/learner';

/** The labelled objects of a simulation, each prepared once for all rounds and seeds. Entry `i` of every list is about object `i`. */
export interface Pool {
  kind: ConsolidationKind;
  learner: Learner;
  labels: readonly string[];
  /** What the learner takes. */
  inputs: readonly unknown[];
  /** The true label as the learner's target, and as an answer a worker would give. */
  truths: readonly unknown[];
  answers: readonly unknown[];
  /** Where each object was found: number of its line in the input. */
  lines: readonly number[];
  /** Inline texts, where simulated workers need them to err: spans end where words do. */
  texts: readonly string[];
}
