/** The methods for free text by name, and what their results look like. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOptions, ConsolidationOutcome } from '../consolidator';
import { compose } from './compose';
import { learntTexts, recallTexts } from './learnt-texts';
import { likenesses, likenessOf, type Reliability, reliabilities } from './reliability';
import { rover, SKIP } from './rover';
import { type TextAnswer, textAnswers, Vocabulary } from './text-answers';
import { wordsOf } from './words';

/** One object's answers with all that a method may weigh. */
interface TextObject {
  answers: TextAnswer[];
  /** Likeness of each pair of answers, row by row. */
  likeness: Float64Array;
  /** How much more alike than usual the answers of the answer's worker are, as a factor. */
  worker: Float64Array;
  /** That times the answer's own likeness to the others. */
  reliability: Float64Array;
}

interface TextMethod {
  /** What each answer's vote weighs. */
  weights(object: TextObject): Float64Array;
  decide(object: TextObject, weights: Float64Array, vocabulary: Vocabulary): string;
}

const METHODS: Record<string, TextMethod> = {
  // By worker alone: that an answer is unlike the others says as much about the object as about the answer. It founds the alignment's order.
  'weighted-rover': {
    weights: ({ answers, worker }) => worker.map((factor, k) => answers[k]!.share * factor),
    decide: voted,
  },
  rover: { weights: shares, decide: voted },
  medoid: { weights: shares, decide: (object, weights) => object.answers[medoid(object, weights)]!.text },
};

/** Best first: the first is the default. */
export const TEXT_METHODS = Object.keys(METHODS) as [string, ...string[]];

const ALTERNATIVES = 5;
/** Supports closer than this are the same. */
const TIE = 1e-9;
/** No answer is without any reliability. */
const LEAST = 0.02;
/** Objects' worth of the usual likeness in a worker's skill. */
const SKILL_BELIEF = 2;

/**
 * The confidence is the expected share of the words that are right: the mean likeness of the answers to the label, weighted by worker, and one answer
 * more that is half like it, so that one worker alone is not believed outright.
 */
export function consolidateTexts(
  objects: readonly AnsweredObject<string>[],
  { method = TEXT_METHODS[0], earlier = [] }: ConsolidationOptions,
): ConsolidationOutcome<string> {
  if (!Object.hasOwn(METHODS, method))
    throw new RangeError(`no method ${JSON.stringify(method)} for free text; there are ${TEXT_METHODS.join(', ')}`);
  const vocabulary = new Vocabulary();
  const answered = objects.map((object) => textAnswers(object, vocabulary));
  const likeness = answered.map(likenesses);
  const recalled = recallTexts(earlier);
  const reliability = reliabilities(answered, likeness, recalled.excess);
  const agreed = new Map<string, [number, number]>();
  const labels = answered.map((answers, o) => {
    if (answers.length === 0) return undefined;
    const object = weighed(answers, likeness[o]!, reliability.local[o]!, reliability);
    const weights = METHODS[method]!.weights(object);
    const text = METHODS[method]!.decide(object, weights, vocabulary);
    return explained(text, object, weights, method, vocabulary, agreed);
  });
  return {
    objects: labels,
    skills: skills(agreed, recalled.likeness),
    learnt: learntTexts(reliability.learnt, agreed),
  };
}

function weighed(
  answers: TextAnswer[],
  likeness: Float64Array,
  local: Float64Array,
  { excess, usual }: Reliability,
): TextObject {
  const worker = Float64Array.from(answers, ({ workerId }) =>
    Math.max(LEAST, 1 + excess.get(workerId)! / Math.max(usual, LEAST)),
  );
  const reliability = worker.map((factor, k) => factor * Math.max(LEAST, local[k]!));
  return { answers, likeness, worker, reliability };
}

function voted(object: TextObject, weights: Float64Array, vocabulary: Vocabulary): string {
  const { answers, reliability } = object;
  const order = [...answers.keys()].sort((a, b) => reliability[b]! - reliability[a]! || a - b);
  const slots = rover(
    answers.map(({ ids }) => ids),
    weights,
    order,
    vocabulary.norms,
  );
  const words = slots.filter(({ word }) => word !== SKIP).map(({ word }) => word);
  if (words.length === 0) return answers[medoid(object, weights)]!.text;
  // A text that somebody wrote is better English than one put together: it is taken when the answers speak for it as much.
  const ids = Int32Array.from(words);
  const together = answers.reduce((sum, answer, k) => sum + weights[k]! * likenessOf(answer.ids, ids), 0);
  const best = medoid(object, weights);
  if (support(best, answers.length, object.likeness, weights) >= together - TIE) return answers[best]!.text;
  return compose(slots, answers, weights);
}

/** The answer most like all others. */
function medoid({ answers, likeness }: TextObject, weights: Float64Array): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < answers.length; k++) {
    const sum = support(k, answers.length, likeness, weights);
    if (sum > most + TIE) {
      best = k;
      most = sum;
    }
  }
  return best;
}

const support = (k: number, n: number, likeness: Float64Array, weights: Float64Array): number =>
  weights.reduce((sum, weight, j) => sum + weight * likeness[k * n + j]!, 0);

function shares({ answers }: TextObject): Float64Array {
  return Float64Array.from(answers, ({ share }) => share);
}

function explained(
  text: string,
  { answers, likeness, worker }: TextObject,
  weights: Float64Array,
  method: string,
  vocabulary: Vocabulary,
  agreed: Map<string, [number, number]>,
): ConsolidatedLabel<string> {
  const n = answers.length;
  const ids = Int32Array.from(wordsOf(text), ({ norm }) => vocabulary.number(norm));
  const toLabel = Float64Array.from(answers, (answer) => likenessOf(answer.ids, ids));
  const workers = answers.reduce((sum, { share }) => sum + share, 0);
  const scale = workers / weights.reduce((sum, weight) => sum + weight, 0);
  // By workers, not by votes: the votes' weights lean to what is like the label.
  const trust = worker.map((factor, k) => factor * answers[k]!.share);
  const trusted = trust.reduce((sum, weight) => sum + weight, 0);
  const confidenceOf = (sum: number): number => ((workers * sum) / trusted + 0.5) / (workers + 1);
  const confidence = confidenceOf(trust.reduce((sum, weight, k) => sum + weight * toLabel[k]!, 0));
  const others = new Map<string, { choice: string; confidence: number }>();
  for (const [k, answer] of answers.entries()) {
    const key = answer.ids.join();
    if (toLabel[k] === 1 || others.has(key)) continue;
    others.set(key, { choice: answer.text, confidence: confidenceOf(support(k, n, likeness, trust)) });
  }
  const byWorker = new Map<string, [number, number]>();
  for (const [k, { workerId, share }] of answers.entries()) {
    const before = byWorker.get(workerId) ?? [1, 0];
    byWorker.set(workerId, [1, before[1] + share * toLabel[k]!]);
  }
  for (const [workerId, [, likeness]] of byWorker) {
    const before = agreed.get(workerId) ?? [0, 0];
    agreed.set(workerId, [before[0] + 1, before[1] + Math.min(1, likeness)]);
  }
  return {
    label: text,
    confidence,
    explanation: {
      version: 1,
      method,
      parts: [
        {
          decided: text,
          confidence,
          // More like the label than not: for it; less: against.
          votes: answers
            .map(({ workerId, text: answer }, k) => ({
              workerId,
              answer,
              weight: scale * weights[k]! * (2 * toLabel[k]! - 1),
            }))
            .sort((a, b) => (a.workerId < b.workerId ? -1 : a.workerId > b.workerId ? 1 : 0)),
          alternatives: [...others.values()].sort((a, b) => b.confidence - a.confidence).slice(0, ALTERNATIVES),
        },
      ],
    },
  };
}

/** Mean likeness of a worker's answers to the labels, earlier batches included, drawn a little towards everyone's. */
function skills(
  agreed: ReadonlyMap<string, readonly [number, number]>,
  earlier: ReadonlyMap<string, readonly [number, number]>,
): Map<string, number> {
  let objects = 0;
  let likeness = 0;
  for (const [count, sum] of agreed.values()) {
    objects += count;
    likeness += sum;
  }
  const usual = objects > 0 ? likeness / objects : 0;
  return new Map(
    [...agreed.keys()].sort().map((workerId) => {
      const [count, sum] = agreed.get(workerId)!;
      const [earlierCount, earlierSum] = earlier.get(workerId) ?? [0, 0];
      const all = sum + earlierSum + SKILL_BELIEF * usual;
      return [workerId, all / (count + earlierCount + SKILL_BELIEF)];
    }),
  );
}
