/** Turns scores into probabilities in place; returns log Σ exp(score). The largest score is taken out first, so nothing overflows. */
export function softmax(scores: Float64Array, classes = scores.length): number {
  let top = scores[0]!;
  for (let c = 1; c < classes; c++) if (scores[c]! > top) top = scores[c]!;
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const e = Math.exp(scores[c]! - top);
    scores[c] = e;
    sum += e;
  }
  for (let c = 0; c < classes; c++) scores[c]! /= sum;
  return top + Math.log(sum);
}

/** Index of the largest number; the first one on a tie. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
