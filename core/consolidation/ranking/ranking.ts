/** Orders of items, best first. Items in an inner list are tied. Some of an object's items may be missing: nothing is said about them. */
export type Ranking = (string | string[])[];

/** The items of each place, best first. */
export const placesOf = (ranking: Ranking): string[][] =>
  ranking.map((place) => (typeof place === 'string' ? [place] : place));

/** The number of each item's place, 0 the best. */
export function placeOf(ranking: Ranking): Map<string, number> {
  return new Map(placesOf(ranking).flatMap((items, place) => items.map((item) => [item, place] as const)));
}
