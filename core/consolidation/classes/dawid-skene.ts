/**
 * Labels and worker skills out of several workers' answers, by expectation-maximisation.
 *
 * A. P. Dawid, A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", Journal of the Royal
 * Statistical Society, Series C, 28(1), 1979, pp. 20-28, modified as Amazon published it for SageMaker Ground Truth (notebook
 * "Understanding Annotation Consolidation"): a worker's confusion matrix is shrunk towards one of the worker's own accuracy, and that
 * towards the accuracy of all workers, so that few answers say little. How strongly is a matter of the priors.
 *
 * In log space, on typed arrays. Classes nobody chose for an object share one common candidate when there are many classes; it can lower a
 * confidence but never win.
 */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from './class-answers';
import { type ConfusionLayout, layOut } from './confusion-layout';
import { type ConfusionPriors, STEADY_PRIORS } from './confusion-priors';

export interface DawidSkeneOptions {
  /** What earlier batches taught about these workers, same indices. */
  earlier?: ConfusionCounts;
  priors?: ConfusionPriors;
  /** At most this many rounds of E and M. */
  epochs?: number;
  /** Stop when the log-likelihood changes by less than this share of itself. */
  tolerance?: number;
}

export interface DawidSkeneResult extends ClassConsensus {
  /** Expected counts of this batch alone. */
  workers: ConfusionCounts;
  /** Expected share of right answers per worker, earlier batches included; the initial accuracy where nothing is known. */
  accuracies: Float64Array;
  epochs: number;
}

const EPOCHS = 20;
const TOLERANCE = 1e-8;
/** Accuracy of a worker nobody knows. */
const INITIAL_ACCURACY = 0.7;
/** Two posteriors closer than this are a tie; the lower class wins. */
const TIE = 1e-9;
/** No accuracy is believed to be nearer to 0 or 1, or unanimous workers would rule everything else out for ever. */
const MARGIN = 1e-4;

export function dawidSkene(answers: ClassAnswers, options: DawidSkeneOptions = {}): DawidSkeneResult {
  const model = new Model(layOut(answers), options.priors ?? STEADY_PRIORS, options.earlier);
  const { epochs = EPOCHS, tolerance = TOLERANCE } = options;
  let previous = Number.NaN;
  let epoch = 0;
  while (epoch < epochs) {
    const logLikelihood = model.expectation();
    model.maximization();
    epoch++;
    if (Math.abs(logLikelihood - previous) <= tolerance * Math.abs(previous)) break;
    previous = logLikelihood;
  }
  return { ...model.consensus(), workers: model.counts(), accuracies: model.accuracies(), epochs: epoch };
}

class Model {
  /** Posterior of each candidate of each object. */
  private readonly posterior: Float64Array;
  /** Posterior that the object is of a class that is no candidate of it. */
  private readonly rest: Float64Array;
  private readonly logShare: Float64Array;
  /** Share of each class among the answers, with one answer more for each. */
  private readonly voteShare: Float64Array;
  /** Expected counts of this batch by cell, by row (worker, true class), and of right answers by worker. */
  private readonly count: Float64Array;
  private readonly rowCount: Float64Array;
  private readonly right: Float64Array;
  /** The same of earlier batches. */
  private readonly earlierCount: Float64Array;
  private readonly earlierRow: Float64Array;
  private readonly earlierRight: Float64Array;
  /** Answers by worker, earlier ones included. */
  private readonly answered: Float64Array;
  /** Log probability of a cell's answer given its true class, and of any answer when the true class is no candidate. */
  private readonly logCell: Float64Array;
  private readonly logRest: Float64Array;
  private meanAccuracy = INITIAL_ACCURACY;

  constructor(
    private readonly layout: ConfusionLayout,
    private readonly priors: ConfusionPriors,
    earlier: ConfusionCounts | undefined,
  ) {
    const { objects, workers, classes, worker, label, candidate, trueClass, rows } = layout;
    this.posterior = new Float64Array(candidate.length);
    this.rest = new Float64Array(objects);
    this.logShare = new Float64Array(classes).fill(-Math.log(classes));
    this.voteShare = new Float64Array(classes).fill(1 / (label.length + classes));
    for (const k of label) this.voteShare[k]! += 1 / (label.length + classes);
    this.count = new Float64Array(trueClass.length);
    this.rowCount = new Float64Array(rows);
    this.right = new Float64Array(workers);
    this.earlierCount = new Float64Array(trueClass.length);
    this.earlierRow = new Float64Array(rows);
    this.earlierRight = new Float64Array(workers);
    this.answered = new Float64Array(workers);
    this.logCell = new Float64Array(trueClass.length);
    this.logRest = new Float64Array(workers);
    if (earlier) this.remember(earlier);
    this.confusions();
    for (const w of worker) this.answered[w]!++;
  }

  /** E-step (equations 2.3 and 2.4 of the paper): posteriors of the classes of every object. Returns the log-likelihood. */
  expectation(): number {
    const { objects, answerStart, candidateStart, candidate, cell, cellStart, worker, partial } = this.layout;
    const { posterior, logCell, logShare, logRest } = this;
    const share = logShare.map(Math.exp);
    let logLikelihood = 0;
    for (let object = 0; object < objects; object++) {
      const from = answerStart[object]!;
      const to = answerStart[object + 1]!;
      if (from === to) continue;
      const first = candidateStart[object]!;
      const slots = candidateStart[object + 1]! - first;
      let best = Number.NEGATIVE_INFINITY;
      let candidates = 0;
      for (let slot = 0; slot < slots; slot++) {
        let sum = logShare[candidate[first + slot]!]!;
        if (partial) candidates += share[candidate[first + slot]!]!;
        for (let a = from; a < to; a++) sum += logCell[cell[cellStart[a]! + slot]!]!;
        posterior[first + slot] = sum;
        if (sum > best) best = sum;
      }
      let rest = Number.NEGATIVE_INFINITY;
      if (partial && candidates < 1) {
        rest = Math.log(1 - candidates);
        for (let a = from; a < to; a++) rest += logRest[worker[a]!]!;
      }
      // Shifted by the largest, so that the exponentials of long sums stay in range.
      const top = Math.max(best, rest);
      let total = Math.exp(rest - top);
      for (let slot = 0; slot < slots; slot++) {
        const likelihood = Math.exp(posterior[first + slot]! - top);
        posterior[first + slot] = likelihood;
        total += likelihood;
      }
      for (let slot = 0; slot < slots; slot++) posterior[first + slot]! /= total;
      this.rest[object] = Math.exp(rest - top) / total;
      logLikelihood += top + Math.log(total);
    }
    return logLikelihood;
  }

  /** M-step (equation 2.5 with priors): class shares and confusion matrices. */
  maximization(): void {
    const { objects, classes, answerStart, candidateStart, candidate, cell, cellStart, worker, label, row } =
      this.layout;
    const { posterior, count, rowCount, right } = this;
    const share = new Float64Array(classes);
    let rest = 0;
    count.fill(0);
    rowCount.fill(0);
    right.fill(0);
    for (let object = 0; object < objects; object++) {
      const first = candidateStart[object]!;
      const slots = candidateStart[object + 1]! - first;
      for (let slot = 0; slot < slots; slot++) share[candidate[first + slot]!]! += posterior[first + slot]!;
      rest += this.rest[object]!;
      for (let a = answerStart[object]!; a < answerStart[object + 1]!; a++) {
        for (let slot = 0; slot < slots; slot++) {
          const expected = posterior[first + slot]!;
          const id = cell[cellStart[a]! + slot]!;
          count[id]! += expected;
          rowCount[row[id]!]! += expected;
          if (candidate[first + slot] === label[a]) right[worker[a]!]! += expected;
        }
      }
    }
    const total = share.reduce((sum, part) => sum + part, rest);
    const shareWeight = this.priors.shareWeight(label.length / total);
    for (let k = 0; k < classes; k++) {
      const estimated = (share[k]! + rest / classes) / total;
      const held = (estimated + shareWeight * this.voteShare[k]!) / (1 + shareWeight);
      this.logShare[k] = Math.log(Math.max(held, Number.MIN_VALUE));
    }
    this.confusions();
  }

  /** Log probabilities of all cells, out of counts and priors. */
  private confusions(): void {
    const { workers, classes, workerStart, trueClass, answer, row } = this.layout;
    const wrongClasses = Math.max(1, classes - 1);
    let sum = 0;
    let known = 0;
    for (let w = 0; w < workers; w++) {
      const answers = this.answered[w]!;
      const own = answers > 0 ? (this.right[w]! + this.earlierRight[w]!) / answers : this.meanAccuracy;
      if (answers > 0) {
        sum += own;
        known++;
      }
      const accuracy = answers > 0 ? this.priors.accuracy(own, this.meanAccuracy, answers) : own;
      const believed = Math.min(1 - MARGIN, Math.max(MARGIN, accuracy));
      const weight = answers > 0 ? this.priors.weight(answers) : 1;
      const rightPrior = believed * weight;
      const wrongPrior = ((1 - believed) * weight) / wrongClasses;
      for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
        const prior = trueClass[id] === answer[id] ? rightPrior : wrongPrior;
        const counted = this.count[id]! + this.earlierCount[id]!;
        this.logCell[id] = Math.log(
          (counted + prior) / (this.rowCount[row[id]!]! + this.earlierRow[row[id]!]! + weight),
        );
      }
      this.logRest[w] = Math.log(wrongPrior / weight);
    }
    // As published, a round's priors use the mean accuracy of the round before.
    if (known > 0) this.meanAccuracy = sum / known;
  }

  consensus(): ClassConsensus {
    const { objects, answerStart, candidateStart, candidate } = this.layout;
    const labels = new Int32Array(objects).fill(-1);
    const confidences = new Float64Array(objects);
    for (let object = 0; object < objects; object++) {
      if (answerStart[object] === answerStart[object + 1]) continue;
      let best = candidateStart[object]!;
      for (let i = best + 1; i < candidateStart[object + 1]!; i++) {
        if (this.posterior[i]! > this.posterior[best]! + TIE) best = i;
      }
      labels[object] = candidate[best]!;
      confidences[object] = this.posterior[best]!;
    }
    return { labels, confidences };
  }

  counts(): ConfusionCounts {
    const { workerStart, trueClass, answer } = this.layout;
    return { start: workerStart, trueClass, answer, count: this.count };
  }

  accuracies(): Float64Array {
    return this.answered.map((answers, w) =>
      answers > 0 ? (this.right[w]! + this.earlierRight[w]!) / answers : INITIAL_ACCURACY,
    );
  }

  /** Adds what earlier batches counted. What no answer of this batch touches matters through the worker's accuracy alone. */
  private remember(earlier: ConfusionCounts): void {
    const { workers, classes, workerStart, trueClass, answer, row } = this.layout;
    for (let w = 0; w < workers; w++) {
      const cells = new Map<number, number>();
      const rows = new Map<number, number>();
      for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
        cells.set(trueClass[id]! * classes + answer[id]!, id);
        rows.set(trueClass[id]!, row[id]!);
      }
      for (let i = earlier.start[w]!; i < earlier.start[w + 1]!; i++) {
        const k = earlier.trueClass[i]!;
        const count = earlier.count[i]!;
        this.answered[w]! += count;
        if (k === earlier.answer[i]) this.earlierRight[w]! += count;
        const knownRow = rows.get(k);
        if (knownRow !== undefined) this.earlierRow[knownRow]! += count;
        const id = cells.get(k * classes + earlier.answer[i]!);
        if (id !== undefined) this.earlierCount[id]! += count;
      }
    }
  }
}
