import { type TextNgrams, textNgrams } from '../../core/ml/text-ngrams';
import { learnVocabulary, TextVectorizer } from '../../core/ml/text-vectorizer';
import type { ModelFile } from '../model-file';
import { classTargets } from './class-targets';
import type { Example, Learner, Model } from './learner';
import { LinearHead } from './linear-head';

const slug = 'text-classifier';
const penalties = [1e-4, 3e-5, 1e-5];
/** Longer texts are cut: their beginning tells their class, and one long text must not hold up a request. */
const longestText = 20_000;

/** Word and character n-grams, weighted by how rare they are, into a calibrated softmax regression. */
export const textClassifier: Learner<TextNgrams, number> = {
  slug,
  ...classTargets,
  fromText: (text) => textNgrams(text.slice(0, longestText)),
  fromFile: async (bytes) => textNgrams(decodeUtf8(bytes).slice(0, longestText)),
  async train(examples: Example<TextNgrams, number>[], options, progress) {
    const texts = examples.map((example) => example.input);
    const vocabulary = learnVocabulary(texts, { minimumTexts: texts.length >= 2000 ? 2 : 1, limit: 300_000 });
    const vectorizer = new TextVectorizer(vocabulary);
    progress({ features: vocabulary.buckets.length });
    const head = LinearHead.train(
      vectorizer.rows(texts),
      Int32Array.from(examples, (example) => example.target),
      { ...options, penalties, balance: 0.5 },
      progress,
    );
    return textModel(vectorizer, head);
  },
  load: (file) =>
    textModel(
      new TextVectorizer({
        buckets: file.tensors.buckets as Uint32Array,
        idf: file.tensors.idf as Float32Array,
        unknownIdf: file.parameters.unknownIdf as number,
      }),
      LinearHead.load(file),
    ),
};

function textModel(vectorizer: TextVectorizer, head: LinearHead): Model<TextNgrams, number> {
  return {
    labels: head.labels,
    predict: (texts) => head.predict(vectorizer.rows(texts)),
    save(): ModelFile {
      const { unknownIdf, ...tensors } = vectorizer.vocabulary;
      return head.save(slug, { unknownIdf }, tensors);
    },
  };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
