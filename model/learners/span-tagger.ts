import { Chain } from '../../core/ml/crf-chain';
import { type Crf, fitCrf, scoreTokens, type TokenFeatures } from '../../core/ml/crf-training';
import { calibratedQuality, fitQualityCalibration, type QualityCalibration } from '../../core/ml/sequence-calibration';
import {
  featuresPerToken,
  type TokenTable,
  tokenCount,
  tokenEnd,
  tokenFeatures,
  tokenStart,
  tokenTable,
} from '../../core/ml/sequence-features';
import { decodeSpans, likelySpans } from '../../core/ml/sequence-spans';
import { tagCount, tagTransitions, writeTags } from '../../core/ml/sequence-tags';
import { HashNumbers } from '../../core/ml/sequence-vocabulary';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import type { Example, Learner, Model } from './learner';
import { type SpanTarget, spanTargets } from './span-targets';

const slug = 'span-tagger';
/** A text longer than this is left to people: read in part it would be labelled in part. */
const longestText = 1_000_000;

const settings = { epochs: 12, rate: 0.15, penalty: 0.002 };

/** A linear-chain conditional random field on word, shape and neighbour features; answers the spans whose expected F1 is highest. */
export const spanTagger: Learner<TokenTable, SpanTarget> = {
  slug,
  ...spanTargets,
  fromText,
  fromFile: async (bytes) => fromText(decodeUtf8(bytes)),
  async train(examples: Example<TokenTable, SpanTarget>[], { labels, seed }, progress) {
    const random = randomGenerator(seed);
    const { data, vocabulary } = learnFeatures(examples.map(({ input }) => input));
    const transitions = tagTransitions(labels.length);
    const tags = tagsOf(examples, data, transitions.states);
    const fitted = (members: Uint32Array) =>
      fitCrf(data, members, tags, transitions, { ...settings, random }, (epoch, loss) => {
        if (epoch % 4 === 0) progress({ epoch, loss });
      });
    const order = shuffledIndices(examples.length, random);
    const folds = 5;
    const expected: number[] = [];
    const quality: number[] = [];
    for (let fold = 0; fold < foldsToScore(examples.length); fold++) {
      const crf = fitted(order.filter((_, i) => i % folds !== fold));
      const tagger = new Tagger(crf, labels.length);
      for (let i = fold; i < order.length; i += folds) {
        const example = order[i]!;
        const found = tagger.predict(examples[example]!.input, data, data.texts[example]!);
        expected.push(found.expected);
        quality.push(spanTargets.quality(found.target, examples[example]!.target));
      }
    }
    const calibration = fitQualityCalibration(Float64Array.from(expected), Float64Array.from(quality));
    progress({
      features: data.count,
      'cross-validation:f1': mean(quality),
      'cross-validation:expected-f1': mean(expected),
      slope: calibration.slope,
      bias: calibration.bias,
    });
    const crf = fitted(Uint32Array.from({ length: examples.length }, (_, i) => i));
    return spanModel(labels, vocabulary, crf, calibration);
  },
  load: ({ labels, parameters, tensors }) =>
    spanModel(
      labels,
      HashNumbers.of(tensors.features as Uint32Array),
      {
        transitions: tagTransitions(labels.length),
        weights: tensors.weights as Float32Array,
        bias: tensors.bias as Float64Array,
        follow: tensors.follow as Float64Array,
      },
      { slope: parameters.slope as number, bias: parameters.bias as number },
    ),
};

function fromText(text: string): TokenTable {
  if (text.length > longestText)
    throw new Error(`the text has ${text.length} characters; texts of up to ${longestText} can be marked`);
  return tokenTable(text);
}

function spanModel(
  labels: readonly string[],
  vocabulary: HashNumbers,
  crf: Crf,
  calibration: QualityCalibration,
): Model<TokenTable, SpanTarget> {
  const tagger = new Tagger(crf, labels.length);
  return {
    labels,
    predict: (inputs) =>
      inputs.map((input) => {
        const { target, expected } = tagger.predict(input, knownFeatures(input, vocabulary), 0);
        return { target, confidence: calibratedQuality(calibration, expected) };
      }),
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
      parameters: { ...calibration },
      tensors: { features: vocabulary.keys(), weights: crf.weights, bias: crf.bias, follow: crf.follow },
    }),
  };
}

class Tagger {
  readonly #chain: Chain;

  constructor(
    private readonly crf: Crf,
    private readonly labels: number,
  ) {
    this.#chain = new Chain(crf.transitions, crf.follow);
  }

  predict(
    table: TokenTable,
    data: Pick<TokenFeatures, 'starts' | 'features'>,
    first: number,
  ): { target: SpanTarget; expected: number } {
    const tokens = tokenCount(table);
    if (tokens === 0) return { target: [], expected: 1 };
    const chain = this.#chain;
    chain.reserve(tokens);
    scoreTokens(this.crf, data, first, tokens, tagCount(this.labels), chain.scores);
    chain.sum(tokens);
    const { spans, expected } = decodeSpans(likelySpans(chain, tokens, this.labels));
    const target = spans.map(({ first, end, label }) => ({
      start: tokenStart(table, first),
      end: tokenEnd(table, end - 1),
      label,
    }));
    return { target, expected };
  }
}

function learnFeatures(tables: readonly TokenTable[]): { data: TokenFeatures; vocabulary: HashNumbers } {
  const texts = new Uint32Array(tables.length + 1);
  tables.forEach((table, i) => {
    texts[i + 1] = texts[i]! + tokenCount(table);
  });
  const total = texts.at(-1)!;
  const starts = new Uint32Array(total + 1);
  const features = new Uint32Array(total * featuresPerToken);
  const vocabulary = new HashNumbers(1 << 16);
  const some = new Uint32Array(featuresPerToken);
  let used = 0;
  tables.forEach((table, i) => {
    for (let t = 0; t < tokenCount(table); t++) {
      const found = tokenFeatures(table, t, some);
      for (let f = 0; f < found; f++) features[used++] = vocabulary.add(some[f]!);
      starts[texts[i]! + t + 1] = used;
    }
  });
  return { data: { texts, starts, features: features.subarray(0, used), count: vocabulary.size }, vocabulary };
}

/** The features of a text that the model knows. */
function knownFeatures(table: TokenTable, vocabulary: HashNumbers): Pick<TokenFeatures, 'starts' | 'features'> {
  const tokens = tokenCount(table);
  const starts = new Uint32Array(tokens + 1);
  const features = new Uint32Array(tokens * featuresPerToken);
  const some = new Uint32Array(featuresPerToken);
  let used = 0;
  for (let t = 0; t < tokens; t++) {
    const found = tokenFeatures(table, t, some);
    for (let f = 0; f < found; f++) {
      const number = vocabulary.get(some[f]!);
      if (number >= 0) features[used++] = number;
    }
    starts[t + 1] = used;
  }
  return { starts, features };
}

function tagsOf(
  examples: readonly Example<TokenTable, SpanTarget>[],
  { texts }: TokenFeatures,
  states: number,
): Uint8Array | Uint16Array {
  const tags = states <= 256 ? new Uint8Array(texts.at(-1)!) : new Uint16Array(texts.at(-1)!);
  examples.forEach(({ input, target }, i) => {
    writeTags(input, target, tags, texts[i]!);
  });
  return tags;
}

/** Of five folds: four hundred held-out examples or so are enough to judge by. */
function foldsToScore(examples: number): number {
  if (examples <= 600) return 5;
  return examples <= 4000 ? 2 : 1;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
