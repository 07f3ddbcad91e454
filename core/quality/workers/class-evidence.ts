/**
 * What the others' answers say about the class of an object, for each of its answers: the belief a worker's answer is judged by must not hold
 * that answer itself. Each worker is modelled by a recall per class (A. P. Dawid, A. M. Skene, 1979, but wrong answers are spread as those of the whole
 * crowd, so that few answers suffice), taken from the consolidated labels; the belief without one answer is the belief with all less its log-likelihood,
 * the cavity of message passing (Q. Liu, J. Peng, A. Ihler, "Variational Inference for Crowdsourcing", NIPS 2012).
 */
import { type WrongAnswers, wrongAnswers } from './wrong-answers';

export interface ClassSituation {
  /** Answers of object `o` are `start[o] … start[o + 1]`. */
  start: Int32Array;
  worker: Int32Array;
  /** Class answered, from 0. */
  value: Int32Array;
  workers: number;
  classes: number;
  /** Class of the consolidated label and its confidence, the right class; -1 where there is none. */
  label: Int32Array;
  confidence: Float64Array;
  gold: Int32Array;
}

/** What is believed of an object's class without the answer looked at. */
export interface Belief {
  /** Classes somebody chose for the object, and the right one where known; the belief in each. */
  candidates: number;
  candidate: Int32Array;
  belief: Float64Array;
  /** Belief in all classes nobody chose, together. */
  rest: number;
}

export interface Evidence {
  /** Calls for every answer that others or gold vouch for; the belief is the visitor's to change, and overwritten by the next call. */
  each(visit: (answer: number, object: number, belief: Belief) => void): void;
  /** Share of each class. */
  share: Float64Array;
  /** How wrong answers fall. */
  wrong: WrongAnswers;
}

/** Answers' worth of belief in a worker's accuracy, within each class, and in the mean of all workers, within a worker's accuracy. */
const WITHIN_CLASS = 4;
const WITHIN_WORKER = 4;
/** A recall is no nearer to 0 or 1 than this: nobody is believed without limit. */
const MARGIN = 0.01;
/** Cells (worker, class) beyond which a worker has one recall for all classes. */
const CELLS = 1 << 23;

export function classEvidence(situation: ClassSituation): Evidence {
  const { start, worker, value, workers, classes, label, confidence, gold } = situation;
  const objects = start.length - 1;
  const byClass = workers * classes <= CELLS;
  const right = new Float64Array(byClass ? workers * classes : 0);
  const asked = new Float64Array(byClass ? workers * classes : 0);
  const rightOf = new Float64Array(workers);
  const askedOf = new Float64Array(workers);
  const share = new Float64Array(classes).fill(1);

  const believe = (o: number, k: number, weight: number) => {
    share[k]! += weight;
    for (let i = start[o]!; i < start[o + 1]!; i++) {
      const w = worker[i]!;
      askedOf[w]! += weight;
      if (byClass) asked[w * classes + k]! += weight;
      if (value[i] !== k) continue;
      rightOf[w]! += weight;
      if (byClass) right[w * classes + k]! += weight;
    }
  };
  for (let o = 0; o < objects; o++) {
    const from = start[o]!;
    const to = start[o + 1]!;
    if (from === to) continue;
    const known = gold[o]!;
    const chosen = known >= 0 ? known : label[o]!;
    if (chosen >= 0) {
      const sure = known >= 0 || Number.isNaN(confidence[o]!) ? 1 : confidence[o]!;
      if (sure > 0) believe(o, chosen, sure);
    } else {
      const votes = new Map<number, number>();
      for (let i = from; i < to; i++) votes.set(value[i]!, (votes.get(value[i]!) ?? 0) + 1);
      for (const [k, count] of votes) believe(o, k, count / (to - from));
    }
  }
  const shares = share.reduce((sum, part) => sum + part, 0);
  for (let k = 0; k < classes; k++) share[k]! /= shares;

  let rightOfAll = 0;
  let askedOfAll = 0;
  for (let w = 0; w < workers; w++) {
    rightOfAll += rightOf[w]!;
    askedOfAll += askedOf[w]!;
  }
  const mean = (rightOfAll + 1) / (askedOfAll + 2);
  const hit = new Float64Array(byClass ? workers * classes : workers);
  const miss = new Float64Array(hit.length);
  const elsewhere = new Float64Array(workers);
  const wrong = wrongAnswers(situation);
  const held = (recall: number) => Math.min(1 - MARGIN, Math.max(MARGIN, recall));
  for (let w = 0; w < workers; w++) {
    const own = held((rightOf[w]! + WITHIN_WORKER * mean) / (askedOf[w]! + WITHIN_WORKER));
    elsewhere[w] = Math.log(1 - own);
    for (let k = 0; k < (byClass ? classes : 1); k++) {
      const at = byClass ? w * classes + k : w;
      const recall = byClass ? held((right[at]! + WITHIN_CLASS * own) / (asked[at]! + WITHIN_CLASS)) : own;
      hit[at] = Math.log(recall);
      miss[at] = Math.log(1 - recall);
    }
  }
  const logShare = share.map(Math.log);

  return {
    share,
    wrong,
    each(visit) {
      const slotOf = new Int32Array(classes).fill(-1);
      const candidate = new Int32Array(classes);
      let sum = new Float64Array(16);
      const found: Belief = { candidates: 0, candidate, belief: new Float64Array(16), rest: 0 };
      for (let o = 0; o < objects; o++) {
        const from = start[o]!;
        const to = start[o + 1]!;
        const known = gold[o]!;
        if (from === to || (known < 0 && to - from < 2)) continue;
        let slots = 0;
        if (known >= 0) {
          slotOf[known] = slots;
          candidate[slots++] = known;
        }
        for (let i = from; i < to; i++)
          if (slotOf[value[i]!]! < 0) {
            slotOf[value[i]!] = slots;
            candidate[slots++] = value[i]!;
          }
        if (slots > sum.length) {
          sum = new Float64Array(2 * slots);
          found.belief = new Float64Array(2 * slots);
        }
        found.candidates = slots;
        const { belief } = found;
        if (known >= 0) {
          for (let i = from; i < to; i++) {
            belief.fill(0, 0, slots);
            belief[0] = 1;
            found.rest = 0;
            visit(i, o, found);
          }
        } else {
          let restShare = 1;
          let restSum = 0;
          for (let slot = 0; slot < slots; slot++) {
            const k = candidate[slot]!;
            restShare -= share[k]!;
            let log = logShare[k]!;
            for (let i = from; i < to; i++) {
              const at = byClass ? worker[i]! * classes + k : worker[i]!;
              log += value[i] === k ? hit[at]! : miss[at]! + wrong.log(k, value[i]!);
            }
            sum[slot] = log;
          }
          for (let i = from; i < to; i++) restSum += elsewhere[worker[i]!]! + wrong.logElsewhere(value[i]!);
          restSum += restShare > 1e-12 ? Math.log(restShare) : Number.NEGATIVE_INFINITY;
          for (let i = from; i < to; i++) {
            const w = worker[i]!;
            let top = restSum - elsewhere[w]! - wrong.logElsewhere(value[i]!);
            const rest = top;
            for (let slot = 0; slot < slots; slot++) {
              const k = candidate[slot]!;
              const at = byClass ? w * classes + k : w;
              const log = sum[slot]! - (value[i] === k ? hit[at]! : miss[at]! + wrong.log(k, value[i]!));
              belief[slot] = log;
              if (log > top) top = log;
            }
            let total = 0;
            for (let slot = 0; slot < slots; slot++) {
              belief[slot] = Math.exp(belief[slot]! - top);
              total += belief[slot]!;
            }
            found.rest = Math.exp(rest - top);
            total += found.rest;
            for (let slot = 0; slot < slots; slot++) belief[slot]! /= total;
            found.rest /= total;
            visit(i, o, found);
          }
        }
        for (let slot = 0; slot < slots; slot++) slotOf[candidate[slot]!] = -1;
      }
    },
  };
}
