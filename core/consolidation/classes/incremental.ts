/**
 * Dawid-Skene that takes one answer at a time: an answer changes its object's posterior and the counts of the workers who answered that object, and
 * nothing else is looked at again but one other object, in turn, so that what was decided while little was known about the workers is put right.
 *
 * R. M. Neal, G. E. Hinton, "A View of the EM Algorithm that Justifies Incremental, Sparse, and Other Variants", in M. I. Jordan (ed.), Learning in
 * Graphical Models, 1998. The model is that of `dawidSkene`; `settle` runs it on all answers so far, after which the order in which they came has
 * left no trace.
 */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from './class-answers';
import { type ConfusionPriors, STEADY_PRIORS } from './confusion-priors';
import { dawidSkene, INITIAL_ACCURACY, MARGIN, TIE } from './dawid-skene';
import { FEW_CLASSES } from './worker-layout';

export interface IncrementalOptions {
  /** What earlier batches taught about the workers, same numbers as here. */
  earlier?: ConfusionCounts;
  priors?: ConfusionPriors;
}

interface AnsweredObject {
  worker: number[];
  label: number[];
  /** Candidate classes, rising, and their posteriors. */
  candidate: number[];
  posterior: number[];
  /** Posterior that it is of a class that is no candidate. */
  rest: number;
}

interface WorkerState {
  /** Expected counts by true class and answer, and by true class: of this batch, and of earlier ones. */
  cell: Tally;
  row: Tally;
  earlierCell: Tally;
  earlierRow: Tally;
  /** Answers and expected right ones, earlier batches included. */
  answers: number;
  right: number;
}

export class IncrementalConsensus {
  private readonly objects: (AnsweredObject | undefined)[] = [];
  private readonly workers: (WorkerState | undefined)[] = [];
  private readonly priors: ConfusionPriors;
  private readonly earlier: ConfusionCounts | undefined;
  /** Objects in the order of their first answer; the next to be looked at again is `inTurn[turn]`. */
  private readonly inTurn: number[] = [];
  private turn = 0;
  /** Expected number of objects by class; of those that are of no candidate class. */
  private classCount: Float64Array;
  private rest = 0;
  /** Answers by label, and in all. */
  private readonly labelCount: Float64Array;
  private answers = 0;
  /** Sum of the accuracies of the workers who have answers, and their number. */
  private accuracySum = 0;
  private known = 0;

  constructor(
    private readonly classes: number,
    { earlier, priors = STEADY_PRIORS }: IncrementalOptions = {},
  ) {
    if (!Number.isInteger(classes) || classes < 1)
      throw new RangeError(`classes must be a whole number above 0, not ${classes}`);
    this.earlier = earlier;
    this.priors = priors;
    this.classCount = new Float64Array(classes);
    this.labelCount = new Float64Array(classes);
  }

  /**
   * One more answer, at a cost of the object's answers × its candidate classes. The same answer by the same worker twice counts once.
   * Objects and workers are numbered from 0 and need not be announced. @throws RangeError when a number cannot be one.
   */
  add(object: number, worker: number, label: number): void {
    for (const [name, value, end] of [
      ['object', object, Number.POSITIVE_INFINITY],
      ['worker', worker, Number.POSITIVE_INFINITY],
      ['label', label, this.classes],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value >= end)
        throw new RangeError(`${name} ${value} is not a whole number from 0 to ${end - 1}`);
    }
    const state = this.objects[object] ?? this.newObject(object);
    if (state.worker.some((w, i) => w === worker && state.label[i] === label)) return;
    if (!this.workers[worker]) this.newWorker(worker);
    this.contribute(state, -1);
    state.worker.push(worker);
    state.label.push(label);
    if (!state.candidate.includes(label)) {
      const at = state.candidate.findIndex((k) => k > label);
      state.candidate.splice(at < 0 ? state.candidate.length : at, 0, label);
      state.posterior.splice(at < 0 ? state.posterior.length : at, 0, 0);
    }
    this.labelCount[label]!++;
    this.answers++;
    this.expect(state);
    this.contribute(state, 1);
    this.lookAgain(object);
  }

  /** The likeliest class of an object, ties to the lowest, and its probability; undefined where nobody answered. */
  labelOf(object: number): { label: number; confidence: number } | undefined {
    const state = this.objects[object];
    if (!state) return undefined;
    let best = 0;
    for (let i = 1; i < state.candidate.length; i++) if (state.posterior[i]! > state.posterior[best]! + TIE) best = i;
    return { label: state.candidate[best]!, confidence: state.posterior[best]! };
  }

  consensus(): ClassConsensus {
    const labels = new Int32Array(this.objects.length).fill(-1);
    const confidences = new Float64Array(this.objects.length);
    for (const object of this.inTurn) {
      const { label, confidence } = this.labelOf(object)!;
      labels[object] = label;
      confidences[object] = confidence;
    }
    return { labels, confidences };
  }

  /** Expected share of right answers per worker, earlier batches included; the initial accuracy where nothing is known. */
  accuracies(): Float64Array {
    return Float64Array.from({ length: this.workers.length }, (_, w) => {
      const worker = this.workers[w];
      return worker && worker.answers > 0 ? worker.right / worker.answers : INITIAL_ACCURACY;
    });
  }

  /** Expected counts of this batch alone: what `learntOf` takes. */
  counts(): ConfusionCounts {
    const start = new Int32Array(this.workers.length + 1);
    const cells: [key: number, count: number][] = [];
    for (let w = 0; w < this.workers.length; w++) {
      for (const entry of this.workers[w]?.cell.entries() ?? []) cells.push(entry);
      start[w + 1] = cells.length;
    }
    return {
      start,
      trueClass: Int32Array.from(cells, ([key]) => Math.floor(key / this.classes)),
      answer: Int32Array.from(cells, ([key]) => key % this.classes),
      count: Float64Array.from(cells, ([, count]) => count),
    };
  }

  /** Forgets how it came here: full rounds over all answers, from the start, as `dawidSkene` does them for a batch. */
  settle(rounds?: number): void {
    const batch = this.allAnswers();
    const { workers, posteriors } = dawidSkene(batch, { earlier: this.earlier, priors: this.priors, epochs: rounds });
    this.classCount.fill(0);
    this.rest = 0;
    this.accuracySum = 0;
    this.known = 0;
    for (let w = 0; w < this.workers.length; w++) {
      if (!this.workers[w]) continue;
      const worker = this.newWorker(w);
      for (let i = workers.start[w]!; i < workers.start[w + 1]!; i++) {
        const [k, l, count] = [workers.trueClass[i]!, workers.answer[i]!, workers.count[i]!];
        worker.cell.add(k * this.classes + l, count);
        worker.row.add(k, count);
        this.changeAccuracy(worker, 0, k === l ? count : 0);
      }
    }
    for (const w of batch.worker) this.changeAccuracy(this.workers[w]!, 1, 0);
    for (const object of this.inTurn) {
      const state = this.objects[object]!;
      state.rest = 1;
      for (let i = 0; i < state.candidate.length; i++) {
        state.posterior[i] = posteriors.probability[posteriors.start[object]! + i]!;
        state.rest -= state.posterior[i]!;
        this.classCount[state.candidate[i]!]! += state.posterior[i]!;
      }
      state.rest = state.candidate.length < this.classes ? Math.max(0, state.rest) : 0;
      this.rest += state.rest;
    }
  }

  private allAnswers(): ClassAnswers {
    const object = new Int32Array(this.answers);
    const worker = new Int32Array(this.answers);
    const label = new Int32Array(this.answers);
    let at = 0;
    for (const o of this.inTurn) {
      const state = this.objects[o]!;
      for (let i = 0; i < state.worker.length; i++, at++) {
        object[at] = o;
        worker[at] = state.worker[i]!;
        label[at] = state.label[i]!;
      }
    }
    return { objects: this.objects.length, workers: this.workers.length, classes: this.classes, object, worker, label };
  }

  /** The next object in turn gets the posterior that what is known by now gives it. */
  private lookAgain(after: number): void {
    const object = this.inTurn[this.turn]!;
    this.turn = (this.turn + 1) % this.inTurn.length;
    if (object === after) return;
    const state = this.objects[object]!;
    this.contribute(state, -1);
    this.expect(state);
    this.contribute(state, 1);
  }

  /** Adds (sign 1) or takes away (-1) what the object adds to the expected counts. */
  private contribute(state: AnsweredObject, sign: 1 | -1): void {
    for (let i = 0; i < state.candidate.length; i++) {
      const k = state.candidate[i]!;
      const expected = sign * state.posterior[i]!;
      if (expected === 0) continue;
      this.classCount[k]! += expected;
      for (let a = 0; a < state.worker.length; a++) {
        const worker = this.workers[state.worker[a]!]!;
        worker.cell.add(k * this.classes + state.label[a]!, expected);
        worker.row.add(k, expected);
        if (state.label[a] === k) this.changeAccuracy(worker, 0, expected);
      }
    }
    for (const w of state.worker) this.changeAccuracy(this.workers[w]!, sign, 0);
    this.rest += sign * state.rest;
  }

  /**
   * E-step for one object, with the parameters that the counts of all other objects give now: its own would bear out what was thought of it before, which
   * with many classes and few answers keeps an early mistake alive.
   */
  private expect(state: AnsweredObject): void {
    const { candidate, posterior } = state;
    let others = 1;
    let restScore = 0;
    for (let i = 0; i < candidate.length; i++) {
      const share = this.share(candidate[i]!);
      others -= share;
      posterior[i] = Math.log(share);
    }
    // One worker more, of initial accuracy: the first few say nothing about all.
    const mean = (this.accuracySum + INITIAL_ACCURACY) / (this.known + 1);
    for (let a = 0; a < state.worker.length; a++) {
      const worker = this.workers[state.worker[a]!]!;
      const l = state.label[a]!;
      const accuracy =
        worker.answers > 0 ? this.priors.accuracy(worker.right / worker.answers, mean, worker.answers) : mean;
      const believed = Math.min(1 - MARGIN, Math.max(MARGIN, accuracy));
      const weight = worker.answers > 0 ? this.priors.weight(worker.answers) : 1;
      const wrongPrior = ((1 - believed) * weight) / Math.max(1, this.classes - 1);
      for (let i = 0; i < candidate.length; i++) {
        const k = candidate[i]!;
        const key = k * this.classes + l;
        const counted = worker.cell.get(key) + worker.earlierCell.get(key) + (k === l ? believed * weight : wrongPrior);
        // Sums that went up and down again may end a little below 0.
        posterior[i]! += Math.log(
          Math.max(counted, wrongPrior) / (Math.max(0, worker.row.get(k)) + worker.earlierRow.get(k) + weight),
        );
      }
      restScore += Math.log(wrongPrior / weight);
    }
    const partial = candidate.length < this.classes && others > 0;
    const score = partial ? restScore + Math.log(others) : Number.NEGATIVE_INFINITY;
    let top = score;
    for (const x of posterior) if (x > top) top = x;
    state.rest = Math.exp(score - top);
    let total = state.rest;
    for (let i = 0; i < posterior.length; i++) {
      posterior[i] = Math.exp(posterior[i]! - top);
      total += posterior[i]!;
    }
    for (let i = 0; i < posterior.length; i++) posterior[i]! /= total;
    state.rest /= total;
  }

  /** As in the batch, but with one object more for each class: the shares of the first few objects say nothing. */
  private share(k: number): number {
    const objects = this.inTurn.length;
    const estimated = (Math.max(0, this.classCount[k]!) + this.rest / this.classes + 1) / (objects + this.classes);
    const voted = (this.labelCount[k]! + 1) / (this.answers + this.classes);
    const weight = this.priors.shareWeight(this.answers / objects);
    return Math.max((estimated + weight * voted) / (1 + weight), Number.MIN_VALUE);
  }

  private changeAccuracy(worker: WorkerState, answers: number, right: number): void {
    if (worker.answers > 0) {
      this.accuracySum -= worker.right / worker.answers;
      this.known--;
    }
    worker.answers += answers;
    worker.right += right;
    if (worker.answers > 0) {
      this.accuracySum += worker.right / worker.answers;
      this.known++;
    }
  }

  private newObject(object: number): AnsweredObject {
    const all = this.classes <= FEW_CLASSES;
    const candidate = all ? Array.from({ length: this.classes }, (_, k) => k) : [];
    const state = { worker: [], label: [], candidate, posterior: candidate.map(() => 0), rest: 0 };
    while (this.objects.length <= object) this.objects.push(undefined);
    this.objects[object] = state;
    this.inTurn.push(object);
    return state;
  }

  private newWorker(w: number): WorkerState {
    const worker: WorkerState = {
      cell: new Tally(this.classes ** 2),
      row: new Tally(this.classes),
      earlierCell: new Tally(this.classes ** 2),
      earlierRow: new Tally(this.classes),
      answers: 0,
      right: 0,
    };
    while (this.workers.length <= w) this.workers.push(undefined);
    this.workers[w] = worker;
    const { start, trueClass, answer, count } = this.earlier ?? NOTHING;
    for (let i = start[w] ?? 0; i < (start[w + 1] ?? 0); i++) {
      worker.earlierCell.add(trueClass[i]! * this.classes + answer[i]!, count[i]!);
      worker.earlierRow.add(trueClass[i]!, count[i]!);
      this.changeAccuracy(worker, count[i]!, trueClass[i] === answer[i] ? count[i]! : 0);
    }
    return worker;
  }
}

const NOTHING: ConfusionCounts = {
  start: new Int32Array(1),
  trueClass: new Int32Array(0),
  answer: new Int32Array(0),
  count: new Float64Array(0),
};

/** Ranges up to this are held as a table. */
const TABLE = FEW_CLASSES ** 2;

/** Numbers by key, 0 where none was added. */
class Tally {
  private readonly table: Float64Array | undefined;
  private readonly map: Map<number, number> | undefined;

  constructor(range: number) {
    if (range <= TABLE) this.table = new Float64Array(range);
    else this.map = new Map();
  }

  get(key: number): number {
    return this.table ? this.table[key]! : (this.map!.get(key) ?? 0);
  }

  add(key: number, amount: number): void {
    if (this.table) this.table[key]! += amount;
    else this.map!.set(key, (this.map!.get(key) ?? 0) + amount);
  }

  /** By rising key, those above 0. */
  entries(): [key: number, value: number][] {
    const all = this.table ? [...this.table.entries()] : [...this.map!].sort((a, b) => a[0] - b[0]);
    return all.filter(([, value]) => value > 0);
  }
}
