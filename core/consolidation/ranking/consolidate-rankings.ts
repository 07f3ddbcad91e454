/** The methods for rankings by name, and what their results look like. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOptions, ConsolidationOutcome } from '../consolidator';
import { borda, type ScoredOrder } from './borda';
import { learntRankings, recallRankings } from './learnt-rankings';
import { expectedWrong, mallows, type WrongPairs, wrongShares } from './mallows';
import { type RankedObject, rankedObject } from './pair-votes';
import { plackettLuce } from './plackett-luce';
import type { Ranking } from './ranking';

export interface RankedItems {
  /** All items that anybody ranked, best first, without ties. */
  ranking: string[];
  /** How good each item is, 0…1: mean probability of standing before another (`mallows`), share of pairs won (`borda`), strength (`plackett-luce`). */
  scores: Record<string, number>;
}

interface DecidedOrder extends ScoredOrder {
  /** Of the whole order. */
  probability: number;
  /** How probable the order is with the neighbours at `at` and `at + 1` exchanged, against as it is. */
  exchangeOdds(at: number): number;
}

interface MethodResult {
  orders: DecidedOrder[];
  /** Weight of a pair that a worker orders. */
  care: ReadonlyMap<string, number>;
  skills: Map<string, number>;
  wrongPairs: WrongPairs;
}

type RankingMethod = (objects: readonly RankedObject[], earlier: WrongPairs) => MethodResult;

const METHODS: Record<string, RankingMethod> = {
  mallows: (objects, earlier) => {
    const { posteriors, ...result } = mallows(objects, earlier);
    return {
      ...result,
      orders: posteriors.map(({ weight, order, before, probability }) => ({
        order,
        before,
        probability,
        scores: meanWins(before, order.length),
        exchangeOdds: (at) => {
          const [i, j] = [order[at]!, order[at + 1]!];
          return Math.exp(weight[j * order.length + i]! - weight[i * order.length + j]!);
        },
      })),
    };
  },
  'plackett-luce': singly((object) => {
    const fitted = plackettLuce(object);
    return { ...fitted, probability: choiceProbability(fitted), exchangeOdds: (at) => choiceExchange(fitted, at) };
  }),
  borda: singly((object) => {
    const counted = borda(object);
    return { ...counted, probability: neighbourShare(counted), exchangeOdds: (at) => shareExchange(counted, at) };
  }),
};

/** Best first: the first is the default. */
export const RANKING_METHODS = Object.keys(METHODS) as [string, ...string[]];

const ALTERNATIVES = 5;

/**
 * The confidence is the probability of the whole order: exact for up to ten items with `mallows`, the model's own with `plackett-luce`; with `borda`,
 * which has no model, the smallest share of workers that put two neighbours in the order decided.
 */
export function consolidateRankings(
  objects: readonly AnsweredObject<Ranking>[],
  { method = RANKING_METHODS[0], earlier = [] }: ConsolidationOptions,
): ConsolidationOutcome<RankedItems> {
  if (!Object.hasOwn(METHODS, method))
    throw new RangeError(`no method ${JSON.stringify(method)} for rankings; there are ${RANKING_METHODS.join(', ')}`);
  const ranked = objects.map(rankedObject);
  const result = METHODS[method]!(ranked, recallRankings(earlier));
  return {
    objects: ranked.map((object, o) =>
      object.answers.length === 0 ? undefined : explained(object, result.orders[o]!, result.care, method),
    ),
    skills: result.skills,
    learnt: learntRankings(result.wrongPairs),
  };
}

/** A method that looks at one object at a time. Workers are judged by its orders. */
function singly(method: (object: RankedObject) => DecidedOrder): RankingMethod {
  return (objects, earlier) => {
    const orders = objects.map(method);
    const settled = orders.map(({ order }) => ({ before: certainPairs(order) }));
    const wrongPairs = expectedWrong(objects, settled);
    const shares = wrongShares(wrongPairs, earlier);
    return {
      orders,
      wrongPairs,
      care: new Map([...shares.keys()].map((workerId) => [workerId, 1])),
      skills: new Map([...shares].map(([workerId, share]) => [workerId, 1 - share])),
    };
  };
}

function certainPairs(order: readonly number[]): Float64Array {
  const n = order.length;
  const before = new Float64Array(n * n);
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) before[order[a]! * n + order[b]!] = 1;
  return before;
}

function meanWins(before: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) =>
    n > 1 ? before.subarray(i * n, (i + 1) * n).reduce((sum, p) => sum + p, 0) / (n - 1) : 1,
  );
}

function choiceProbability({ order, scores }: ScoredOrder): number {
  let left = scores.reduce((sum, score) => sum + score, 0);
  let probability = 1;
  for (const i of order) {
    probability *= Math.min(1, scores[i]! / left);
    left -= scores[i]!;
  }
  return probability;
}

/** Both items are chosen out of what is left; only what is left for the second differs. */
function choiceExchange({ order, scores }: ScoredOrder, at: number): number {
  const left = order.slice(at).reduce((sum, i) => sum + scores[i]!, 0);
  const [first, second] = [scores[order[at]!]!, scores[order[at + 1]!]!];
  return (left - first) / (left - second);
}

const neighbourShare = ({ order, before }: ScoredOrder): number =>
  order.reduce((least, i, at) => (at === 0 ? 1 : Math.min(least, before[order[at - 1]! * order.length + i]!)), 1);

function shareExchange({ order, before }: ScoredOrder, at: number): number {
  const [i, j] = [order[at]!, order[at + 1]!];
  return before[j * order.length + i]! / Math.max(before[i * order.length + j]!, 1e-12);
}

function explained(
  { items, answers }: RankedObject,
  { order, scores, probability, exchangeOdds }: DecidedOrder,
  care: ReadonlyMap<string, number>,
  method: string,
): ConsolidatedLabel<RankedItems> {
  const n = items.length;
  const label: RankedItems = { ranking: order.map((i) => items[i]!), scores: {} };
  for (const i of order) {
    // Defined, not assigned: `__proto__` is a possible item.
    Object.defineProperty(label.scores, items[i]!, {
      value: scores[i]!,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  // The orders next to the one decided: two neighbours exchanged.
  const swaps = order
    .slice(1)
    .map((_, at) => ({ at, odds: exchangeOdds(at) }))
    .sort((a, b) => b.odds - a.odds || a.at - b.at)
    .slice(0, ALTERNATIVES);
  const rival = swaps[0]?.at;
  return {
    label,
    confidence: probability,
    explanation: {
      version: 1,
      method,
      parts: [
        {
          decided: label.ranking,
          confidence: probability,
          votes: answers.map(({ workerId, ranking, before: vote, share }) => ({
            workerId,
            answer: ranking,
            // An order and the one with two neighbours exchanged differ in that pair alone.
            weight:
              rival === undefined ? 0 : share * care.get(workerId)! * sideOf(vote, order[rival]!, order[rival + 1]!, n),
          })),
          alternatives: swaps.map(({ at, odds }) => ({
            choice: exchanged(label.ranking, at),
            confidence: Math.min(probability * odds, 1 - probability),
          })),
        },
      ],
    },
  };
}

/** 1 where the vote has i before j, −1 the other way round, 0 where it says nothing. */
const sideOf = (vote: Uint8Array, i: number, j: number, n: number): number => vote[i * n + j]! - vote[j * n + i]!;

function exchanged(ranking: readonly string[], at: number): string[] {
  const copy = [...ranking];
  [copy[at], copy[at + 1]] = [copy[at + 1]!, copy[at]!];
  return copy;
}
