import type { ComparedAnswers } from '../input';
import type { Moments } from '../interval';

export interface Likeness {
  /** By worker: similarity to gold, else to the most central of the others' answers. */
  toReference: Moments[];
  /** Similarity to the consolidated label, which the worker's own answer helped to make. */
  toLabel: Moments[];
  /** Mean similarity to the others' answers. */
  toOthers: Moments[];
}

/**
 * How near each worker comes to what is right where right is a matter of degree. The consolidated label holds the worker's own answer, so it cannot
 * judge it; what stands in for it is the medoid of the others' answers: the one nearest to all the others. Where several are equally near, the mean
 * over them, so that order does not matter.
 */
export function likeness<Answer>(
  { object, start, worker, answer, within }: ComparedAnswers<Answer>,
  workers: number,
  distance: (a: Answer, b: Answer) => number,
  label: (object: number) => Answer | undefined,
  gold: (object: number) => Answer | undefined,
): Likeness {
  const toReference = Array.from({ length: workers }, none);
  const toLabel = Array.from({ length: workers }, none);
  const toOthers = Array.from({ length: workers }, none);
  for (const [u, o] of object.entries()) {
    const from = start[u]!;
    const m = start[u + 1]! - from;
    const consolidated = label(o);
    const right = gold(o);
    const apart = new Float64Array(m * m);
    const sum = new Float64Array(m);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < i; j++) {
        const d = within(from + j, from + i);
        apart[i * m + j] = d;
        apart[j * m + i] = d;
        sum[i]! += d;
        sum[j]! += d;
      }
    for (let i = 0; i < m; i++) {
      const w = worker[from + i]!;
      if (m > 1) note(toOthers[w]!, 1 - sum[i]! / (m - 1));
      if (consolidated !== undefined) note(toLabel[w]!, 1 - distance(answer[from + i]!, consolidated));
      if (right !== undefined) note(toReference[w]!, 1 - distance(answer[from + i]!, right));
      else if (m > 1) note(toReference[w]!, 1 - toMedoid(apart, sum, m, i));
    }
  }
  return { toReference, toLabel, toOthers };
}

function toMedoid(apart: Float64Array, sum: Float64Array, m: number, i: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < m; j++) if (j !== i) least = Math.min(least, sum[j]! - apart[i * m + j]!);
  let total = 0;
  let medoids = 0;
  for (let j = 0; j < m; j++) {
    if (j === i || sum[j]! - apart[i * m + j]! > least + 1e-9) continue;
    total += apart[i * m + j]!;
    medoids++;
  }
  return total / medoids;
}

const none = (): Moments => ({ n: 0, sum: 0, squares: 0 });

function note(moments: Moments, value: number): void {
  moments.n++;
  moments.sum += value;
  moments.squares += value * value;
}
