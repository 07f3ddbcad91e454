import { imageBlocks, imageFeatureLength, imageFeatures } from '../../core/ml/image-features';
import type { ModelFile } from '../model-file';
import { decodeImage } from './decode-image';
import { type DenseHead, type DenseModel, packedRows } from './dense-head';
import type { Learner, Model } from './learner';

/** Edges, small copy and colours of a picture, and a head that learns from them. */
export function pictureLearner<Target>(
  slug: string,
  head: DenseHead<Target>,
): Pick<Learner<Float32Array, Target>, 'slug' | 'fromText' | 'fromFile' | 'train' | 'load'> {
  const modelOf = ({ labels, predict, save }: DenseModel<Target>): Model<Float32Array, Target> => ({
    labels,
    predict,
    save: (): ModelFile => ({ learner: slug, labels: [...labels], ...save() }),
  });
  return {
    slug,
    fromText() {
      throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
    },
    async fromFile(bytes) {
      const features = new Float32Array(imageFeatureLength);
      imageFeatures(await decodeImage(bytes), features, 0);
      return features;
    },
    async train(examples, options, progress) {
      const rows = packedRows(examples.map(({ input }) => input));
      const targets = examples.map(({ target }) => target);
      return modelOf(head.train(rows, imageBlocks, targets, options, progress));
    },
    load: (file) => modelOf(head.load(file, imageBlocks)),
  };
}
