import { type Calibration, calibrate } from '../../core/ml/calibration';
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
      calibration,
    });
  },
  load: ({ labels, parameters, tensors }) => {
    const { present, buckets, idf, weights, bias, calibrationBias } = tensors;
    return new TextModel({
      labels,
      classMap: new ClassMap(present as Uint32Array),
      vectorizer: new TextVectorizer({
        buckets: buckets as Uint32Array,
        idf: idf as Float32Array,
        unknownIdf: parameters.unknownIdf as number,
      }),
      weights: weights as Float32Array,
      bias: bias as Float64Array,
      calibration: {
        slope: parameters.slope as number,
        bias: calibrationBias as Float64Array,
        lapse: parameters.lapse as number,
      },
    });
  },
};

interface TextModelParts {
  labels: readonly string[];
  classMap: ClassMap;
  vectorizer: TextVectorizer;
  weights: Float32Array;
  bias: Float64Array;
  calibration: Calibration;
}

class TextModel implements Model<TextNgrams, number> {
  constructor(private readonly parts: TextModelParts) {}

  get labels(): readonly string[] {
    return this.parts.labels;
  }

  predict(texts: TextNgrams[]) {
    const { labels, classMap, vectorizer, weights, bias, calibration } = this.parts;
    const { classes } = classMap;
    const outputs = outputsOf(classes);
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
    const { labels, classMap, vectorizer, weights, bias, calibration } = this.parts;
    const { slope, lapse } = calibration;
    const { unknownIdf, ...vocabulary } = vectorizer.vocabulary;
    return {
      learner: slug,
      labels: [...labels],
      parameters: { unknownIdf, slope, lapse },
      tensors: { ...vocabulary, present: classMap.present, weights, bias, calibrationBias: calibration.bias },
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
