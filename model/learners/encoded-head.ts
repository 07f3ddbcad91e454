import type { ModelFile } from '../model-file';
import type { Prediction, Progress, TrainingOptions } from './learner';

/** What learns from an encoder's features: one kind of label. */
export interface EncodedHead<Target> {
  train(
    rows: Float32Array,
    dimensions: number,
    targets: readonly Target[],
    options: TrainingOptions,
    progress: Progress,
  ): Promise<EncodedModel<Target>>;
  load(file: ModelFile): EncodedModel<Target>;
}

export interface EncodedModel<Target> {
  readonly labels: readonly string[];
  predict(inputs: Float32Array[]): Prediction<Target>[];
  save(): Pick<ModelFile, 'parameters' | 'tensors'>;
}

export function packedRows(inputs: readonly Float32Array[], dimensions: number): Float32Array {
  const rows = new Float32Array(inputs.length * dimensions);
  inputs.forEach((input, i) => {
    rows.set(input, i * dimensions);
  });
  return rows;
}
