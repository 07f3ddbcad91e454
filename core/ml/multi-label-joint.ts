import { minimize } from './lbfgs';

/**
 * From scores of single labels to probabilities of whole sets: P(set) ∝ Π over its labels of exp(slope · score + bias of the label) · size weight of its number of labels. The sizes' weights
 * carry what single labels cannot know of each other: that there is always one, or never more than two.
 */
export interface SetModel {
  slope: number;
  bias: Float64Array;
  /** Log weight of sets of 0, 1, 2 … labels; larger sets have the last. */
  sizes: Float64Array;
}

export interface LikelySet {
  /** Ascending. */
  labels: number[];
  /** That the true set is exactly this. */
  probability: number;
  /** Of each label, that it is in the true set. */
  marginals: Float64Array;
}

/** Sums over all sets of a row of scores, by the number of labels chosen so far (as in a chain). */
class SetSums {
  readonly #odds: Float64Array;
  readonly #forward: Float64Array;
  readonly #backward: Float64Array;
  readonly #sizes: Float64Array;
  readonly marginals: Float64Array;
  /** Share of each size of set. */
  readonly sizeShares: Float64Array;

  constructor(
    readonly labels: number,
    readonly width: number,
  ) {
    this.#odds = new Float64Array(labels);
    this.#forward = new Float64Array((labels + 1) * width);
    this.#backward = new Float64Array((labels + 1) * width);
    this.#sizes = new Float64Array(width);
    this.marginals = new Float64Array(labels);
    this.sizeShares = new Float64Array(width);
  }

  /** Fills marginals and sizeShares; returns the log of the sum over sets. `logits` are slope · score + bias. */
  sum(logits: Float64Array, logSizes: Float64Array): number {
    const { labels, width } = this;
    const forward = this.#forward;
    const backward = this.#backward;
    const odds = this.#odds;
    const top = largest(logSizes);
    for (let k = 0; k < width; k++) this.#sizes[k] = Math.exp(logSizes[k]! - top);
    // Each label's two factors are scaled to at most 1, so that no sum overflows.
    let scale = top;
    for (let l = 0; l < labels; l++) scale += Math.max(0, logits[l]!);
    forward.fill(0);
    forward[0] = 1;
    for (let l = 0; l < labels; l++) {
      const logit = Math.max(-500, Math.min(500, logits[l]!));
      const out = logit > 0 ? Math.exp(-logit) : 1;
      const inside = logit > 0 ? 1 : Math.exp(logit);
      odds[l] = inside;
      const row = l * width;
      for (let k = 0; k < width; k++) {
        const p = forward[row + k]!;
        if (p === 0) continue;
        forward[row + width + k]! += p * out;
        forward[row + width + Math.min(k + 1, width - 1)]! += p * inside;
      }
    }
    let total = 0;
    for (let k = 0; k < width; k++) {
      backward[labels * width + k] = this.#sizes[k]!;
      total += forward[labels * width + k]! * this.#sizes[k]!;
    }
    for (let k = 0; k < width; k++) this.sizeShares[k] = (forward[labels * width + k]! * this.#sizes[k]!) / total;
    for (let l = labels - 1; l >= 0; l--) {
      const logit = Math.max(-500, Math.min(500, logits[l]!));
      const out = logit > 0 ? Math.exp(-logit) : 1;
      const row = l * width;
      let share = 0;
      for (let k = 0; k < width; k++) {
        const more = odds[l]! * backward[row + width + Math.min(k + 1, width - 1)]!;
        backward[row + k] = out * backward[row + width + k]! + more;
        share += forward[row + k]! * more;
      }
      this.marginals[l] = share / total;
    }
    return scale + Math.log(total);
  }
}

/**
 * Fits the model to scores of examples by models that had not seen them (row by row, `labels` each), by maximum likelihood. Slope, biases and sizes are held near `expectedSlope`, 0 and
 * alike by penalties that count like an example or two.
 */
export function fitSetModel(scores: Float64Array, carries: Uint8Array, labels: number, expectedSlope = 1): SetModel {
  const count = scores.length / labels;
  let most = 0;
  const sizeOf = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    for (let l = 0; l < labels; l++) sizeOf[i]! += carries[i * labels + l]!;
    if (sizeOf[i]! > most) most = sizeOf[i]!;
  }
  const width = Math.min(labels, most + 1) + 1;
  const sums = new SetSums(labels, width);
  const logits = new Float64Array(labels);
  const start = new Float64Array(1 + labels + width);
  start[0] = Math.log(expectedSlope);
  const { x } = minimize(
    (at, gradient) => {
      gradient.fill(0);
      const slope = Math.exp(at[0]!);
      const distance = at[0]! - Math.log(expectedSlope);
      const logSizes = at.subarray(1 + labels);
      let value = 0.5 * distance ** 2;
      gradient[0] = distance;
      for (let i = 1; i < at.length; i++) {
        value += 0.5 * at[i]! ** 2;
        gradient[i] = at[i]!;
      }
      for (let i = 0; i < count; i++) {
        let chosen = logSizes[Math.min(width - 1, sizeOf[i]!)]!;
        for (let l = 0; l < labels; l++) {
          logits[l] = slope * scores[i * labels + l]! + at[1 + l]!;
          if (carries[i * labels + l]) chosen += logits[l]!;
        }
        value += sums.sum(logits, logSizes) - chosen;
        for (let l = 0; l < labels; l++) {
          const difference = sums.marginals[l]! - carries[i * labels + l]!;
          gradient[1 + l]! += difference;
          gradient[0]! += difference * slope * scores[i * labels + l]!;
        }
        for (let k = 0; k < width; k++) gradient[1 + labels + k]! += sums.sizeShares[k]!;
        gradient[1 + labels + Math.min(width - 1, sizeOf[i]!)]! -= 1;
      }
      return value;
    },
    start,
    { maxIterations: 200, tolerance: 1e-6, improvement: 1e-9 },
  );
  return { slope: Math.exp(x[0]!), bias: x.slice(1, 1 + labels), sizes: x.slice(1 + labels) };
}

/** Makes the most probable set of each row of scores. */
export function setDecoder({ slope, bias, sizes }: SetModel): (scores: Float64Array) => LikelySet {
  const labels = bias.length;
  const sums = new SetSums(labels, sizes.length);
  const logits = new Float64Array(labels);
  return (scores) => {
    for (let l = 0; l < labels; l++) logits[l] = slope * scores[l]! + bias[l]!;
    const logSum = sums.sum(logits, sizes);
    // Of all sets of a size the one of the likeliest labels is best.
    const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);
    let size = 0;
    let best = sizes[0]!;
    let sum = 0;
    for (let k = 1; k <= labels; k++) {
      sum += logits[order[k - 1]!]!;
      const score = sum + sizes[Math.min(k, sizes.length - 1)]!;
      if (score > best) {
        best = score;
        size = k;
      }
    }
    return {
      labels: order.slice(0, size).sort((a, b) => a - b),
      probability: Math.min(1, Math.exp(best - logSum)),
      marginals: sums.marginals.slice(),
    };
  };
}

/** Mean over rows of -log P(true set). */
export function setLogLoss(model: SetModel, scores: Float64Array, carries: Uint8Array): number {
  const labels = model.bias.length;
  const sums = new SetSums(labels, model.sizes.length);
  const logits = new Float64Array(labels);
  const count = scores.length / labels;
  let loss = 0;
  for (let i = 0; i < count; i++) {
    let size = 0;
    let chosen = 0;
    for (let l = 0; l < labels; l++) {
      logits[l] = model.slope * scores[i * labels + l]! + model.bias[l]!;
      if (!carries[i * labels + l]) continue;
      size++;
      chosen += logits[l]!;
    }
    loss += sums.sum(logits, model.sizes) - chosen - model.sizes[Math.min(size, model.sizes.length - 1)]!;
  }
  return loss / count;
}

function largest(values: Float64Array): number {
  let top = values[0]!;
  for (const value of values) if (value > top) top = value;
  return top;
}
