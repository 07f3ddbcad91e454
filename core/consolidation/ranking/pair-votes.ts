/** Answers to one object as votes on pairs of items. */
import type { AnsweredObject } from '../consolidator';
import { placeOf, type Ranking } from './ranking';

export interface RankedAnswer {
  workerId: string;
  ranking: Ranking;
  /** What this answer counts among the worker's answers to the object. */
  share: number;
  /** By `i * items + j`: 1 where item i stands before item j. */
  before: Uint8Array;
  /** Pairs the answer orders. */
  pairs: number;
}

export interface RankedObject {
  /** Sorted. */
  items: string[];
  /** By worker id. */
  answers: RankedAnswer[];
}

export function rankedObject({ answers }: AnsweredObject<Ranking>): RankedObject {
  const places = answers.map(({ answer }) => placeOf(answer));
  const items = [...new Set(places.flatMap((place) => [...place.keys()]))].sort();
  const perWorker = new Map<string, number>();
  for (const { workerId } of answers) perWorker.set(workerId, (perWorker.get(workerId) ?? 0) + 1);
  const ranked = answers.map(({ workerId, answer }, k): RankedAnswer => {
    const before = new Uint8Array(items.length ** 2);
    let pairs = 0;
    for (const [i, item] of items.entries()) {
      for (const [j, other] of items.entries()) {
        const [a, b] = [places[k]!.get(item), places[k]!.get(other)];
        if (a === undefined || b === undefined || a >= b) continue;
        before[i * items.length + j] = 1;
        pairs++;
      }
    }
    return { workerId, ranking: answer, share: 1 / perWorker.get(workerId)!, before, pairs };
  });
  return { items, answers: ranked.sort((a, b) => byText(a.workerId, b.workerId) || byText(keyOf(a), keyOf(b))) };
}

const keyOf = ({ ranking }: RankedAnswer): string => JSON.stringify(ranking);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
