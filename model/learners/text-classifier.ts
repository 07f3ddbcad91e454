import { calibrate } from '../../core/ml/calibration';
import { classScores, outputsOf } from '../../core/ml/softmax-dual';
import { type TextNgrams, textNgrams } from '../../core/ml/text-ngrams';
import { trainRegression } from '../../core/ml/text-training';
import { learnVocabulary, TextVectorizer } from '../../core/ml/text-vectorizer';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import { ClassMap } from './class-map';
import { classPrediction, classTargets } from './class-targets';
import type { Example, Learner, Model } from './learner';

const slug = 'text-classifier';
/** Longer texts are cut: their beginning tells their class, and one long text must not hold up a request. */
const longestText = 20_000;
/** Weights a model may have: 64 MB of them. */
const mostWeights = 2 ** 24;

/** Word and character n-grams, weighted by how rare they are, into a calibrated softmax regression. */
export const textClassifier: Learner<TextNgrams, number> = {
  slug,
  ...classTargets,
  fromText: (text) => textNgrams(text.slice(0, longestText)),
  fromFile: async (bytes) => textNgrams(decodeUtf8(bytes).slice(0, longestText)),
  async train(examples: Example<TextNgrams, number>[], { labels, seed }, progress) {
    const texts = examples.map((example) => example.input);
    const targets = Int32Array.from(examples, (example) => example.target);
    const classMap = ClassMap.of(targets);
    const { classes } = classMap;
    const vectorizer = new TextVectorizer(learnVocabulary(texts, { limit: mostWeights / outputsOf(classes) }));
    const { model, calibration, ...quality } = trainRegression(
      vectorizer.rows(texts),
      classMap.classesOf(targets),
      classes,
      randomGenerator(seed),
    );
    progress({ features: vectorizer.vocabulary.buckets.length, ...quality });
    return new TextModel({
      labels,
      classMap,
      vectorizer,
      weights: model.weights,
      bias: model.bias,
      slope: calibration.slope,
      calibrationBias: calibration.bias,
    });
  },
  load: ({ labels, parameters, tensors }) => {
    const { present, buckets, columns, idf, sharers, weights, bias, calibrationBias } = tensors;
    return new TextModel({
      labels,
      classMap: new ClassMap(present as Uint32Array),
      vectorizer: new TextVectorizer({
        buckets: buckets as Uint32Array,
        columns: columns as Uint32Array,
        idf: idf as Float32Array,
        sharers: sharers as Uint32Array,
        unknownIdf: parameters.unknownIdf as number,
      }),
      weights: weights as Float32Array,
      bias: bias as Float64Array,
      slope: parameters.slope as number,
      calibrationBias: calibrationBias as Float64Array,
    });
  },
};

interface TextModelParts {
  labels: readonly string[];
  classMap: ClassMap;
  vectorizer: TextVectorizer;
  weights: Float32Array;
  bias: Float64Array;
  slope: number;
  calibrationBias: Float64Array;
}

class TextModel implements Model<TextNgrams, number> {
  constructor(private readonly parts: TextModelParts) {}

  get labels(): readonly string[] {
    return this.parts.labels;
  }

  predict(texts: TextNgrams[]) {
    const { labels, classMap, vectorizer, weights, bias, slope, calibrationBias } = this.parts;
    const { classes } = classMap;
    const outputs = outputsOf(classes);
    const calibration = { slope, bias: calibrationBias };
    const scores = new Float64Array(classes);
    return texts.map((text) => {
      for (let k = 0; k < outputs; k++) scores[k] = bias[k]!;
      vectorizer.addScores(text, weights, outputs, scores);
      classScores(scores, classes);
      calibrate(calibration, scores);
      return classPrediction(classMap.spread(scores, labels.length));
    });
  }

  save(): ModelFile {
    const { labels, classMap, vectorizer, weights, bias, slope, calibrationBias } = this.parts;
    const { unknownIdf, ...vocabulary } = vectorizer.vocabulary;
    return {
      learner: slug,
      labels: [...labels],
      parameters: { unknownIdf, slope },
      tensors: { ...vocabulary, present: classMap.present, weights, bias, calibrationBias },
    };
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
