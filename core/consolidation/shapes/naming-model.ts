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
const CONVERGED = 1e-3;
/** Certain beyond any use, and far from what numbers can hold. */
const MOST_NATS = 300;

export function naming(candidates: readonly Named[], workers: number, classes: number, earlier?: NamingCounts): Naming {
  const others = Math.max(classes - 1, 1);
  const accuracy = new Float64Array(workers).fill(START_ACCURACY);
  /** By how much a vote for a name speaks for it, over a vote for another, in nats. */
  const weight = new Float64Array(workers);
  const share = new Float64Array(classes).fill(1 / Math.max(classes, 1));
  const counts: NamingCounts = { given: new Float64Array(workers), right: new Float64Array(workers) };
  const distinct = candidates.map(({ names }) => (isUnanimous(names) ? [names[0]!] : unique(names)));
  const posteriors = distinct.map((names) => new Float64Array(names.length).fill(1));
  for (const { workers: by, probability } of candidates)
    for (const worker of by) {
      counts.given[worker]! += probability;
      counts.right[worker]! += probability * START_ACCURACY;
    }
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const before = Float64Array.from(counts.right);
    maximise();
    counts.right.fill(0);
    const frequency = new Float64Array(classes).fill(1);
    for (let c = 0; c < candidates.length; c++) count(c, frequency);
    const total = frequency.reduce((sum, part) => sum + part, 0);
    for (let name = 0; name < classes; name++) share[name] = frequency[name]! / total;
    if (counts.right.every((right, w) => Math.abs(right - before[w]!) <= CONVERGED * (1 + right))) break;
  }
  maximise();
  return {
    posteriors: distinct.map((names, c) =>
      names
        .map((name, k) => ({ name, probability: posteriors[c]![k]! }))
        .sort((a, b) => b.probability - a.probability || a.name - b.name),
    ),
    accuracy,
    counts,
  };

  function count(c: number, frequency: Float64Array): void {
    const { names, workers: by, probability } = candidates[c]!;
    const choices = distinct[c]!;
    const posterior = posteriors[c]!;
    // Relative to names that nobody gave, under which every vote is an error.
    let sum = 1;
    for (let k = 0; k < choices.length; k++) {
      const name = choices[k]!;
      let log = 0;
      for (let i = 0; i < names.length; i++) if (names[i] === name) log += weight[by[i]!]!;
      posterior[k] = share[name]! * Math.exp(Math.min(log, MOST_NATS));
      sum += posterior[k]! - share[name]!;
    }
    // The names nobody gave have what is left of the shares; rounding must not make it negative.
    sum = Math.max(
      sum,
      posterior.reduce((all, part) => all + part, 0),
    );
    for (let k = 0; k < choices.length; k++) {
      posterior[k] = posterior[k]! / sum;
      const expected = probability * posterior[k]!;
      frequency[choices[k]!]! += expected;
      for (let i = 0; i < names.length; i++) if (names[i] === choices[k]) counts.right[by[i]!]! += expected;
    }
  }

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
      weight[w] = logLikelihood(true, accuracy[w]!, others) - logLikelihood(false, accuracy[w]!, others);
    }
  }
}

const isUnanimous = (names: readonly number[]): boolean => names.every((name) => name === names[0]);

const unique = (names: readonly number[]): number[] => [...new Set(names)].sort((a, b) => a - b);

/** Log-likelihood of a worker's name for a thing, given whether it is the true one. */
export const logLikelihood = (right: boolean, accuracy: number, others: number): number =>
  Math.log(right ? accuracy : (1 - accuracy) / others);
