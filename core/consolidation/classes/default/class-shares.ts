/**
 * How frequent a class is, out of the expected number of objects that have it. Below three answers per object a confusion model cannot be identified, and
 * estimated shares feed on themselves until one class takes everything; they are held near the shares of the answers, firmly at two per object and hardly at six.
 */
export function heldShare(found: number, objects: number, classes: number, voteShare: number, answers: number): number {
  const held = answers > 0 ? 4 * ((2 * objects) / answers) ** 3 : 0;
  return ((Math.max(0, found) + 1) / (objects + classes) + held * voteShare) / (1 + held);
}
