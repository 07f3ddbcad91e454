/**
 * Dawid-Skene with what little is known put to use: every row of a worker's confusion matrix is drawn towards the worker's accuracy, that towards
 * the crowd's, and the wrong classes in it towards the confusions the whole crowd shares.
 *
 * The hierarchy is that of H.-C. Kim, Z. Ghahramani, "Bayesian Classifier Combination", AISTATS 2012 (rows are Dirichlet) and of
 * M. Venanzi, J. Guiver, G. Kazai, P. Kohli, M. Shokouhi, "Community-Based Bayesian Aggregation Models for Crowdsourcing", WWW 2014 (workers resemble
 * one another). Subtypes are those of Y. Li, B. I. P. Rubinstein, T. Cohn, "Exploiting Worker Correlation for Label Aggregation in Crowdsourcing",
 * ICML 2019: a class may be a mixture of kinds, each with confusion matrices of its own, which is how answers to one object depend on one another.
 */

import { logGamma } from '../../../ml/log-gamma';
import type { RecalledCounts } from '../recalled-counts';
import type { WorkerLayout } from '../worker-layout';
import { heldShare } from './class-shares';
import { ACCURACY_BELIEF, believed, type Crowd, crowdOf } from './crowd';
import { likeliestAccuracyBelief, likeliestWeight } from './row-weight';
import type { Votes } from './votes';

export interface ShrunkOptions {
  /** Answers' worth of belief in each row; `estimated` takes what makes the counts likeliest. */
  weight: number | 'estimated';
  /** Kinds of objects within each class. */
  kinds?: 1 | 2;
  earlier?: RecalledCounts;
}

/** A model that has learnt on a part of the objects, and where its cells lie in the whole. */
export interface LearntOnPart {
  part: ShrunkDawidSkene;
  place: Int32Array;
}

/** Where the estimated weights start. */
const FIRST_WEIGHT = 6;
const FIRST_ACCURACY_BELIEF = 12;
/** Objects' worth of belief that the kinds of a class are equally frequent: little, so that a kind that is not needed dies out. */
const KIND_BELIEF = 0.1;

export class ShrunkDawidSkene {
  /** Probability of each kind of each candidate of each object, and that the object is of a class that is no candidate. */
  private readonly responsibility: Float64Array;
  private readonly rest: Float64Array;
  private readonly score: Float64Array;
  private readonly restScore: Float64Array;
  /** Expected counts by kind and cell, by kind and row, and of right answers by worker. */
  private readonly count: Float64Array;
  private readonly rowCount: Float64Array;
  private readonly right: Float64Array;
  private readonly kinds: number;
  private readonly logCell: Float64Array;
  private weight: number;
  private accuracyBelief: number;
  /** Whether the weight was estimated before. */
  private settled = false;
  private crowd: Crowd | undefined;

  /** Starts from the votes, or from what a part of the objects taught. */
  constructor(
    private readonly layout: WorkerLayout,
    private readonly votes: Votes,
    private readonly options: ShrunkOptions,
    learnt?: LearntOnPart,
  ) {
    const kinds = options.kinds ?? 1;
    const { candidate, objects, workers, trueClass, rowStart, workerStart } = layout;
    this.kinds = kinds;
    this.responsibility = new Float64Array(candidate.length * kinds);
    // Kinds begin as "clear" and "taken for another class": shares of the votes that agree and disagree.
    votes.share.forEach((share, i) => {
      if (kinds === 1) this.responsibility[i] = share;
      else {
        this.responsibility[2 * i] = share * share;
        this.responsibility[2 * i + 1] = share * (1 - share);
      }
    });
    this.rest = new Float64Array(objects);
    this.score = new Float64Array(this.responsibility.length);
    this.restScore = new Float64Array(layout.partial ? objects : 0);
    this.count = new Float64Array(trueClass.length * kinds);
    this.rowCount = new Float64Array(rowStart[workers]! * kinds);
    this.right = new Float64Array(workers);
    this.logCell = new Float64Array(longest(workerStart) * kinds);
    this.weight = options.weight === 'estimated' ? FIRST_WEIGHT : options.weight;
    this.accuracyBelief = options.weight === 'estimated' ? FIRST_ACCURACY_BELIEF : ACCURACY_BELIEF;
    if (learnt) this.goOnFrom(learnt);
  }

  private goOnFrom({ part, place }: LearntOnPart): void {
    const { kinds, count, rowCount, right } = this;
    const { row } = this.layout;
    this.weight = part.weight;
    this.accuracyBelief = part.accuracyBelief;
    this.settled = true;
    for (let from = 0; from < place.length; from++) {
      for (let m = 0; m < kinds; m++) {
        const counted = part.count[from * kinds + m]!;
        count[place[from]! * kinds + m] = counted;
        rowCount[row[place[from]!]! * kinds + m]! += counted;
      }
    }
    right.set(part.right);
    const scale = this.votes.objects / Math.max(1, part.votes.objects);
    this.scoreAnswers(part.crowd!);
    this.expectation(part.found().map((sum) => sum * scale));
  }

  /** One M-step and one E-step. */
  round(): void {
    this.countAnswers();
    const first = this.crowd === undefined;
    this.crowd = this.believe();
    if (this.options.weight === 'estimated' && !this.settled) {
      const { answers } = this.votes;
      this.accuracyBelief = likeliestAccuracyBelief(this.right, answers, this.crowd.meanAccuracy, this.accuracyBelief);
      this.crowd = this.believe();
      // Right after the votes were counted, rows are as alike as the votes made them.
      if (!first) this.weight = likeliestWeight(this.layout, this.count, this.rowCount, this.crowd, this.weight);
    }
    this.scoreAnswers(this.crowd);
    this.expectation(this.found());
  }

  /** Probability of each candidate of each object. */
  posterior(): Float64Array {
    if (this.kinds === 1) return this.responsibility.slice();
    return Float64Array.from(
      { length: this.layout.candidate.length },
      (_, i) => this.responsibility[2 * i]! + this.responsibility[2 * i + 1]!,
    );
  }

  /** Expected counts (of all kinds of a class together in its cell). */
  private countAnswers(): void {
    const { workers, classes, partial, answerStart, first, cellStart, cell, workerStart, trueClass, answer, row } =
      this.layout;
    const { responsibility, count, rowCount, right, kinds } = this;
    count.fill(0);
    rowCount.fill(0);
    for (let w = 0; w < workers; w++) {
      const lastAnswer = answerStart[w + 1]!;
      for (let a = answerStart[w]!; a < lastAnswer; a++) {
        // Objects are met in no order: nothing of them is read here but what is added up.
        if (partial) {
          let i = first[a]!;
          for (let at = cellStart[a]!; at < cellStart[a + 1]!; at++) count[cell[at]!]! += responsibility[i++]!;
        } else {
          const from = first[a]! * kinds;
          const at = cellStart[a]! * kinds;
          for (let slot = 0; slot < classes * kinds; slot++) count[at + slot]! += responsibility[from + slot]!;
        }
      }
      let correct = 0;
      for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
        for (let m = 0; m < kinds; m++) {
          const counted = count[id * kinds + m]!;
          rowCount[row[id]! * kinds + m]! += counted;
          if (trueClass[id] === answer[id]) correct += counted;
        }
      }
      right[w] = correct;
    }
  }

  private believe(): Crowd {
    const { count, kinds, right } = this;
    return crowdOf(
      this.layout,
      { count, kinds, right, answers: this.votes.answers },
      this.options.earlier,
      this.accuracyBelief,
    );
  }

  /** Confusion matrices out of counts and beliefs; every answer adds its log probabilities to the scores of its object. */
  private scoreAnswers(crowd: Crowd): void {
    const { workers, classes, partial, answerStart, object, first, cellStart, cell } = this.layout;
    const { workerStart, trueClass, answer, row } = this.layout;
    const { score, restScore, count, rowCount, kinds, logCell, weight } = this;
    const { earlier } = this.options;
    score.fill(0);
    restScore.fill(0);
    for (let w = 0; w < workers; w++) {
      const firstCell = workerStart[w]!;
      for (let id = firstCell; id < workerStart[w + 1]!; id++) {
        const prior =
          weight * believed(crowd, w, trueClass[id]!, answer[id]!) + (earlier ? earlier.cell[id]! / kinds : 0);
        const rowPrior = weight + (earlier ? earlier.row[row[id]!]! / kinds : 0);
        for (let m = 0; m < kinds; m++) {
          logCell[(id - firstCell) * kinds + m] = Math.log(
            (count[id * kinds + m]! + prior) / (rowCount[row[id]! * kinds + m]! + rowPrior),
          );
        }
      }
      const logRest = Math.log((1 - crowd.accuracy[w]!) / Math.max(1, classes - 1));
      const lastAnswer = answerStart[w + 1]!;
      for (let a = answerStart[w]!; a < lastAnswer; a++) {
        if (partial) {
          let i = first[a]!;
          for (let at = cellStart[a]!; at < cellStart[a + 1]!; at++) score[i++]! += logCell[cell[at]! - firstCell]!;
          restScore[object[a]!]! += logRest;
        } else {
          const from = first[a]! * kinds;
          const at = (cellStart[a]! - firstCell) * kinds;
          for (let slot = 0; slot < classes * kinds; slot++) score[from + slot]! += logCell[at + slot]!;
        }
      }
    }
  }

  private expectation(found: Float64Array): void {
    const { objects, partial, candidateStart, candidate } = this.layout;
    const { responsibility, rest, score, restScore, kinds } = this;
    const { share, logShare } = this.shares(found);
    for (let o = 0; o < objects; o++) {
      const first = candidateStart[o]! * kinds;
      const end = candidateStart[o + 1]! * kinds;
      if (first === end) continue;
      let top = Number.NEGATIVE_INFINITY;
      let others = 1;
      if (kinds === 1) {
        for (let i = first; i < end; i++) {
          const sum = score[i]! + logShare[candidate[i]!]!;
          score[i] = sum;
          if (sum > top) top = sum;
        }
      } else {
        for (let i = first; i < end; i++) {
          const sum = score[i]! + logShare[candidate[i >> 1]! * 2 + (i & 1)]!;
          score[i] = sum;
          if (sum > top) top = sum;
        }
      }
      // Shifted by the largest, so that the exponentials of long sums stay in range.
      let total = 0;
      if (partial) {
        for (let i = first; i < end; i++) others -= share[candidate[i]!]!;
        if (others > 0) {
          const scoreOfRest = restScore[o]! + Math.log(others);
          if (scoreOfRest > top) top = scoreOfRest;
          total = Math.exp(scoreOfRest - top);
        }
      }
      const left = total;
      for (let i = first; i < end; i++) {
        const likelihood = Math.exp(score[i]! - top);
        responsibility[i] = likelihood;
        total += likelihood;
      }
      for (let i = first; i < end; i++) responsibility[i]! /= total;
      rest[o] = left / total;
    }
  }

  /** Shares of the classes, and logarithms of the shares of their kinds, out of the expected objects of each. */
  private shares(found: Float64Array) {
    const { kinds } = this;
    const { classes } = this.layout;
    const sums = new Float64Array(classes);
    for (let i = 0; i < found.length; i++) sums[Math.floor(i / kinds)]! += found[i]!;
    const { objects, classShare } = this.votes;
    const share = sums.map((sum, k) => heldShare(sum, objects, classes, classShare[k]!, this.layout.label.length));
    const logShare = found.map((sum, i) => {
      const k = Math.floor(i / kinds);
      return Math.log((share[k]! * (sum + KIND_BELIEF / kinds)) / (sums[k]! + KIND_BELIEF));
    });
    return { share, logShare };
  }

  /** Expected objects by class and kind. */
  private found(): Float64Array {
    const { candidate, classes, objects, partial } = this.layout;
    const { kinds, responsibility } = this;
    const found = new Float64Array(classes * kinds);
    for (let i = 0; i < responsibility.length; i++)
      found[candidate[kinds === 1 ? i : i >> 1]! * kinds + (kinds === 1 ? 0 : i & 1)]! += responsibility[i]!;
    if (partial) {
      let rest = 0;
      for (let o = 0; o < objects; o++) rest += this.rest[o]!;
      for (let k = 0; k < classes; k++) found[k]! += rest / classes;
    }
    return found;
  }

  /**
   * Lower bound of the log probability of all answers under the model, its parameters integrated out, up to what does not depend on the number of kinds
   * (variational Bayes with the responsibilities at hand; Beal, "Variational Algorithms for Approximate Bayesian Inference", 2003).
   */
  evidence(): number {
    this.countAnswers();
    const { workers, workerStart, trueClass, answer, rowStart, classes } = this.layout;
    const { count, rowCount, kinds, weight, responsibility } = this;
    const { earlier } = this.options;
    const crowd = this.believe();
    let bound = 0;
    for (const r of responsibility) if (r > 0) bound -= r * Math.log(r);
    for (let w = 0; w < workers; w++) {
      for (let r = rowStart[w]! * kinds; r < rowStart[w + 1]! * kinds; r++) {
        const prior = weight + (earlier ? earlier.row[Math.floor(r / kinds)]! / kinds : 0);
        bound += logGamma(prior) - logGamma(prior + rowCount[r]!);
      }
      for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
        const prior =
          weight * believed(crowd, w, trueClass[id]!, answer[id]!) + (earlier ? earlier.cell[id]! / kinds : 0);
        for (let m = 0; m < kinds; m++) {
          if (count[id * kinds + m]! > 0) bound += logGamma(prior + count[id * kinds + m]!) - logGamma(prior);
        }
      }
    }
    const found = this.found();
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let m = 0; m < kinds; m++) {
        const ofKind = found[k * kinds + m]!;
        sum += ofKind;
        bound += logGamma(KIND_BELIEF / kinds + ofKind) - logGamma(KIND_BELIEF / kinds);
      }
      bound += logGamma(1 + sum) + logGamma(KIND_BELIEF) - logGamma(KIND_BELIEF + sum);
    }
    return bound;
  }
}

function longest(start: Int32Array): number {
  let most = 0;
  for (let i = 1; i < start.length; i++) most = Math.max(most, start[i]! - start[i - 1]!);
  return most;
}
