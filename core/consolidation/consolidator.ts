/**
 * What consolidating is, for every kind of answer: several people's answers to each object become one label with a confidence, and a reason.
 * One folder per kind of answer holds its consolidator; `registry.ts` lists them by task type.
 */
import type { Explanation } from './explanation';

/** Something read from a worker's answer or a file. What cannot be read is a value with its reason, not a throw. */
export type Read<Value> = { ok: true; value: Value } | { ok: false; reason: string };

export interface WorkerAnswer<Answer> {
  workerId: string;
  answer: Answer;
}

/** All answers to one object. Nobody may have answered, and a worker may have answered twice. */
export interface AnsweredObject<Answer> {
  answers: readonly WorkerAnswer<Answer>[];
}

export interface ReadOptions {
  /** Name of the template's element: the key under which `answerContent` holds the answer. Without it, or where it is missing, the only value that fits is taken. */
  element?: string;
  /** The job's label names. Any name is accepted when absent. */
  categories?: readonly string[];
}

export interface ConsolidationOptions {
  /** The job's label names in order. Where absent, the names that occur, sorted. */
  categories?: readonly string[];
  /** One of the consolidator's `methods`; the first when absent. */
  method?: string;
  /** What earlier batches of the job taught about the workers: `learnt` of their outcomes, opaque JSON. Unreadable entries are left out. */
  earlier?: readonly unknown[];
}

export interface ConsolidatedLabel<Label> {
  label: Label;
  /** Probability that the label is right, 0…1, where the kind has such a notion; else the method's own certainty, documented there. */
  confidence: number;
  explanation: Explanation;
}

export interface ConsolidationOutcome<Label> {
  /** One entry per object in the order given; undefined where nobody answered. */
  objects: (ConsolidatedLabel<Label> | undefined)[];
  /** Estimated skill of each worker, 0 (nothing right) … 1 (all right), earlier batches included. */
  skills: Map<string, number>;
  /** This batch's own share of what is known about the workers, JSON; later batches pass it in `earlier`. */
  learnt: unknown;
}

/** One kind of answer. `Answer` and `Label` are plain JSON. */
export interface Consolidator<Answer, Label> {
  /** Names of the methods, best first: the first is the default. */
  methods: readonly [string, ...string[]];
  /** Reads a worker's `answerContent` (Ground Truth's shapes, worker-ui.md and ground-truth-jobs.md §3.2), or a bare answer as `plumbline consolidate` takes it. */
  readAnswer(content: unknown, options: ReadOptions): Read<Answer>;
  /**
   * Does not depend on the order of objects or of answers. @throws RangeError when `method` is unknown.
   */
  consolidate(objects: readonly AnsweredObject<Answer>[], options: ConsolidationOptions): ConsolidationOutcome<Label>;
  /** How far two answers are apart: 0 the same, 1 nothing in common. Symmetric. For agreement between workers. */
  distance(a: Answer, b: Answer): number;
  /** A label as an answer, so that labels can be compared with gold and with answers. */
  asAnswer(label: Label): Answer;
  /** How good labels are against gold, each measure by its field's name: `accuracy`, `f1`, `meanIoU`, `wordErrorRate`. A missing label counts as wrong. */
  measure(pairs: readonly { label: Answer | undefined; gold: Answer }[]): Record<string, number>;
}
