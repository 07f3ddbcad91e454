import { fitSetModel, type SetModel, setDecoder, setLogLoss } from '../../core/ml/multi-label-joint';
import {
  fitMultiLabel,
  type MultiLabelFit,
  type MultiLabelModel,
  multiLabelScores,
} from '../../core/ml/multi-label-regression';
import type { SparseRows } from '../../core/ml/rows';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { learnVocabulary, TextVectorizer } from '../../core/ml/text-vectorizer';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import type { Example, Learner, Model } from './learner';
import { carriedLabels, type LabelSetTarget, multiLabelTargets, setPrediction } from './multi-label-targets';
import { textClassifier } from './text-classifier';

const slug = 'multi-label-text';

/** A text as the learner of one class per text prepares it. */
type TextInput = ReturnType<typeof textClassifier.fromText>;

/** Rising: each fit starts from the one before. */
const costs = [10, 30, 100];
const folds = 5;

/** Word and character n-grams into one logistic regression a label, then into the most probable set of labels. */
export const multiLabelText: Learner<TextInput, LabelSetTarget> = {
  slug,
  ...multiLabelTargets,
  fromText: textClassifier.fromText,
  fromFile: textClassifier.fromFile,
  async train(examples: Example<TextInput, LabelSetTarget>[], { labels, seed }, progress) {
    const texts = examples.map(({ input }) => input);
    const limit = Math.min(300_000, Math.floor(mostWeights / labels.length));
    const vocabulary = learnVocabulary(texts, { minimumTexts: texts.length >= 2000 ? 2 : 1, limit });
    const vectorizer = new TextVectorizer(vocabulary);
    const rows = vectorizer.rows(texts);
    const carries = carriedLabels(
      examples.map(({ target }) => target),
      labels.length,
    );
    const random = randomGenerator(seed);
    const order = shuffledIndices(examples.length, random);
    const problem = { rows, carries, labels: labels.length, random };
    const scored = foldsToScore(examples.length);
    const held: number[] = [];
    const scores = costs.map(() => [] as number[]);
    const row = new Float64Array(labels.length);
    for (let fold = 0; fold < scored; fold++) {
      const members = order.filter((_, i) => i % folds !== fold);
      let fit: MultiLabelFit | undefined;
      costs.forEach((cost, c) => {
        fit = fitMultiLabel({ ...problem, members, cost }, fit);
        for (let i = fold; i < order.length; i += folds) {
          multiLabelScores(fit, rows, order[i]!, row);
          scores[c]!.push(...row);
        }
      });
      for (let i = fold; i < order.length; i += folds) held.push(order[i]!);
    }
    const heldCarries = carriedLabels(
      held.map((i) => examples[i]!.target),
      labels.length,
    );
    let best: { cost: number; sets: SetModel; loss: number } | undefined;
    costs.forEach((cost, c) => {
      const flat = Float64Array.from(scores[c]!);
      const sets = fitSetModel(flat, heldCarries, labels.length);
      const loss = setLogLoss(sets, flat, heldCarries);
      progress({ cost, 'cross-validation:log-loss': loss });
      if (!best || loss < best.loss) best = { cost, sets, loss };
    });
    const members = Uint32Array.from({ length: examples.length }, (_, i) => i);
    const { weights, bias } = fitMultiLabel({ ...problem, members, cost: best!.cost });
    progress({ features: rows.dimensions, cost: best!.cost, slope: best!.sets.slope });
    // Rounded as saved, so that a model predicts the same before and after it was written.
    const model = { labels: labels.length, weights: Float64Array.from(Float32Array.from(weights)), bias };
    return multiLabelTextModel(labels, vectorizer, model, best!.sets);
  },
  load: ({ labels, parameters, tensors }) =>
    multiLabelTextModel(
      labels,
      new TextVectorizer({
        buckets: tensors.buckets as Uint32Array,
        idf: tensors.idf as Float32Array,
        unknownIdf: parameters.unknownIdf as number,
      }),
      { labels: labels.length, weights: Float64Array.from(tensors.weights!), bias: tensors.bias as Float64Array },
      {
        slope: parameters.slope as number,
        bias: tensors.setBias as Float64Array,
        sizes: tensors.sizes as Float64Array,
      },
    ),
};

/** Weights of all labels together: 128 MB. */
const mostWeights = 1 << 24;

function multiLabelTextModel(
  labels: readonly string[],
  vectorizer: TextVectorizer,
  model: MultiLabelModel,
  sets: SetModel,
): Model<TextInput, LabelSetTarget> {
  const decode = setDecoder(sets);
  return {
    labels,
    predict(inputs) {
      const rows: SparseRows = vectorizer.rows(inputs);
      const scores = new Float64Array(labels.length);
      return inputs.map((_, i) => {
        multiLabelScores(model, rows, i, scores);
        return setPrediction(decode(scores));
      });
    },
    save(): ModelFile {
      const { unknownIdf, ...tensors } = vectorizer.vocabulary;
      return {
        learner: slug,
        labels: [...labels],
        parameters: { unknownIdf, slope: sets.slope },
        tensors: {
          ...tensors,
          weights: Float32Array.from(model.weights),
          bias: model.bias,
          setBias: sets.bias,
          sizes: sets.sizes,
        },
      };
    },
  };
}

/** Of five folds: four hundred held-out examples or so are enough to judge by. */
function foldsToScore(examples: number): number {
  if (examples <= 600) return 5;
  return examples <= 4000 ? 2 : 1;
}
