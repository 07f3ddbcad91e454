import type { ManifestLine } from '../../core/manifest/line';
import type { ModelFile } from '../model-file';

/** One labelled object: what the learner made of it, and its label in the learner's own form. */
export interface Example<Input = unknown, Target = unknown> {
  input: Input;
  target: Target;
}

/** `confidence` is the expected quality of `target`, 0…1: for classes the probability that it is right, else the mean IoU or F1 to expect. */
export interface Prediction<Target = unknown> {
  target: Target;
  confidence: number;
  /** Classes only: a probability per label, in the order of `labels`. */
  scores?: Float64Array;
}

export interface TrainingOptions {
  labels: readonly string[];
  seed: number;
}

/** A line of the training log, as `name=value` pairs. */
export type Progress = (values: Record<string, number | string>) => void;

/** Where a manifest line's label is read from. */
export interface LabelSource {
  labelAttribute: string;
  labels: readonly string[];
  /** Fetches what a `-ref` label points to. Throws with the reason, naming the file. */
  readFile(uri: string): Promise<Uint8Array>;
}

/**
 * Learns one kind of label from one kind of data; `registry.ts` says which task type has which. `Target` is a label in the form the learner computes with.
 * Outside, a label is a bare answer, JSON that the task type's consolidator reads (`readAnswer` in core/consolidation): a class name, a list of names,
 * `{"boxes":[[left,top,width,height,label]]}`, `{"spans":[[start,end,label]]}`, `{"width","height","counts"}`.
 */
// biome-ignore lint/suspicious/noExplicitAny: each learner has inputs and targets of its own.
export interface Learner<Input = any, Target = any, Read extends Input | Promise<Input> = Input> {
  /** Also the word in `model.json` by which the model is loaded again. */
  readonly slug: string;
  /** Inline text (`source`); an encoder answers later (`Read`), so callers await. Throws or rejects with the reason when this learner cannot take it. */
  fromText(text: string): Read;
  /** A file behind `source-ref`. Throws with the reason when the bytes cannot be read. */
  fromFile(bytes: Uint8Array): Promise<Input>;
  /** The label of an augmented manifest line, in Ground Truth's output shape. Throws with the reason. */
  targetOfLine(line: ManifestLine, source: LabelSource): Target | Promise<Target>;
  /** A bare answer as target. Throws with the reason. */
  targetOfAnswer(answer: unknown, labels: readonly string[]): Target;
  /** A target as bare answer: `label` of the endpoint's reply. */
  answerOfTarget(target: Target, labels: readonly string[]): unknown;
  /** Why nothing can be learnt from these labels, if so: all of one class, not one box. */
  unlearnable(targets: readonly Target[], labels: readonly string[]): string | undefined;
  /** What `quality` is the mean of over objects, by its field's name. */
  readonly measure: 'accuracy' | 'meanIoU' | 'f1';
  /** Quality of a predicted label against the true one, 0…1; the mean over objects is what a target is stated for. */
  quality(predicted: Target, truth: Target): number;
  /** Examples are learnable. The same examples, options and seed give the same model, byte for byte. */
  train(
    examples: Example<Input, Target>[],
    options: TrainingOptions,
    progress: Progress,
  ): Promise<Model<Input, Target>>;
  load(file: ModelFile): Model<Input, Target>;
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
export interface Model<Input = any, Target = any> {
  readonly labels: readonly string[];
  /** One prediction per input. An object's prediction does not depend on the others it comes with. */
  predict(inputs: Input[]): Prediction<Target>[];
  save(): ModelFile;
}
