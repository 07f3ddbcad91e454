import type { ModelFile } from '../model-file';
import type { Prediction, Progress, TrainingOptions } from './learner';

/** What learns one kind of label from dense features, designed ones or an encoder's. `blocks` are the lengths of the blocks a row of features is made of. */
export interface DenseHead<Target> {
  train(
    rows: Float32Array,
    blocks: readonly number[],
    targets: readonly Target[],
    options: TrainingOptions,
    progress: Progress,
  ): DenseModel<Target>;
  load(file: ModelFile, blocks: readonly number[]): DenseModel<Target>;
}

export interface DenseModel<Target> {
  readonly labels: readonly string[];
  predict(inputs: Float32Array[]): Prediction<Target>[];
  save(): Pick<ModelFile, 'parameters' | 'tensors'>;
}

/** What scoring needs of memory is bounded by this, however many objects are asked about. */
const scoredTogether = 512;

/** Features one after another, a bounded number of objects at a time. */
export function* packedParts(inputs: readonly Float32Array[]): Generator<{ rows: Float32Array; count: number }> {
  for (let start = 0; start < inputs.length; start += scoredTogether) {
    const part = inputs.slice(start, start + scoredTogether);
    yield { rows: packedRows(part), count: part.length };
  }
}

export function packedRows(inputs: readonly Float32Array[]): Float32Array {
  const dimensions = inputs[0]?.length ?? 0;
  const rows = new Float32Array(inputs.length * dimensions);
  inputs.forEach((input, i) => {
    rows.set(input, i * dimensions);
  });
  return rows;
}

export const lengthOf = (blocks: readonly number[]): number => blocks.reduce((sum, length) => sum + length, 0);
