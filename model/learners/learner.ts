import type { ModelFile } from '../model-file';

/** One labelled object: what the learner made of it, and its class as a position in `labels`. */
export interface Example<Input> {
  input: Input;
  target: number;
}

export interface TrainingOptions {
  labels: string[];
  seed: number;
}

/** A line of the training log, as `name=value` pairs. */
export type Progress = (values: Record<string, number | string>) => void;

/** Learns classes. One per kind of data; `registry.ts` says which task type has which. */
export interface Learner<Input = unknown> {
  /** Also the word in `model.json` by which the model is loaded again. */
  readonly slug: string;
  /** Inline text (`source`). Throws with the reason when this learner cannot take it. */
  fromText(text: string): Input;
  /** A file behind `source-ref`. Throws with the reason when the bytes cannot be read. */
  fromFile(bytes: Uint8Array): Promise<Input>;
  /** Examples are of at least two classes. The same examples, options and seed give the same model, byte for byte. */
  train(examples: Example<Input>[], options: TrainingOptions, progress: Progress): Promise<Model<Input>>;
  load(file: ModelFile): Model<Input>;
}

export interface Model<Input = unknown> {
  readonly labels: readonly string[];
  /** One row of probabilities per input, in the order of `labels`. */
  predict(inputs: Input[]): Float64Array[];
  save(): ModelFile;
}
