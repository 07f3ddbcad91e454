/** Ranks of several responses along one dimension: 1 is best, equal ranks are a tie, undefined where none was given yet. */
export type Ranks = readonly (number | undefined)[];

export const noRanks = (responses: number): Ranks => Array.from({ length: responses }, () => undefined);

/** The same with one response ranked anew. Without ties whoever has the rank takes the one that becomes free. */
export function ranked(ranks: Ranks, response: number, rank: number, allowTie: boolean): Ranks {
  const before = ranks[response];
  return ranks.map((other, i) => (i === response ? rank : !allowTie && other === rank ? before : other));
}

export const isComplete = (ranks: Ranks): ranks is readonly number[] => ranks.every((rank) => rank !== undefined);
