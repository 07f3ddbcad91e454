/**
 * Which candidates are real, by expectation-maximisation over all objects of a batch.
 *
 * The observer model of S. Branson, G. Van Horn, P. Perona, "Lean Crowdsourcing: Combining Humans and Machines in an Online System", CVPR
 * 2017 (§ 4.2): a worker misses a true thing with one probability and draws a false one with another, each worker's own, under a prior
 * shared by all. Three things are added, because independent misses make every second vote look like proof:
 *
 * - A thing has an ease, and a false candidate an appeal (a post that looks like a person tempts several workers), normally distributed on
 *   the logit scale: P(worker draws) = sigma(worker + ease), the model of G. Rasch (1960), fitted by marginal maximum likelihood on a few
 *   Gauss-Hermite nodes: R. D. Bock, M. Aitkin, Psychometrika 46, 1981.
 * - What one worker alone drew may also be a slip, which no one else will ever share; each worker has a rate of those.
 * - Every object holds a Poisson number of true things and of temptations. Those that nobody drew left no candidate but count: their
 *   expected number is completed as in capture-recapture estimation (D. L. Otis et al., Wildlife Monographs 62, 1978), else a worker who
 *   is alone on an object would seem never to miss.
 */

export interface Votes {
  workers: number;
  /** Workers who answered object `o`: `voter[voterStart[o]] … voter[voterStart[o + 1] - 1]`. */
  voterStart: Int32Array;
  voter: Int32Array;
  /** Candidates of object `o`: `candidateStart[o] … candidateStart[o + 1] - 1`. */
  candidateStart: Int32Array;
  /** Workers who drew candidate `c`: `drawer[drawerStart[c]] …`. */
  drawerStart: Int32Array;
  drawer: Int32Array;
  /** What is known of a candidate beforehand, log odds in nats; 0 for nothing. */
  hint: Float64Array;
}

/** Expected counts of one worker and one kind of candidate: how many were drawn, and how many there were at each node of ease. */
export interface DrawCounts {
  drawn: Float64Array;
  /** Worker by worker, `NODES` each. */
  faced: Float64Array;
}

/** Boxes that are nobody else's: a slip of the hand, a worker's own idea. */
export interface SlipCounts {
  slips: Float64Array;
  /** Objects answered. */
  answered: Float64Array;
}

export interface Existence {
  /** Probability that the candidate is real. */
  probability: Float64Array;
  /** Mean probability, over things of every ease, that the worker draws a true thing; and gives in to a temptation. */
  sensitivity: Float64Array;
  falseRate: Float64Array;
  /** Expected number of true things in an object that nobody who answered it drew. */
  unseen: Float64Array;
  /** Of true things, of temptations, of slips: this batch's alone. */
  counts: ExistenceCounts;
}

/** How many there were of one kind, and over how many objects' worth of looking: their ratio is the rate. */
export interface RateCounts {
  seen: number;
  exposed: number;
}

export interface ExistenceCounts {
  rates: [RateCounts, RateCounts];
  draws: [DrawCounts, DrawCounts];
  slips: SlipCounts;
}

/** Gauss-Hermite nodes and weights for a standard normal, five points. */
const NODE = [-2.8569700138728, -1.3556261799743, 0, 1.3556261799743, 2.8569700138728];
const WEIGHT = [0.0112574113277207, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.0112574113277207];
export const NODES = NODE.length;

/**
 * Before anything is seen a worker draws four in five of what is there and one in twenty of what tempts. The spreads, in logits: ease and appeal
 * differ widely (one standard deviation takes a worker from 80 % to 35 % or 97 %), workers among themselves less. On generated crowds halving or
 * doubling any of these moves F1 by less than a point; they settle how sure a lone vote is before the batch has taught it.
 */
const MEAN = [0.8, 0.05] as const;
const SPREAD = [2, 1.5] as const;
const WORKER_SPREAD = 1;
/** How many workers' worth the prior mean is. */
const MEAN_WEIGHT = 5;

/** Slips per object before anything is seen, and how many objects' worth that is, of all workers and again of each. */
const SLIPS = 0.05;
const SLIPS_WEIGHT = 10;
/** How many things' worth the normal distribution of ease is. */
const SHARE_WEIGHT = 50;
const EPOCHS = 60;
const LAST_EPOCHS = 6;
const SAMPLE = 1000;
/** Mean change of a probability below which more epochs would only take time. */
const CONVERGED = 1e-4;

export function existence(votes: Votes, earlier?: ExistenceCounts): Existence {
  const { workers, voterStart, voter, candidateStart, drawerStart, drawer, hint } = votes;
  const objects = voterStart.length - 1;
  const candidates = drawerStart.length - 1;
  const sides = [0, 1].map(
    (side) => new Side(workers, MEAN[side]!, SPREAD[side]!, earlier?.draws[side], earlier?.rates[side]),
  ) as [Side, Side];
  const slips = new Slips(workers, earlier?.slips);
  const probability = new Float64Array(candidates);
  const unseen = new Float64Array(objects);
  const likelihood = new Float64Array(2 * NODES);
  // The workers are learnt from a sample when there are many objects, and settled by a few epochs over all.
  let step = Math.max(1, Math.floor(objects / SAMPLE));
  for (let left = EPOCHS; left > 0; left--) {
    for (const side of sides) side.begin();
    slips.begin();
    let change = 0;
    let visited = 0;
    for (let o = 0; o < objects; o += step) {
      visited += candidateStart[o + 1]! - candidateStart[o]!;
      const first = voterStart[o]!;
      const last = voterStart[o + 1]!;
      if (first === last) continue;
      for (let v = first; v < last; v++) slips.counts.answered[voter[v]!]!++;
      for (const side of sides) side.open(voter, first, last);
      const [real, false_] = sides;
      unseen[o] = real.unseen;
      for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) {
        let top = Number.NEGATIVE_INFINITY;
        for (let q = 0; q < NODES; q++) {
          let yes = real.nobody[q]! + hint[c]!;
          let no = false_.nobody[q]!;
          for (let d = drawerStart[c]!; d < drawerStart[c + 1]!; d++) {
            yes += real.odds[drawer[d]! * NODES + q]!;
            no += false_.odds[drawer[d]! * NODES + q]!;
          }
          likelihood[q] = yes;
          likelihood[NODES + q] = no;
          if (yes > top) top = yes;
          if (no > top) top = no;
        }
        const alone = drawerStart[c + 1]! - drawerStart[c]! === 1 ? drawer[drawerStart[c]!]! : -1;
        const slip = alone < 0 ? 0 : Math.exp(Math.log(slips.rate[alone]!) - top);
        let sum = slip;
        for (let q = 0; q < 2 * NODES; q++) {
          likelihood[q] = Math.exp(likelihood[q]! - top);
          sum += likelihood[q]!;
        }
        const p = real.see(likelihood, 0, sum);
        const tempting = false_.see(likelihood, NODES, sum);
        if (alone >= 0) slips.counts.slips[alone]! += slip / sum;
        change += Math.abs(p - probability[c]!);
        probability[c] = p;
        for (let d = drawerStart[c]!; d < drawerStart[c + 1]!; d++) {
          real.drawn[drawer[d]!]! += p;
          false_.drawn[drawer[d]!]! += tempting;
        }
      }
      for (const side of sides) side.close(voter, first, last);
    }
    for (const side of sides) side.maximise();
    slips.maximise();
    const settled = change <= CONVERGED * visited;
    if (settled && step === 1) break;
    if (step > 1 && (settled || left === LAST_EPOCHS + 1)) {
      step = 1;
      left = LAST_EPOCHS + 1;
    }
  }
  const [real, false_] = sides;
  return {
    probability,
    sensitivity: real.rates(),
    falseRate: false_.rates(),
    unseen,
    counts: {
      rates: [real.counted(), false_.counted()],
      draws: [
        { drawn: real.drawn, faced: real.faced },
        { drawn: false_.drawn, faced: false_.faced },
      ],
      slips: slips.counts,
    },
  };
}

/** Each worker's rate of slips per object, shrunk to that of all. */
class Slips {
  readonly rate: Float64Array;
  readonly counts: SlipCounts;

  constructor(
    workers: number,
    private readonly earlier?: SlipCounts,
  ) {
    this.counts = { slips: new Float64Array(workers), answered: new Float64Array(workers) };
    this.rate = new Float64Array(workers).fill(SLIPS);
  }

  begin(): void {
    this.counts.slips.fill(0);
    this.counts.answered.fill(0);
  }

  maximise(): void {
    const { slips, answered } = this.counts;
    const before = (of: keyof SlipCounts, w: number) => this.earlier?.[of][w] ?? 0;
    let all = SLIPS * SLIPS_WEIGHT;
    let objects = SLIPS_WEIGHT;
    for (let w = 0; w < slips.length; w++) {
      all += slips[w]! + before('slips', w);
      objects += answered[w]! + before('answered', w);
    }
    for (let w = 0; w < slips.length; w++)
      this.rate[w] =
        (slips[w]! + before('slips', w) + (SLIPS_WEIGHT * all) / objects) /
        (answered[w]! + before('answered', w) + SLIPS_WEIGHT);
  }
}

/** True things, or temptations: their rate, their spread of ease, and each worker's readiness to draw them. */
class Side {
  readonly drawn: Float64Array;
  readonly faced: Float64Array;
  /** Log odds that the worker draws, per worker and node. */
  readonly odds: Float64Array;
  /** Log of the rate at each node times the probability that nobody drew, of the object that is open. */
  readonly nobody = new Float64Array(NODES);
  unseen = 0;
  /** How many things there were at each node, and their shares, which the prior's weights are shrunk to. */
  private readonly things = new Float64Array(NODES);
  private readonly share = Float64Array.from(WEIGHT);
  private readonly refuse: Float64Array;
  private readonly here = new Float64Array(NODES);
  private readonly readiness: Float64Array;
  private readonly start: number;
  private mean: number;
  private rate: number;
  private seen = 0;
  private exposed = 0;

  constructor(
    private readonly workers: number,
    mean: number,
    private readonly spread: number,
    private readonly earlier: DrawCounts = emptyCounts(workers),
    private readonly earlierRate: RateCounts = { seen: 0, exposed: 0 },
  ) {
    this.rate = (earlierRate.seen + 1) / (earlierRate.exposed + 1);
    this.start = readinessFor(mean, spread);
    this.mean = this.start;
    this.drawn = new Float64Array(workers);
    this.faced = new Float64Array(workers * NODES);
    this.odds = new Float64Array(workers * NODES);
    this.refuse = new Float64Array(workers * NODES);
    this.readiness = new Float64Array(workers).fill(this.start);
    if (earlier.drawn.some((count) => count > 0)) this.readyWorkers();
  }

  begin(): void {
    this.drawn.fill(0);
    this.faced.fill(0);
    this.things.fill(0);
    this.seen = 0;
    this.exposed = 0;
    for (let w = 0; w < this.workers; w++)
      for (let q = 0; q < NODES; q++) {
        const odds = this.readiness[w]! + this.spread * NODE[q]!;
        this.odds[w * NODES + q] = odds;
        this.refuse[w * NODES + q] = -Math.log1p(Math.exp(odds));
      }
  }

  open(voter: Int32Array, first: number, last: number): void {
    this.unseen = 0;
    for (let q = 0; q < NODES; q++) {
      let log = Math.log(this.rate * this.share[q]!);
      for (let v = first; v < last; v++) log += this.refuse[voter[v]! * NODES + q]!;
      this.nobody[q] = log;
      this.here[q] = Math.exp(log);
      this.unseen += this.here[q]!;
    }
    this.exposed += 1 - this.unseen / this.rate;
  }

  /** Counts a candidate, given its likelihoods from `from` on and the sum of all; returns its share. */
  see(likelihood: Float64Array, from: number, sum: number): number {
    let share = 0;
    for (let q = 0; q < NODES; q++) {
      const posterior = likelihood[from + q]! / sum;
      this.here[q]! += posterior;
      share += posterior;
    }
    this.seen += share;
    return share;
  }

  close(voter: Int32Array, first: number, last: number): void {
    for (let q = 0; q < NODES; q++) this.things[q]! += this.here[q]!;
    for (let v = first; v < last; v++)
      for (let q = 0; q < NODES; q++) this.faced[voter[v]! * NODES + q]! += this.here[q]!;
  }

  maximise(): void {
    // Half a thing over one object keeps the rate of a batch without any true (or false) thing from being nothing.
    this.rate = (this.seen + this.earlierRate.seen + 0.5) / (this.exposed + this.earlierRate.exposed + 1);
    const all = this.things.reduce((sum, count) => sum + count, 0);
    for (let q = 0; q < NODES; q++)
      this.share[q] = (this.things[q]! + SHARE_WEIGHT * WEIGHT[q]!) / (all + SHARE_WEIGHT);
    this.readyWorkers();
  }

  counted(): RateCounts {
    return { seen: this.seen, exposed: this.exposed };
  }

  rates(): Float64Array {
    return this.readiness.map((readiness) => meanRate(readiness, this.spread));
  }

  /** Newton steps on each worker's readiness under a normal prior, and the prior's mean from the workers, each for what is known of it. */
  private readyWorkers(): void {
    const precision = 1 / WORKER_SPREAD ** 2;
    let sum = this.start * MEAN_WEIGHT;
    let weight = MEAN_WEIGHT;
    for (let w = 0; w < this.workers; w++) {
      let information = 0;
      for (let step = 0; step < 3; step++) {
        let slope = this.drawn[w]! + this.earlier.drawn[w]! - (this.readiness[w]! - this.mean) * precision;
        information = 0;
        for (let q = 0; q < NODES; q++) {
          const p = sigma(this.readiness[w]! + this.spread * NODE[q]!);
          const faced = this.faced[w * NODES + q]! + this.earlier.faced[w * NODES + q]!;
          slope -= faced * p;
          information += faced * p * (1 - p);
        }
        this.readiness[w]! += Math.min(Math.max(slope / (information + precision), -1), 1);
      }
      const known = information / (information + precision);
      sum += known * this.readiness[w]!;
      weight += known;
    }
    this.mean = sum / weight;
  }
}

export const emptyCounts = (workers: number): DrawCounts => ({
  drawn: new Float64Array(workers),
  faced: new Float64Array(workers * NODES),
});

const sigma = (logit: number): number => 1 / (1 + Math.exp(-logit));

function meanRate(readiness: number, spread: number): number {
  let sum = 0;
  for (let q = 0; q < NODES; q++) sum += WEIGHT[q]! * sigma(readiness + spread * NODE[q]!);
  return sum;
}

/** The readiness whose mean rate is `mean`, by bisection. */
function readinessFor(mean: number, spread: number): number {
  let low = -20;
  let high = 20;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanRate(middle, spread) < mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
