/**
 * What a candidate is called, when workers give it different names: the one-coin model, A. P. Dawid and A. M. Skene (JRSS C 28(1), 1979)
 * with one accuracy per worker and errors spread over the other names evenly, by expectation-maximisation. How often each name occurs is
 * the prior; a worker's accuracy is shrunk to that of all workers.
 */

export interface Named {
  /** Names given, as indices, and who gave them. */
  names: readonly number[];
  workers: readonly number[];
  /** Probability that there is something to name. */
  probability: number;
}

/** How many names a worker gave to real candidates, and how many of them were right: expected counts. */
export interface NamingCounts {
  given: Float64Array;
  right: Float64Array;
}

export interface Naming {
  /** Per candidate the names that somebody gave it with their probabilities, likeliest first; what is missing to 1 is on the names nobody gave. */
  posteriors: { name: number; probability: number }[][];
  accuracy: Float64Array;
  counts: NamingCounts;
}

const START_ACCURACY = 0.9;
const START_WEIGHT = 5;
const WORKER_WEIGHT = 10;
const EPOCHS = 30;
const CONVERGED = 1e-4;

export function naming(candidates: readonly Named[], workers: number, classes: number, earlier?: NamingCounts): Naming {
  const others = Math.max(classes - 1, 1);
  const accuracy = new Float64Array(workers).fill(START_ACCURACY);
  const share = new Float64Array(classes).fill(1 / Math.max(classes, 1));
  const counts: NamingCounts = { given: new Float64Array(workers), right: new Float64Array(workers) };
  const distinct = candidates.map(({ names }) => [...new Set(names)].sort((a, b) => a - b));
  const posteriors = distinct.map((names) => new Float64Array(names.length));
  if (earlier) maximise();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    counts.given.fill(0);
    counts.right.fill(0);
    const frequency = new Float64Array(classes).fill(1);
    let change = 0;
    for (const [c, { names, workers: by, probability }] of candidates.entries()) {
      const logs = distinct[c]!.map((name) => {
        let log = Math.log(share[name]!);
        for (const [i, given] of names.entries()) log += logLikelihood(given === name, accuracy[by[i]!]!, others);
        return log;
      });
      // Names that nobody gave: every vote is an error under each of them.
      const named = distinct[c]!.reduce((sum, name) => sum + share[name]!, 0);
      let rest = Math.log(Math.max(1 - named, 0));
      for (const worker of by) rest += logLikelihood(false, accuracy[worker]!, others);
      const top = Math.max(...logs, rest);
      const sum = logs.reduce((total, log) => total + Math.exp(log - top), 0) + Math.exp(rest - top);
      for (const [k, name] of distinct[c]!.entries()) {
        const p = Math.exp(logs[k]! - top) / sum;
        change = Math.max(change, Math.abs(p - posteriors[c]![k]!));
        posteriors[c]![k] = p;
        frequency[name]! += probability * p;
        for (const [i, given] of names.entries()) if (given === name) counts.right[by[i]!]! += probability * p;
      }
      for (const worker of by) counts.given[worker]! += probability;
    }
    const total = frequency.reduce((sum, count) => sum + count, 0);
    for (let name = 0; name < classes; name++) share[name] = frequency[name]! / total;
    maximise();
    if (change < CONVERGED) break;
  }
  return {
    posteriors: distinct.map((names, c) =>
      names
        .map((name, k) => ({ name, probability: posteriors[c]![k]! }))
        .sort((a, b) => b.probability - a.probability || a.name - b.name),
    ),
    accuracy,
    counts,
  };

  function maximise(): void {
    let given = START_WEIGHT;
    let right = START_WEIGHT * START_ACCURACY;
    for (let w = 0; w < workers; w++) {
      given += counts.given[w]! + (earlier?.given[w] ?? 0);
      right += counts.right[w]! + (earlier?.right[w] ?? 0);
    }
    for (let w = 0; w < workers; w++) {
      const all = counts.given[w]! + (earlier?.given[w] ?? 0) + WORKER_WEIGHT;
      const good = counts.right[w]! + (earlier?.right[w] ?? 0) + (WORKER_WEIGHT * right) / given;
      accuracy[w] = Math.min(Math.max(good / all, 1e-3), 1 - 1e-3);
    }
  }
}

/** Log-likelihood of a worker's name for a thing, given whether it is the true one. */
export const logLikelihood = (right: boolean, accuracy: number, others: number): number =>
  Math.log(right ? accuracy : (1 - accuracy) / others);
