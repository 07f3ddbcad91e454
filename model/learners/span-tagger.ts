import { Chain } from '../../core/ml/crf-chain';
import { type Crf, fitCrf, scoreTokens } from '../../core/ml/crf-training';
import { calibratedQuality, fitQualityCalibration, type QualityCalibration } from '../../core/ml/sequence-calibration';
import { knownFeatures, learnFeatures } from '../../core/ml/sequence-corpus';
import { type TokenTable, tokenCount, tokenEnd, tokenStart, tokenTable } from '../../core/ml/sequence-features';
import { type Piece, piecesOf } from '../../core/ml/sequence-pieces';
import { decodeSpans, likelySpans } from '../../core/ml/sequence-spans';
import { isBegin, tagsOf, tagTransitions } from '../../core/ml/sequence-tags';
import { HashNumbers } from '../../core/ml/sequence-vocabulary';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import type { Example, Learner, Model } from './learner';
import { type SpanTarget, spanTargets } from './span-targets';

const slug = 'span-tagger';
/** A text longer than this is left to people: read in part it would be labelled in part. */
const longestText = 200_000;

/** Few rounds and hardly a penalty, which counts for all texts together: stopping early keeps the weights small. */
const settings = { epochs: 8, rate: 0.1, penalty: 0.01 };
/** Tokens learnt from: a million-token corpus teaches little more and takes long. */
const mostTokens = 400_000;
/** Weights of all states together; training holds three numbers for each. */
const mostWeights = 24_000_000;
const folds = 5;

/** A linear-chain conditional random field on word, shape and neighbour features; answers the spans whose expected F1 is highest. */
export const spanTagger: Learner<TokenTable, SpanTarget> = {
  slug,
  ...spanTargets,
  fromText,
  fromFile: async (bytes) => fromText(decodeUtf8(bytes)),
  async train(examples: Example<TokenTable, SpanTarget>[], { labels, seed }, progress) {
    const random = randomGenerator(seed);
    const transitions = tagTransitions(labels.length);
    const { states } = transitions;
    const tables = examples.map(({ input }) => input);
    const tags = examples.map(({ input, target }) => tagsOf(input, target, states));
    const pieces = piecesOf(tags, mostTokens, random);
    const { data, vocabulary } = learnFeatures(tables, pieces, Math.floor(mostWeights / states));
    const pieceTags = pieces.map(({ text, first, end }) => tags[text]!.subarray(first, end));
    progress({ texts: examples.length, tokens: data.texts.at(-1)!, features: data.count });
    const fitted = (members: Uint32Array) =>
      fitCrf(data, members, pieceTags, transitions, {
        ...settings,
        penalty: settings.penalty / members.length,
        random,
      });

    // No span longer than twice the longest that people marked is believed.
    const longest = 2 * longestSpan(tags);
    const order = shuffledIndices(examples.length, random);
    const foldOf = new Uint8Array(examples.length);
    order.forEach((example, i) => {
      foldOf[example] = i % folds;
    });
    const expected: number[] = [];
    const quality: number[] = [];
    for (let fold = 0; fold < foldsToScore(examples.length); fold++) {
      const members = allPieces(pieces).filter((piece) => foldOf[pieces[piece]!.text] !== fold);
      if (members.length === 0) continue;
      const tagger = new Tagger(fitted(members), vocabulary, labels.length, longest);
      for (let i = fold; i < order.length; i += folds) {
        const { input, target } = examples[order[i]!]!;
        const found = tagger.predict(input);
        expected.push(found.expected);
        quality.push(spanTargets.quality(found.target, target));
      }
    }
    const calibration = fitQualityCalibration(Float64Array.from(expected), Float64Array.from(quality));
    progress({ 'cross-validation:f1': mean(quality), 'cross-validation:expected-f1': mean(expected), ...calibration });
    return spanModel(labels, vocabulary, fitted(allPieces(pieces)), longest, calibration);
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
      parameters.longest as number,
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
  longest: number,
  calibration: QualityCalibration,
): Model<TokenTable, SpanTarget> {
  const tagger = new Tagger(crf, vocabulary, labels.length, longest);
  return {
    labels,
    predict: (inputs) =>
      inputs.map((input) => {
        const { target, expected } = tagger.predict(input);
        return { target, confidence: calibratedQuality(calibration, expected) };
      }),
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
      parameters: { longest, ...calibration },
      tensors: { features: vocabulary.keys(), weights: crf.weights, bias: crf.bias, follow: crf.follow },
    }),
  };
}

class Tagger {
  readonly #chain: Chain;

  constructor(
    private readonly crf: Crf,
    private readonly vocabulary: HashNumbers,
    private readonly labels: number,
    private readonly longest: number,
  ) {
    this.#chain = new Chain(crf.transitions, crf.follow);
  }

  predict(table: TokenTable): { target: SpanTarget; expected: number } {
    const tokens = tokenCount(table);
    const chain = this.#chain;
    chain.reserve(tokens);
    scoreTokens(this.crf, knownFeatures(table, this.vocabulary), 0, tokens, chain.scores);
    chain.sum(tokens);
    const { spans, expected } = decodeSpans(likelySpans(chain, tokens, this.labels, this.longest));
    const target = spans.map(({ first, end, label }) => ({
      start: tokenStart(table, first),
      end: tokenEnd(table, end - 1),
      label,
    }));
    return { target, expected };
  }
}

/** In tokens. */
function longestSpan(tags: readonly (Uint8Array | Uint16Array)[]): number {
  let longest = 1;
  for (const own of tags) {
    let run = 0;
    for (const tag of own) {
      run = tag === 0 ? 0 : isBegin(tag) ? 1 : run + 1;
      if (run > longest) longest = run;
    }
  }
  return longest;
}

const allPieces = (pieces: readonly Piece[]): Uint32Array => Uint32Array.from(pieces.keys());

/** Of five folds: a thousand held-out objects or so are enough to calibrate on. */
function foldsToScore(examples: number): number {
  return Math.min(folds, Math.max(1, Math.ceil((1000 * folds) / examples)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
