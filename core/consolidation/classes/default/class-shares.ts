/**
 * How frequent classes are. Below three answers per object a confusion model cannot be identified, and estimated shares feed on themselves until one
 * class takes everything; they are held near the shares of the answers, firmly at two per object and hardly at six.
 */
export function classShares(
  found: Float64Array,
  objects: number,
  voteShare: Float64Array,
  answers: number,
): Float64Array {
  const held = objects > 0 ? 4 * ((2 * objects) / answers) ** 3 : 0;
  return found.map((sum, k) => ((sum + 1) / (objects + found.length) + held * voteShare[k]!) / (1 + held));
}
