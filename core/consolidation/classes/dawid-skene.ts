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
import { type ClassAnswers, type ClassConsensus, type ConfusionCounts, runStarts } from './class-answers';
import { type ConfusionPriors, STEADY_PRIORS } from './confusion-priors';
import { type RecalledCounts, recallCounts } from './recalled-counts';
import { layOutByWorker, type WorkerLayout } from './worker-layout';

export interface DawidSkeneOptions {
  /** What earlier batches taught about these workers, same indices. */
  earlier?: ConfusionCounts;
  priors?: ConfusionPriors;
  /** At most this many rounds of E and M. */
  epochs?: number;
  /** Stop when the log-likelihood changes by less than this per answer. */
  tolerance?: number;
}

export interface DawidSkeneResult extends ClassConsensus {
  /** Expected counts of this batch alone. */
  workers: ConfusionCounts;
  posteriors: ClassPosteriors;
  /** Expected share of right answers per worker, earlier batches included; the initial accuracy where nothing is known. */
  accuracies: Float64Array;
  epochs: number;
}

/** Probabilities of the candidate classes of object `o`, rising: entries `start[o] … start[o+1]`. What is missing to 1 is that it is of another class. */
export interface ClassPosteriors {
  start: Int32Array;
  trueClass: Int32Array;
  probability: Float64Array;
}

const EPOCHS = 20;
const TOLERANCE = 1e-5;
/** Accuracy of a worker nobody knows. */
export const INITIAL_ACCURACY = 0.7;
/** Two posteriors closer than this are a tie; the lower class wins. */
export const TIE = 1e-9;
/** No accuracy is believed to be nearer to 0 or 1, or unanimous workers would rule everything else out for ever. */
export const MARGIN = 1e-4;

export function dawidSkene(answers: ClassAnswers, options: DawidSkeneOptions = {}): DawidSkeneResult {
  const model = new Model(layOutByWorker(answers), options.priors ?? STEADY_PRIORS, options.earlier);
  const { epochs = EPOCHS, tolerance = TOLERANCE } = options;
  let previous = Number.NaN;
  let epoch = 0;
  while (epoch < epochs) {
    const logLikelihood = model.expectation();
    model.maximization();
    epoch++;
    if (Math.abs(logLikelihood - previous) <= tolerance * answers.label.length) break;
    previous = logLikelihood;
  }
  return {
    ...model.consensus(),
    workers: model.counts(),
    posteriors: model.posteriors(),
    accuracies: model.accuracies(),
    epochs: epoch,
  };
}

class Model {
  /** With few classes, the answers by object: see `expectationByObject`. */
  private readonly byObject: { start: Int32Array; cell: Int32Array } | undefined;
  /**
   * For each candidate of each object its posterior. With many classes there lies beside it, because they are needed together, the sum of the log
   * probabilities of the object's answers, of which the next posterior is made.
   */
  private readonly belief: Float64Array;
  private readonly stride: 1 | 2;
  /** Log probability of a cell's answer given its true class: of all cells, or with many classes of one worker's at a time. */
  private readonly logCell: Float64Array;
  /** The same for all classes together that are no candidate of the object. */
  private readonly rest: Float64Array;
  private readonly restScore: Float64Array;
  private readonly share: Float64Array;
  /** Share of each class among the answers, with one answer more for each. */
  private readonly voteShare: Float64Array;
  /** Expected counts of this batch by cell, and of right answers by worker. */
  private readonly count: Float64Array;
  private readonly right: Float64Array;
  /** The same of earlier batches, and by row. */
  private readonly earlier: RecalledCounts | undefined;
  /** Answers by worker, earlier ones included. */
  private readonly answered: Float64Array;
  private meanAccuracy = INITIAL_ACCURACY;

  constructor(
    private readonly layout: WorkerLayout,
    private readonly priors: ConfusionPriors,
    earlier: ConfusionCounts | undefined,
  ) {
    const { objects, workers, classes, label, candidate, trueClass, answerStart } = layout;
    this.byObject = layout.partial ? undefined : firstCellsByObject(layout);
    this.stride = layout.partial ? 2 : 1;
    this.belief = new Float64Array(this.stride * candidate.length);
    this.logCell = new Float64Array(layout.partial ? longest(layout.workerStart) : trueClass.length);
    this.rest = new Float64Array(layout.partial ? objects : 0);
    this.restScore = new Float64Array(layout.partial ? objects : 0);
    this.share = new Float64Array(classes).fill(1 / classes);
    this.voteShare = new Float64Array(classes).fill(1 / (label.length + classes));
    for (const k of label) this.voteShare[k]! += 1 / (label.length + classes);
    this.count = new Float64Array(trueClass.length);
    this.right = new Float64Array(workers);
    this.earlier = earlier && recallCounts(layout, earlier);
    this.answered = this.earlier?.answers.slice() ?? new Float64Array(workers);
    // Before anything is counted, a worker is known by earlier batches alone.
    this.confusions();
    for (let w = 0; w < workers; w++) this.answered[w]! += answerStart[w + 1]! - answerStart[w]!;
  }

  /** E-step (equations 2.3 and 2.4 of the paper): posteriors of the classes of every object. Returns the log-likelihood. */
  expectation(): number {
    return this.byObject ? this.expectationByObject(this.byObject) : this.expectationByWorker();
  }

  /**
   * For few classes: cells are few beside the answers, so going object by object reads less than going worker by worker. The expected counts, of which
   * the M-step is made, are added as soon as an object's posterior is known.
   */
  private expectationByObject({ start, cell }: { start: Int32Array; cell: Int32Array }): number {
    const { objects, classes, candidateStart } = this.layout;
    const { belief, share, logCell, count } = this;
    const logShare = share.map(Math.log);
    const p = new Float64Array(classes);
    let logLikelihood = 0;
    count.fill(0);
    for (let o = 0; o < objects; o++) {
      const from = start[o]!;
      const to = start[o + 1]!;
      if (from === to) continue;
      for (let k = 0; k < classes; k++) p[k] = logShare[k]!;
      for (let a = from; a < to; a++) {
        for (let k = 0, id = cell[a]!; k < classes; k++, id++) p[k]! += logCell[id]!;
      }
      let top = p[0]!;
      for (let k = 1; k < classes; k++) if (p[k]! > top) top = p[k]!;
      let total = 0;
      for (let k = 0; k < classes; k++) {
        p[k] = Math.exp(p[k]! - top);
        total += p[k]!;
      }
      for (let k = 0, i = candidateStart[o]!; k < classes; k++, i++) {
        p[k]! /= total;
        belief[i] = p[k]!;
      }
      logLikelihood += top + Math.log(total);
      for (let a = from; a < to; a++) {
        for (let k = 0, id = cell[a]!; k < classes; k++, id++) count[id]! += p[k]!;
      }
    }
    return logLikelihood;
  }

  private expectationByWorker(): number {
    const { objects, candidateStart, candidate } = this.layout;
    const { belief, rest, restScore, share } = this;
    const logShare = share.map(Math.log);
    let logLikelihood = 0;
    for (let o = 0; o < objects; o++) {
      const first = candidateStart[o]!;
      const end = candidateStart[o + 1]!;
      if (first === end) continue;
      let top = Number.NEGATIVE_INFINITY;
      let others = 1;
      for (let i = first; i < end; i++) {
        const k = candidate[i]!;
        others -= share[k]!;
        belief[2 * i + 1]! += logShare[k]!;
        if (belief[2 * i + 1]! > top) top = belief[2 * i + 1]!;
      }
      // Shifted by the largest, so that the exponentials of long sums stay in range.
      const score = others > 0 ? restScore[o]! + Math.log(others) : Number.NEGATIVE_INFINITY;
      if (score > top) top = score;
      rest[o] = Math.exp(score - top);
      restScore[o] = 0;
      let total = rest[o]!;
      for (let i = first; i < end; i++) {
        const likelihood = Math.exp(belief[2 * i + 1]! - top);
        belief[2 * i] = likelihood;
        belief[2 * i + 1] = 0;
        total += likelihood;
      }
      for (let i = first; i < end; i++) belief[2 * i]! /= total;
      rest[o]! /= total;
      logLikelihood += top + Math.log(total);
    }
    return logLikelihood;
  }

  /** M-step (equation 2.5 with priors): class shares and confusion matrices. */
  maximization(): void {
    const { classes, candidate, label } = this.layout;
    const { belief, share } = this;
    const sum = new Float64Array(classes);
    let rest = 0;
    for (let i = 0; i < candidate.length; i++) sum[candidate[i]!]! += belief[this.stride * i]!;
    for (const probability of this.rest) rest += probability;
    const total = sum.reduce((all, part) => all + part, rest);
    const shareWeight = this.priors.shareWeight(label.length / total);
    for (let k = 0; k < classes; k++) {
      const estimated = (sum[k]! + rest / classes) / total;
      const held = (estimated + shareWeight * this.voteShare[k]!) / (1 + shareWeight);
      share[k] = Math.max(held, Number.MIN_VALUE);
    }
    this.confusions();
  }

  /**
   * Worker by worker the confusion matrix out of counts and priors. With many classes the counts are made here, and the log probabilities go straight onto
   * the scores of the objects answered, while all that is this worker's is at hand. A first pass, before there are posteriors, counts nothing.
   */
  private confusions(): void {
    const { workers, classes, partial, workerStart, trueClass, answer, row, rowStart } = this.layout;
    const { count, logCell, earlier, priors } = this;
    const wrongClasses = Math.max(1, classes - 1);
    const rowCount = new Float64Array(longest(rowStart));
    if (partial) count.fill(0);
    let sum = 0;
    let known = 0;
    for (let w = 0; w < workers; w++) {
      const firstCell = workerStart[w]!;
      const firstRow = rowStart[w]!;
      const endCell = workerStart[w + 1]!;
      const from = partial ? firstCell : 0;
      if (partial) this.gather(w);
      rowCount.fill(0, 0, rowStart[w + 1]! - firstRow);
      let right = 0;
      for (let id = firstCell; id < endCell; id++) {
        rowCount[row[id]! - firstRow]! += count[id]!;
        if (trueClass[id] === answer[id]) right += count[id]!;
      }
      this.right[w] = right;

      const answers = this.answered[w]!;
      const own = this.accuracy(w) ?? this.meanAccuracy;
      if (answers > 0) {
        sum += own;
        known++;
      }
      const accuracy = answers > 0 ? priors.accuracy(own, this.meanAccuracy, answers) : own;
      const believed = Math.min(1 - MARGIN, Math.max(MARGIN, accuracy));
      const weight = answers > 0 ? priors.weight(answers) : 1;
      const rightPrior = believed * weight;
      const wrongPrior = ((1 - believed) * weight) / wrongClasses;
      if (earlier) for (let r = firstRow; r < rowStart[w + 1]!; r++) rowCount[r - firstRow]! += earlier.row[r]!;
      for (let id = firstCell; id < endCell; id++) {
        let counted = count[id]! + (trueClass[id] === answer[id] ? rightPrior : wrongPrior);
        if (earlier) counted += earlier.cell[id]!;
        logCell[id - from] = Math.log(counted / (rowCount[row[id]! - firstRow]! + weight));
      }
      if (partial) this.scatter(w, Math.log(wrongPrior / weight));
    }
    // As published, a round's priors use the mean accuracy of the round before.
    if (known > 0) this.meanAccuracy = sum / known;
  }

  /** Adds the posteriors of the objects the worker answered to the worker's counts. */
  private gather(w: number): void {
    const { answerStart, first, cellStart, cell } = this.layout;
    const { belief, count } = this;
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      for (let at = cellStart[a]!, i = 2 * first[a]!; at < cellStart[a + 1]!; at++, i += 2)
        count[cell[at]!]! += belief[i]!;
    }
  }

  /** Adds the log probabilities of the worker's answers to the scores of the objects they are about. */
  private scatter(w: number, logRest: number): void {
    const { answerStart, first, object, cellStart, cell, workerStart } = this.layout;
    const { belief, restScore, logCell } = this;
    const from = workerStart[w]!;
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      for (let at = cellStart[a]!, i = 2 * first[a]! + 1; at < cellStart[a + 1]!; at++, i += 2) {
        belief[i]! += logCell[cell[at]! - from]!;
      }
      restScore[object[a]!]! += logRest;
    }
  }

  consensus(): ClassConsensus {
    const { objects, candidateStart, candidate } = this.layout;
    const labels = new Int32Array(objects).fill(-1);
    const confidences = new Float64Array(objects);
    for (let o = 0; o < objects; o++) {
      let best = candidateStart[o]!;
      if (best === candidateStart[o + 1]) continue;
      for (let i = best + 1; i < candidateStart[o + 1]!; i++) {
        if (this.belief[this.stride * i]! > this.belief[this.stride * best]! + TIE) best = i;
      }
      labels[o] = candidate[best]!;
      confidences[o] = this.belief[this.stride * best]!;
    }
    return { labels, confidences };
  }

  counts(): ConfusionCounts {
    const { workerStart, trueClass, answer } = this.layout;
    return { start: workerStart, trueClass, answer, count: this.count };
  }

  posteriors(): ClassPosteriors {
    const { candidateStart, candidate } = this.layout;
    const probability = new Float64Array(candidate.length);
    for (let i = 0; i < candidate.length; i++) probability[i] = this.belief[this.stride * i]!;
    return { start: candidateStart, trueClass: candidate, probability };
  }

  accuracies(): Float64Array {
    return this.answered.map((_, w) => this.accuracy(w) ?? INITIAL_ACCURACY);
  }

  /** Share of right answers, earlier ones included; undefined where the worker has none. */
  private accuracy(w: number): number | undefined {
    const answers = this.answered[w]!;
    return answers > 0 ? (this.right[w]! + (this.earlier?.right[w] ?? 0)) / answers : undefined;
  }
}

/** First cell of every answer, by object and then worker. */
function firstCellsByObject({ objects, object, cellStart }: WorkerLayout) {
  const start = runStarts(object, objects);
  const next = start.slice();
  const cell = new Int32Array(object.length);
  for (let a = 0; a < object.length; a++) cell[next[object[a]!]!++] = cellStart[a]!;
  return { start, cell };
}

function longest(start: Int32Array): number {
  let most = 0;
  for (let i = 1; i < start.length; i++) most = Math.max(most, start[i]! - start[i - 1]!);
  return most;
}
