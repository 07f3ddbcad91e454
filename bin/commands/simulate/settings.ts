import type { PromiseRules } from '../../../core/active-learning/promise';

/** What is simulated: the same for every seed, and plain data, so that threads can be told. */
export interface SimulationSettings extends PromiseRules {
  taskType: string;
  input: string;
  labelAttribute: string;
  /** The label names in order; absent: those that occur, sorted. */
  categories?: readonly string[];
  /** Folder of the network whose features replace the learner's own. */
  encoder?: string;
  answersPerObject: number;
  workerAccuracy: number;
  /** Most objects people have in hand at once. */
  maxConcurrent: number;
  skipBadLines: boolean;
}
