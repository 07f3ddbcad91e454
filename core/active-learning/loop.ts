/**
 * The labeling loop without a cloud: the same decisions as the state machine's, on data in memory. `simulate` runs it; a test holds it against a real job.
 */
import type { RoundReport } from '../job/report';
import type { PromiseRules } from './promise';

/** What people together said of an object. */
export interface HumanLabel<Target> {
  target: Target;
  /** Of the consolidation, 0…1. */
  confidence: number;
  /** Pairs of workers who answered it, and how many of the pairs gave the same answer. */
  pairs: number;
  agreeing: number;
}

export interface LoopPrediction<Target> {
  target: Target;
  confidence: number;
}

/** Who labels, learns and scores. Ids are object numbers, 0…objects-1. */
export interface LoopWorld<Target> {
  /** People label objects; one entry per id, undefined where nobody answered. Ids come in ascending order, each once in a job. */
  ask(ids: readonly number[], round: number): Promise<(HumanLabel<Target> | undefined)[]>;
  /** Trains a model on the human labels of these objects (ascending), or says why nothing can be learnt from them. */
  train(ids: readonly number[], round: number): Promise<string | undefined>;
  /** The newest model's prediction of each object; undefined where it gave none. */
  score(ids: readonly number[], round: number): Promise<(LoopPrediction<Target> | undefined)[]>;
  /** Quality of a predicted label against people's, 0…1. */
  quality(predicted: Target, human: Target): number;
}

export interface LoopSettings extends PromiseRules {
  objects: number;
  seed: string | number;
  /** Labels an object can have; tells how likely wrong answers agree. */
  classes: number;
  /** Whether quality is 0 or 1 and nothing between. */
  exact: boolean;
  /** Most objects people have in hand at once. */
  inFlight: number;
}

export interface LoopOutcome<Target> {
  /** Labels the model gave, by object. */
  machine: Map<number, Target>;
  /** Objects people labelled. */
  human: number[];
  rounds: RoundReport[];
  /** Why the loop ended. */
  ended: string;
}
