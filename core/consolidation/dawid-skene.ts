/**
 * Labels and worker skills out of several workers' answers, by expectation-maximisation.
 *
 * A. P. Dawid, A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", Journal of the Royal
 * Statistical Society, Series C, 28(1), 1979, pp. 20-28, in the modified form Amazon published for SageMaker Ground Truth (notebook
 * "Understanding Annotation Consolidation"): every worker's confusion matrix is shrunk towards a matrix of the worker's own accuracy
 * (weight n, the worker's number of answers) and one of the mean accuracy of all workers (weight n/2), so that few answers say little.
 *
 * In log space, on typed arrays. Memory is proportional to the answers: a confusion matrix keeps only the cells that some answer touches.
 * With many classes only those somebody chose for an object are candidates there; the rest share one common candidate that can lower
 * a confidence but never win.
 */
import {
  type ClassAnswers,
  type ClassConsensus,
  type ConfusionCounts,
  inCanonicalOrder,
  runStarts,
  stableSort,
} from './class-answers';

export interface DawidSkeneOptions {
  /** What earlier batches taught about these workers, same indices. */
  earlier?: ConfusionCounts;
  /** At most this many rounds of E and M. */
  epochs?: number;
  /** Stop when the log-likelihood changes by less than this share of itself. */
  tolerance?: number;
}

export interface DawidSkeneResult extends ClassConsensus {
  /** Expected counts of this batch alone. */
  workers: ConfusionCounts;
  /** Expected share of right answers per worker, earlier batches included. */
  accuracies: Float64Array;
  epochs: number;
}

const EPOCHS = 20;
const TOLERANCE = 1e-8;
/** Accuracy of a worker nobody knows. */
const INITIAL_ACCURACY = 0.7;
/** Up to this many classes every class is a candidate everywhere, as in the paper. */
const FEW_CLASSES = 8;
/** Two posteriors closer than this are a tie; the lower class wins. */
const TIE = 1e-9;
/** No accuracy is believed to be nearer to 0 or 1, or unanimous workers would rule everything else out for ever. */
const MARGIN = 1e-4;

export function dawidSkene(answers: ClassAnswers, options: DawidSkeneOptions = {}): DawidSkeneResult {
  const model = new Model(answers, options.earlier);
  const epochs = options.epochs ?? EPOCHS;
  const tolerance = options.tolerance ?? TOLERANCE;
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
  private readonly classes: number;
  private readonly objects: number;
  private readonly workers: number;
  /** Answers in canonical order. */
  private readonly worker: Int32Array;
  private readonly label: Int32Array;
  private readonly answerStart: Int32Array;
  /** Candidate classes per object, and their posteriors. */
  private readonly candidateStart: Int32Array;
  private readonly candidate: Int32Array;
  private readonly posterior: Float64Array;
  /** Posterior that the object is of a class nobody chose for it; stays 0 when every class is a candidate. */
  private readonly rest: Float64Array;
  /** For each answer, the cells its object's candidates select: `cell[cellStart[answer] + slot]`. */
  private readonly cellStart: Int32Array;
  private readonly cell: Int32Array;
  /** Cells of all confusion matrices, those of one worker together. */
  private readonly workerCellStart: Int32Array;
  private readonly cellTrue: Int32Array;
  private readonly cellAnswer: Int32Array;
  private readonly cellRow: Int32Array;
  private readonly rowStart: Int32Array;
  private readonly count: Float64Array;
  private readonly logCell: Float64Array;
  private readonly rowCount: Float64Array;
  /** Log probability of an answer of this worker when the true class is one nobody chose. */
  private readonly logRest: Float64Array;
  private readonly answered: Float64Array;
  private readonly right: Float64Array;
  private readonly logMarginal: Float64Array;
  /** The same sums over earlier batches. */
  private readonly earlierCount: Float64Array;
  private readonly earlierRow: Float64Array;
  private readonly earlierRight: Float64Array;
  private meanAccuracy = INITIAL_ACCURACY;

  constructor(answers: ClassAnswers, earlier: ConfusionCounts | undefined) {
    this.classes = answers.classes;
    this.objects = answers.objects;
    this.workers = answers.workers;
    const order = inCanonicalOrder(answers);
    this.worker = order.map((i) => answers.worker[i]!);
    this.label = order.map((i) => answers.label[i]!);
    this.answerStart = runStarts(answers.object, this.objects);

    [this.candidateStart, this.candidate] = this.candidates();
    this.posterior = new Float64Array(this.candidate.length);
    this.rest = new Float64Array(this.objects);
    this.logMarginal = new Float64Array(this.classes).fill(-Math.log(this.classes));

    this.cellStart = new Int32Array(order.length + 1);
    for (let object = 0; object < this.objects; object++) {
      const slots = this.candidateStart[object + 1]! - this.candidateStart[object]!;
      for (let a = this.answerStart[object]!; a < this.answerStart[object + 1]!; a++)
        this.cellStart[a + 1] = this.cellStart[a]! + slots;
    }
    this.cell = new Int32Array(this.cellStart[order.length]!);
    const cells = this.numberCells();
    this.workerCellStart = cells.start;
    this.cellTrue = Int32Array.from(cells.trueClass);
    this.cellAnswer = Int32Array.from(cells.answer);
    this.cellRow = Int32Array.from(cells.row);
    this.rowStart = cells.rowStart;
    this.count = new Float64Array(this.cellTrue.length);
    this.logCell = new Float64Array(this.cellTrue.length);
    this.earlierCount = new Float64Array(this.cellTrue.length);
    this.rowCount = new Float64Array(this.rowStart[this.workers]!);
    this.earlierRow = new Float64Array(this.rowCount.length);
    this.earlierRight = new Float64Array(this.workers);
    this.right = new Float64Array(this.workers);
    this.logRest = new Float64Array(this.workers);
    this.answered = new Float64Array(this.workers);
    if (earlier) this.remember(earlier);
    this.confusions();
    for (const worker of this.worker) this.answered[worker]!++;
  }

  /** E-step (equations 2.3 and 2.4 of the paper): posteriors of the classes of every object. Returns the log-likelihood. */
  expectation(): number {
    const { candidateStart, candidate, posterior, cell, cellStart, logCell, logMarginal } = this;
    const partial = candidateStart.length > 0 && this.classes > FEW_CLASSES;
    let logLikelihood = 0;
    for (let object = 0; object < this.objects; object++) {
      const from = this.answerStart[object]!;
      const to = this.answerStart[object + 1]!;
      if (from === to) continue;
      const first = candidateStart[object]!;
      const slots = candidateStart[object + 1]! - first;
      let best = Number.NEGATIVE_INFINITY;
      let chosen = 0;
      for (let slot = 0; slot < slots; slot++) {
        let sum = logMarginal[candidate[first + slot]!]!;
        chosen += Math.exp(sum);
        for (let a = from; a < to; a++) sum += logCell[cell[cellStart[a]! + slot]!]!;
        posterior[first + slot] = sum;
        if (sum > best) best = sum;
      }
      let rest = Number.NEGATIVE_INFINITY;
      if (partial && chosen < 1) {
        rest = Math.log(1 - chosen);
        for (let a = from; a < to; a++) rest += this.logRest[this.worker[a]!]!;
      }
      // Shifted by the largest, so that the exponentials of long sums stay in range.
      let total = Math.exp(rest - best);
      for (let slot = 0; slot < slots; slot++) {
        const share = Math.exp(posterior[first + slot]! - best);
        posterior[first + slot] = share;
        total += share;
      }
      for (let slot = 0; slot < slots; slot++) posterior[first + slot]! /= total;
      this.rest[object] = Math.exp(rest - best) / total;
      logLikelihood += best + Math.log(total);
    }
    return logLikelihood;
  }

  /** M-step (equation 2.5 and the published priors): class shares and confusion matrices. */
  maximization(): void {
    const { candidateStart, candidate, posterior, cell, cellStart } = this;
    const marginal = new Float64Array(this.classes);
    let rest = 0;
    this.count.fill(0);
    this.rowCount.fill(0);
    this.right.fill(0);
    for (let object = 0; object < this.objects; object++) {
      const first = candidateStart[object]!;
      const slots = candidateStart[object + 1]! - first;
      for (let slot = 0; slot < slots; slot++) marginal[candidate[first + slot]!]! += posterior[first + slot]!;
      rest += this.rest[object]!;
      for (let a = this.answerStart[object]!; a < this.answerStart[object + 1]!; a++) {
        const label = this.label[a]!;
        const cells = cellStart[a]!;
        for (let slot = 0; slot < slots; slot++) {
          const share = posterior[first + slot]!;
          const id = cell[cells + slot]!;
          this.count[id]! += share;
          this.rowCount[this.cellRow[id]!]! += share;
          if (candidate[first + slot] === label) this.right[this.worker[a]!]! += share;
        }
      }
    }
    const total = marginal.reduce((sum, share) => sum + share, rest);
    for (let k = 0; k < this.classes; k++) {
      this.logMarginal[k] = Math.log(Math.max((marginal[k]! + rest / this.classes) / total, Number.MIN_VALUE));
    }
    this.confusions();
  }

  /** Log probabilities of all cells out of counts and priors. */
  private confusions(): void {
    const others = Math.max(1, this.classes - 1);
    let sum = 0;
    let known = 0;
    const own = new Float64Array(this.workers);
    for (let w = 0; w < this.workers; w++) {
      const n = this.answered[w]!;
      if (n === 0) continue;
      own[w] = (this.right[w]! + this.earlierRight[w]!) / n;
      sum += own[w]!;
      known++;
    }
    for (let w = 0; w < this.workers; w++) {
      const n = this.answered[w]!;
      const accuracy = n > 0 ? (own[w]! + this.meanAccuracy / 2) / 1.5 : this.meanAccuracy;
      const believed = Math.min(1 - MARGIN, Math.max(MARGIN, accuracy));
      const weight = n > 0 ? 1.5 * n : 1;
      const diagonal = believed * weight;
      const off = ((1 - believed) * weight) / others;
      for (let id = this.workerCellStart[w]!; id < this.workerCellStart[w + 1]!; id++) {
        const row = this.cellRow[id]!;
        const counted = this.count[id]! + this.earlierCount[id]!;
        const prior = this.cellTrue[id] === this.cellAnswer[id] ? diagonal : off;
        this.logCell[id] = Math.log((counted + prior) / (this.rowCount[row]! + this.earlierRow[row]! + weight));
      }
      this.logRest[w] = Math.log(off / weight);
    }
    // The published order: the mean that a round's priors use is that of the round before.
    if (known > 0) this.meanAccuracy = sum / known;
  }

  consensus(): ClassConsensus {
    const labels = new Int32Array(this.objects).fill(-1);
    const confidences = new Float64Array(this.objects);
    for (let object = 0; object < this.objects; object++) {
      if (this.answerStart[object] === this.answerStart[object + 1]) continue;
      let best = 0;
      for (let i = this.candidateStart[object]!; i < this.candidateStart[object + 1]!; i++) {
        if (this.posterior[i]! > best + TIE) {
          best = this.posterior[i]!;
          labels[object] = this.candidate[i]!;
        }
      }
      confidences[object] = best;
    }
    return { labels, confidences };
  }

  counts(): ConfusionCounts {
    return { start: this.workerCellStart, trueClass: this.cellTrue, answer: this.cellAnswer, count: this.count };
  }

  accuracies(): Float64Array {
    return this.right.map((right, w) =>
      this.answered[w] ? (right + this.earlierRight[w]!) / this.answered[w]! : INITIAL_ACCURACY,
    );
  }

  /** All classes while they are few, else those somebody chose, in rising order. */
  private candidates(): [Int32Array, Int32Array] {
    const start = new Int32Array(this.objects + 1);
    const all: number[] = [];
    for (let object = 0; object < this.objects; object++) {
      const chosen = this.label.subarray(this.answerStart[object], this.answerStart[object + 1]);
      if (chosen.length > 0) {
        if (this.classes <= FEW_CLASSES) for (let k = 0; k < this.classes; k++) all.push(k);
        else for (const k of [...new Set(chosen)].sort((a, b) => a - b)) all.push(k);
      }
      start[object + 1] = all.length;
    }
    return [start, Int32Array.from(all)];
  }

  /** Gives every (worker, true class, answer) that occurs a number, and every (worker, true class) a row. */
  private numberCells() {
    const start = new Int32Array(this.workers + 1);
    const rowStart = new Int32Array(this.workers + 1);
    const trueClass: number[] = [];
    const answer: number[] = [];
    const row: number[] = [];
    let rows = 0;
    const objectOf = new Int32Array(this.worker.length);
    for (let object = 0; object < this.objects; object++)
      objectOf.fill(object, this.answerStart[object], this.answerStart[object + 1]);
    const byWorker = stableSort(Int32Array.from(this.worker.keys()), this.worker, this.workers);
    let at = 0;
    for (let w = 0; w < this.workers; w++) {
      const cells = new Map<number, number>();
      const rowsOf = new Map<number, number>();
      for (; at < byWorker.length && this.worker[byWorker[at]!] === w; at++) {
        const a = byWorker[at]!;
        const object = objectOf[a]!;
        const first = this.candidateStart[object]!;
        for (let slot = 0; slot < this.candidateStart[object + 1]! - first; slot++) {
          const k = this.candidate[first + slot]!;
          const key = k * this.classes + this.label[a]!;
          let id = cells.get(key);
          if (id === undefined) {
            id = trueClass.length;
            cells.set(key, id);
            trueClass.push(k);
            answer.push(this.label[a]!);
            let r = rowsOf.get(k);
            if (r === undefined) {
              r = rows++;
              rowsOf.set(k, r);
            }
            row.push(r);
          }
          this.cell[this.cellStart[a]! + slot] = id;
        }
      }
      start[w + 1] = trueClass.length;
      rowStart[w + 1] = rows;
    }
    return { start, rowStart, trueClass, answer, row };
  }

  /** Adds what earlier batches counted. Cells no answer of this batch touches matter through their row and the worker's accuracy only. */
  private remember(earlier: ConfusionCounts): void {
    for (let w = 0; w < this.workers; w++) {
      const cells = new Map<number, number>();
      const rows = new Map<number, number>();
      for (let id = this.workerCellStart[w]!; id < this.workerCellStart[w + 1]!; id++) {
        cells.set(this.cellTrue[id]! * this.classes + this.cellAnswer[id]!, id);
        rows.set(this.cellTrue[id]!, this.cellRow[id]!);
      }
      for (let i = earlier.start[w]!; i < earlier.start[w + 1]!; i++) {
        const k = earlier.trueClass[i]!;
        const count = earlier.count[i]!;
        this.answered[w]! += count;
        if (k === earlier.answer[i]) this.earlierRight[w]! += count;
        const row = rows.get(k);
        if (row !== undefined) this.earlierRow[row]! += count;
        const id = cells.get(k * this.classes + earlier.answer[i]!);
        if (id !== undefined) this.earlierCount[id]! += count;
      }
    }
  }
}
