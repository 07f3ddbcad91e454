/**
 * How often people's consolidated labels are wrong, judged by how often people disagree.
 *
 * A model is held against people's labels. Where those are wrong it is counted as wrong though it may be right, so the share of disagreement that a target leaves
 * room for is more than the target's own error. The other way round, labels that people give are part of the data set that may be promised.
 */

/** Of one object people labelled: pairs of workers who answered it, pairs that gave the same answer, and the consolidation's confidence. */
export interface Agreement {
  confidence: number;
  pairs: number;
  agreeing: number;
}

/** Sums over objects, whole numbers all, so that they do not depend on the order in which batches are added. */
export interface AgreementTotals {
  /** Objects people labelled, and those of them that more than one worker answered: what follows is about the latter. */
  objects: number;
  answered: number;
  pairs: number;
  disagreeing: number;
  /** Consolidation's doubt (1 - confidence) in millionths. */
  doubt: number;
  workers: number;
}

export const noAgreement: AgreementTotals = {
  objects: 0,
  answered: 0,
  pairs: 0,
  disagreeing: 0,
  doubt: 0,
  workers: 0,
};

const MILLION = 1e6;

export function totalsOf(labels: Iterable<Agreement>): AgreementTotals {
  const totals = { ...noAgreement };
  for (const { confidence, pairs, agreeing } of labels) {
    totals.objects++;
    if (pairs === 0) continue;
    totals.answered++;
    totals.pairs += pairs;
    totals.disagreeing += pairs - agreeing;
    totals.doubt += Math.round((1 - confidence) * MILLION);
    totals.workers += Math.round((1 + Math.sqrt(1 + 8 * pairs)) / 2);
  }
  return totals;
}

export const addTotals = (a: AgreementTotals, b: AgreementTotals): AgreementTotals => ({
  objects: a.objects + b.objects,
  answered: a.answered + b.answered,
  pairs: a.pairs + b.pairs,
  disagreeing: a.disagreeing + b.disagreeing,
  doubt: a.doubt + b.doubt,
  workers: a.workers + b.workers,
});

/** The pairs among the answers to one object, and how many of them are the same. */
export function pairsAmong<Answer>(
  answers: readonly Answer[],
  same: (a: Answer, b: Answer) => boolean,
): Pick<Agreement, 'pairs' | 'agreeing'> {
  let agreeing = 0;
  for (let i = 1; i < answers.length; i++) for (let j = 0; j < i; j++) if (same(answers[i]!, answers[j]!)) agreeing++;
  return { pairs: (answers.length * (answers.length - 1)) / 2, agreeing };
}

export interface HumanNoise {
  /** Share of wrong labels that is nearly sure to be there; allowance may be made for it. */
  atLeast: number;
  /** Share of wrong labels to reckon with. */
  expected: number;
}

/** Deviations of the share of disagreeing pairs that `atLeast` stays below the estimate. */
const CAUTION = 2;

/**
 * Workers are taken to err independently and, erring, to name any other label alike. Objects with one answer say nothing: no allowance is made for them.
 */
export function humanNoise(
  { answered, pairs, disagreeing, doubt, workers }: AgreementTotals,
  classes: number,
): HumanNoise {
  if (answered === 0) return { atLeast: 0, expected: 0 };
  const share = disagreeing / pairs;
  // Pairs of one object hang together; an object counts once.
  const deviation = Math.sqrt(Math.max(share * (1 - share), 1 / answered) / answered);
  const panel = Math.round(workers / answered);
  const wrongAt = (disagreement: number) =>
    wrongMajority(workerAccuracy(Math.max(0, disagreement), classes), panel, classes);
  const believed = doubt / MILLION / answered;
  return {
    atLeast: Math.min(believed, wrongAt(share - CAUTION * deviation)),
    expected: Math.max(believed, wrongAt(share)),
  };
}

/** Accuracy at which two workers disagree on that share of objects. */
function workerAccuracy(disagreement: number, classes: number): number {
  // 1 - d = a² + (1-a)² / (C-1), solved for the larger a.
  const others = classes - 1;
  const root = (1 - disagreement) * classes * others - others;
  return root <= 0 ? 1 / classes : (1 + Math.sqrt(root)) / classes;
}

/** Probability that the label most workers name is wrong, exactly; a tie is decided by lot. Wrong answers fall on the other labels alike. */
function wrongMajority(accuracy: number, workers: number, classes: number): number {
  if (workers < 3) return 1 - accuracy;
  const others = classes - 1;
  let right = 0;
  for (let votes = 1; votes <= workers; votes++) {
    const wrong = workers - votes;
    const probability =
      ((factorial(workers) / factorial(votes)) * accuracy ** votes * (1 - accuracy) ** wrong) / others ** wrong;
    // Of the other labels, `ties` have as many votes and the rest fewer.
    for (let ties = 0; ties <= others && ties * votes <= wrong; ties++) {
      const rest = wrong - ties * votes;
      const ways = arrangements(rest, others - ties, votes) / factorial(votes) ** ties;
      right += (probability * choose(others, ties) * ways) / (ties + 1);
    }
  }
  return Math.max(0, 1 - right);
}

/** Ways to put `votes` on `labels` with fewer than `limit` on each, divided by `votes!`: a coefficient of (Σ xⁱ/i!)^labels. */
function arrangements(votes: number, labels: number, limit: number): number {
  let power = Array.from({ length: votes + 1 }, (_, i) => (i < limit ? 1 / factorial(i) : 0));
  let product = [1, ...Array.from({ length: votes }, () => 0)];
  for (let left = labels; left > 0; left >>= 1) {
    if (left & 1) product = times(product, power);
    power = times(power, power);
  }
  return product[votes]!;
}

const times = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((_, degree) => {
    let sum = 0;
    for (let i = 0; i <= degree; i++) sum += a[i]! * b[degree - i]!;
    return sum;
  });

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value *= (n - k + i) / i;
  return value;
}
