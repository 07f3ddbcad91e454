/**
 * Clusters of spans (cluster.ts) with a probability: is there an entity, where exactly, and with which label? Workers find entities and invent
 * them at rates of their own (two coins: V. C. Raykar et al., "Learning From Crowds", JMLR 11, 2010), and are right about the boundary and about
 * the label with probabilities of their own (one coin each), all by expectation-maximisation. Clusters may overlap: for texts in which spans nest,
 * where a sequence has no room for them.
 *
 * A cluster nobody marked is not there to be seen, so the sample is truncated; as A. P. Dempster, N. M. Laird, D. B. Rubin, "Maximum Likelihood
 * from Incomplete Data via the EM Algorithm" (1977, section 4.2) do, the E-step adds the unseen: for every cluster seen, miss / (1 - miss).
 */
import { heldBy } from './behaviour';

/** One cluster, in numbers. The vectors of a member run in step. */
export interface ClusterVotes {
  /** Workers who marked it, with the numbers of the boundary and the label they gave. */
  worker: Int32Array;
  boundary: Int32Array;
  label: Int32Array;
  boundaries: number;
  /** Different labels given. */
  labels: number;
  /** Workers who answered the text and did not mark it. */
  left: Int32Array;
}

/** Numbers per worker: pairs of yes and no. */
export const COINS = 8;
export const FOUND = 0;
export const INVENTED = 2;
export const PLACED = 4;
export const NAMED = 6;

export interface ClusterBelief {
  exists: number;
  /** Probability of each boundary and each label given, if there is an entity. */
  boundary: Float64Array;
  label: Float64Array;
}

export interface ClusterModel {
  /** Log-probabilities of yes and no, `COINS` per worker. */
  logs: Float64Array;
  share: number;
  /** Labels there are in all. */
  labels: number;
}

const EPOCHS = 30;
const TOLERANCE = 1e-4;
/**
 * Probability of yes for a worker nobody knows: finding, inventing what somebody marked, right boundary, right label. Inventions of two workers
 * seldom meet.
 */
const BELIEVED: Readonly<Record<number, number>> = { [FOUND]: 0.6, [INVENTED]: 0.1, [PLACED]: 0.8, [NAMED]: 0.8 };
/**
 * Clusters' worth of belief in them by the crowd, in the crowd by the worker, and that most clusters are entities. The last gives way to the
 * answers at once, however few to a text: where entities are rare, most of what one worker alone marks is invented.
 */
const CROWD_WEIGHT = 5;
const WORKER_WEIGHT = 10;
const SHARE = { right: 4, of: 5 };
/** At most this many unseen for one seen: a rate near 0 must not conjure up a crowd of them. */
const MOST_UNSEEN = 5;

export function fitClusters(
  clusters: readonly ClusterVotes[],
  workers: number,
  labels: number,
  earlier: Float64Array,
  answers: number,
): { model: ClusterModel; counts: Float64Array } {
  const held = heldBy(answers);
  let counts = new Float64Array(workers * COINS);
  let model: ClusterModel = { logs: maximize(earlier, workers, held), share: SHARE.right / SHARE.of, labels };
  const before = new Float64Array(clusters.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    counts = new Float64Array(workers * COINS);
    let right = SHARE.right;
    let change = 0;
    clusters.forEach((cluster, i) => {
      const { exists, boundary, label } = believe(cluster, model, 1);
      change = Math.max(change, Math.abs(exists - before[i]!));
      before[i] = exists;
      right += exists;
      const unseenRight = exists * unseen(cluster, model, FOUND);
      const unseenWrong = (1 - exists) * unseen(cluster, model, INVENTED);
      cluster.worker.forEach((w, m) => {
        const at = w * COINS;
        const placed = exists * boundary[cluster.boundary[m]!]!;
        const named = exists * label[cluster.label[m]!]!;
        counts[at + FOUND]! += exists;
        counts[at + FOUND + 1]! += unseenRight;
        counts[at + INVENTED]! += 1 - exists;
        counts[at + INVENTED + 1]! += unseenWrong;
        counts[at + PLACED]! += placed;
        counts[at + PLACED + 1]! += exists - placed;
        counts[at + NAMED]! += named;
        counts[at + NAMED + 1]! += exists - named;
      });
      for (const w of cluster.left) {
        counts[w * COINS + FOUND + 1]! += exists + unseenRight;
        counts[w * COINS + INVENTED + 1]! += 1 - exists + unseenWrong;
      }
    });
    model = {
      logs: maximize(
        counts.map((count, i) => count + earlier[i]!),
        workers,
        held,
      ),
      share: right / (clusters.length + SHARE.of),
      labels,
    };
    if (change < TOLERANCE) break;
  }
  return { model, counts };
}

/** What to believe of a cluster, on that share of the evidence of its votes. */
export function believe(cluster: ClusterVotes, { logs, share, labels }: ClusterModel, evidence: number): ClusterBelief {
  const odds =
    votes(cluster, logs, FOUND) -
    votes(cluster, logs, INVENTED) -
    seen(cluster, logs, FOUND) +
    seen(cluster, logs, INVENTED);
  return {
    exists: 1 / (1 + ((1 - share) / share) * Math.exp(-evidence * odds)),
    // Somebody may be right with a boundary or a label that nobody gave: one more choice each.
    boundary: choose(cluster.worker, cluster.boundary, cluster.boundaries, logs, PLACED, cluster.boundaries, evidence),
    label: choose(cluster.worker, cluster.label, cluster.labels, logs, NAMED, Math.max(1, labels - 1), evidence),
  };
}

function votes({ worker, left }: ClusterVotes, logs: Float64Array, coin: number): number {
  let sum = 0;
  for (const w of worker) sum += logs[w * COINS + coin]!;
  for (const w of left) sum += logs[w * COINS + coin + 1]!;
  return sum;
}

/** Log-probability that all who answered leave a cluster out. */
function miss({ worker, left }: ClusterVotes, logs: Float64Array, coin: number): number {
  let sum = 0;
  for (const w of worker) sum += logs[w * COINS + coin + 1]!;
  for (const w of left) sum += logs[w * COINS + coin + 1]!;
  return sum;
}

const seen = (cluster: ClusterVotes, logs: Float64Array, coin: number): number =>
  Math.log1p(-Math.exp(miss(cluster, logs, coin)));

function unseen(cluster: ClusterVotes, { logs }: ClusterModel, coin: number): number {
  const log = miss(cluster, logs, coin);
  return Math.min(MOST_UNSEEN, Math.exp(log) / -Math.expm1(log));
}

/** Posterior of the choices given, one coin per worker: a wrong one is any of `wrong` others. What nobody gave takes the rest. */
function choose(
  worker: Int32Array,
  given: Int32Array,
  choices: number,
  logs: Float64Array,
  coin: number,
  wrong: number,
  evidence: number,
): Float64Array {
  const score = new Float64Array(choices);
  worker.forEach((w, m) => {
    const off = logs[w * COINS + coin + 1]! - Math.log(wrong);
    score[given[m]!]! += logs[w * COINS + coin]! - off;
  });
  const others = Math.max(0, wrong + 1 - choices);
  let top = 0;
  for (const value of score) top = Math.max(top, value);
  let sum = others * Math.exp(-evidence * top);
  for (let c = 0; c < choices; c++) sum += score[c] = Math.exp(evidence * (score[c]! - top));
  return score.map((value) => value / sum);
}

function maximize(counts: Float64Array, workers: number, held: number): Float64Array {
  const logs = new Float64Array(workers * COINS);
  for (const coin of [FOUND, INVENTED, PLACED, NAMED]) {
    let [yes, all] = [0, 0];
    for (let w = 0; w < workers; w++) {
      yes += counts[w * COINS + coin]!;
      all += counts[w * COINS + coin]! + counts[w * COINS + coin + 1]!;
    }
    const weight = CROWD_WEIGHT + held * all;
    yes += weight * BELIEVED[coin]!;
    all += weight;
    for (let w = 0; w < workers; w++) {
      const own = counts[w * COINS + coin]!;
      const total = own + counts[w * COINS + coin + 1]! + WORKER_WEIGHT;
      const p = Math.min(1 - 1e-6, Math.max(1e-6, (own + (WORKER_WEIGHT * yes) / all) / total));
      logs[w * COINS + coin] = Math.log(p);
      logs[w * COINS + coin + 1] = Math.log1p(-p);
    }
  }
  return logs;
}
