/**
 * How often people's consolidated labels are wrong, judged by how often people disagree.
 *
 * A model is held against people's labels. Where those are wrong it is counted as wrong though it may be right, so the share of disagreement that a target leaves
 * room for is more than the target's own error. The other way round, labels that people give are part of the data set that may be promised.
 */

/** Of one object: pairs of workers who answered it, pairs that agree, and the consolidation's confidence. */
export interface Agreement {
  confidence: number;
  pairs: number;
  agreeing: number;
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
export function humanNoise(labels: readonly Agreement[], classes: number): HumanNoise {
  let pairs = 0;
  let disagreeing = 0;
  let answered = 0;
  let doubt = 0;
  let workers = 0;
  for (const { confidence, pairs: of, agreeing } of labels) {
    if (of === 0) continue;
    answered++;
    pairs += of;
    disagreeing += of - agreeing;
    doubt += 1 - confidence;
    workers += (1 + Math.sqrt(1 + 8 * of)) / 2;
  }
  if (answered === 0) return { atLeast: 0, expected: 0 };
  const share = disagreeing / pairs;
  // Pairs of one object hang together; an object counts once.
  const deviation = Math.sqrt(Math.max(share * (1 - share), 1 / answered) / answered);
  const panel = Math.round(workers / answered);
  const wrongAt = (disagreement: number) =>
    wrongMajority(workerAccuracy(Math.max(0, disagreement), classes), panel, classes);
  const believed = doubt / answered;
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

/** Probability that the label most workers name is wrong; a tie is decided by lot. */
function wrongMajority(accuracy: number, workers: number, classes: number): number {
  if (workers < 3) return 1 - accuracy;
  // Wrong answers spread over the other labels; the likeliest way to lose is to one of them, which is exact for two classes and nearly so for more.
  const rival = (1 - accuracy) / (classes - 1);
  let wrong = 0;
  for (let right = 0; right <= workers; right++)
    for (let against = 0; right + against <= workers; against++) {
      const neither = workers - right - against;
      const rest = Math.max(0, 1 - accuracy - rival);
      const probability =
        multinomial(workers, right, against) * accuracy ** right * rival ** against * (neither ? rest ** neither : 1);
      if (against > right) wrong += probability;
      else if (against === right) wrong += probability / 2;
    }
  return Math.min(1 - accuracy, wrong * (classes - 1));
}

function multinomial(n: number, a: number, b: number): number {
  let value = 1;
  for (let i = 1; i <= a; i++) value *= (n - a + i) / i;
  const rest = n - a;
  for (let i = 1; i <= b; i++) value *= (rest - b + i) / i;
  return value;
}
