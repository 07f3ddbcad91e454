import { join } from 'node:path';
import { type Encoder, openEncoder } from '../encoders/encoder';
import type { ModelFile } from '../model-file';
import { classHead } from './class-head';
import { type DenseHead, type DenseModel, packedRows } from './dense-head';
import type { Learner, Model } from './learner';
import { learnerNamed } from './registry';
import { setHead } from './set-head';

/** A learner whose features come from an encoder. */
export interface EncodedLearner extends Learner<Float32Array, unknown, Promise<Float32Array>> {
  readonly encoder: Encoder;
}

/** Learners whose features can be replaced. */
// biome-ignore lint/suspicious/noExplicitAny: each head has targets of its own, those of its learner.
const heads: Readonly<Record<string, { kind: Encoder['kind']; head: DenseHead<any> }>> = {
  'text-classifier': { kind: 'text', head: classHead },
  'image-classifier': { kind: 'image', head: classHead },
  'multi-label-text': { kind: 'text', head: setHead },
  'multi-label-image': { kind: 'image', head: setHead },
};

const slugPrefix = 'encoded-';

/** The learner `base` with the features of the encoder in `folder`. Rejects with the reason. Its thread ends with `encoder.close()`. */
export async function encodedLearner(base: Learner, folder: string): Promise<EncodedLearner> {
  const known = Object.hasOwn(heads, base.slug) ? heads[base.slug] : undefined;
  if (!known)
    throw new Error(
      `learner "${base.slug}" has no features an encoder could replace; one can for ${Object.keys(heads).join(', ')}`,
    );
  const encoder = await openEncoder(folder);
  if (encoder.kind !== known.kind) {
    await encoder.close();
    throw new Error(
      `the encoder reads ${nouns[encoder.kind]}, learner "${base.slug}" wants one of ${nouns[known.kind]}`,
    );
  }
  const { head } = known;
  const { digest, dimensions } = encoder;
  const slug = slugPrefix + base.slug;
  const modelOf = ({ labels, predict, save }: DenseModel<unknown>): Model<Float32Array> => ({
    labels,
    predict,
    save: () => {
      const { parameters, tensors } = save();
      return { learner: slug, labels: [...labels], parameters: { ...parameters, encoder: digest }, tensors };
    },
  });
  return {
    ...base,
    slug,
    encoder,
    fromText: (text) => encoder.fromText(text),
    fromFile: (bytes) => encoder.fromFile(bytes),
    async train(examples, options, progress) {
      const rows = packedRows(examples.map(({ input }) => input));
      const targets = examples.map(({ target }) => target);
      progress({ 'encoder-dimensions': dimensions });
      return modelOf(head.train(rows, [dimensions], targets, options, progress));
    },
    load(file) {
      if (file.parameters.encoder !== digest)
        throw new Error(
          `the model was trained with the encoder ${String(file.parameters.encoder).slice(0, 12)}…, the one here is ${digest.slice(0, 12)}…`,
        );
      return modelOf(head.load(file, [dimensions]));
    },
  };
}

const nouns = { image: 'pictures', text: 'texts' } as const;

/** The learner that wrote a model, with the encoder that lies beside it where there is one. */
export async function learnerOfModel(file: ModelFile, folder: string): Promise<Learner> {
  if (!file.learner.startsWith(slugPrefix)) return learnerNamed(file.learner);
  return encodedLearner(learnerNamed(file.learner.slice(slugPrefix.length)), encoderFolder(folder));
}

/** Where a model keeps its encoder. */
export const encoderFolder = (model: string): string => join(model, 'encoder');
