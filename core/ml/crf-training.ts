import type { RandomGenerator } from '../random/generator';
import { Chain, type Transitions } from './crf-chain';
import { shuffledIndices } from './shuffled-indices';

/** Token features of a number of texts or pieces of them, by number; text i holds tokens texts[i] … texts[i + 1] and token t features starts[t] … starts[t + 1]. */
export interface TokenFeatures {
  texts: Uint32Array;
  starts: Uint32Array;
  features: Uint32Array;
  /** Different features. */
  count: number;
}

/** A linear-chain conditional random field: the score of a sequence is the sum of its tokens' feature weights and its transitions' weights. */
export interface Crf {
  transitions: Transitions;
  /** Weight of feature f in state s, at `f * states + s`. */
  weights: Float32Array;
  /** Weight of each state whatever the features. */
  bias: Float64Array;
  /** Weight of state b after state a, at `a * states + b`. */
  follow: Float64Array;
}

export interface CrfOptions {
  epochs: number;
  /** Step size. */
  rate: number;
  /** Strength of the L2 penalty on feature weights, per text. */
  penalty: number;
  random: RandomGenerator;
}

/** Entries of a gradient smaller than this are left out: most tokens are sure after a few rounds and would cost as much as the others. */
const leastGradient = 1e-3;

/**
 * Fits by adaptive dual averaging (J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods", 2011, eq. 4), a text at a time: each weight follows from the
 * sum of its gradients and of their squares, so that the penalty costs nothing where a feature does not occur.
 */
export function fitCrf(
  data: TokenFeatures,
  members: Uint32Array,
  tags: readonly (Uint8Array | Uint16Array)[],
  transitions: Transitions,
  options: CrfOptions,
  progress?: (epoch: number, loss: number) => void,
): Crf {
  const { states } = transitions;
  const { texts, starts, features } = data;
  const size = data.count * states;
  const weights = new Float32Array(size);
  const gradients = new Float32Array(size);
  const squares = new Float32Array(size);
  const bias = new Float64Array(states);
  const follow = new Float64Array(states * states);
  const biasSum = new Float64Array(states);
  const biasSquares = new Float64Array(states);
  const followSum = new Float64Array(states * states);
  const followSquares = new Float64Array(states * states);
  const chain = new Chain(transitions, follow);
  const expected = new Float64Array(states * states);
  const difference = new Float64Array(states);
  const active = new Uint32Array(states);
  const { rate, penalty, epochs } = options;
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = shuffledIndices(members.length, options.random);
    let loss = 0;
    for (let m = 0; m < order.length; m++) {
      const text = members[order[m]!]!;
      const first = texts[text]!;
      const own = tags[text]!;
      const tokens = texts[text + 1]! - first;
      if (tokens === 0) continue;
      step++;
      chain.reserve(tokens);
      scoreTokens({ weights, bias }, data, first, tokens, chain.scores);
      let gold = 0;
      for (let t = 0; t < tokens; t++) {
        const tag = own[t]!;
        gold += chain.scores[t * states + tag]!;
        if (t > 0) gold += follow[own[t - 1]! * states + tag]!;
      }
      loss += chain.sum(tokens) - gold;
      const shrink = rate * penalty * step;
      for (let t = 0; t < tokens; t++) {
        const row = t * states;
        const tag = own[t]!;
        let used = 0;
        for (let s = 0; s < states; s++) {
          const d = chain.marginals[row + s]! - (s === tag ? 1 : 0);
          difference[s] = d;
          if (d > leastGradient || d < -leastGradient) active[used++] = s;
        }
        if (used === 0) continue;
        for (let i = 0; i < used; i++) {
          const s = active[i]!;
          const d = difference[s]!;
          biasSum[s]! += d;
          biasSquares[s]! += d * d;
          bias[s] = (-rate * biasSum[s]!) / Math.sqrt(1 + biasSquares[s]!);
        }
        const end = starts[first + t + 1]!;
        for (let f = starts[first + t]!; f < end; f++) {
          const base = features[f]! * states;
          for (let i = 0; i < used; i++) {
            const s = active[i]!;
            const at = base + s;
            const d = difference[s]!;
            const sum = gradients[at]! + d;
            const square = squares[at]! + d * d;
            gradients[at] = sum;
            squares[at] = square;
            weights[at] = (-rate * sum) / (Math.sqrt(square) + shrink);
          }
        }
      }
      if (tokens > 1) {
        expected.fill(0);
        chain.addExpectedTransitions(tokens, expected);
        for (let t = 1; t < tokens; t++) expected[own[t - 1]! * states + own[t]!]! -= 1;
        for (let i = 0; i < expected.length; i++) {
          if (!transitions.mayFollow[i]) continue;
          followSum[i]! += expected[i]!;
          followSquares[i]! += expected[i]! ** 2;
          follow[i] = (-rate * followSum[i]!) / Math.sqrt(1 + followSquares[i]!);
        }
        chain.refresh();
      }
    }
    progress?.(epoch, loss / members.length);
  }
  const shrink = rate * penalty * step;
  for (let i = 0; i < size; i++)
    weights[i] = gradients[i] === 0 ? 0 : (-rate * gradients[i]!) / (Math.sqrt(squares[i]!) + shrink);
  return { transitions, weights, bias, follow };
}

/** Scores of all states at tokens `first` … `first + tokens`, row by row. */
export function scoreTokens(
  { weights, bias }: Pick<Crf, 'weights' | 'bias'>,
  { starts, features }: Pick<TokenFeatures, 'starts' | 'features'>,
  first: number,
  tokens: number,
  out: Float64Array,
): void {
  const states = bias.length;
  for (let t = 0; t < tokens; t++) {
    const row = t * states;
    for (let s = 0; s < states; s++) out[row + s] = bias[s]!;
    const end = starts[first + t + 1]!;
    for (let f = starts[first + t]!; f < end; f++) {
      let at = features[f]! * states;
      for (let s = 0; s < states; s++) out[row + s]! += weights[at++]!;
    }
  }
}
