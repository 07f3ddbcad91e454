/** Angles in radians. */

/** The same direction in (-pi, pi]. */
export function wrapAngle(angle: number): number {
  const turned = angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
  return turned === -Math.PI ? Math.PI : turned;
}

/** The turn from `from` to `to`, in (-pi, pi]. */
export const turnBetween = (from: number, to: number): number => wrapAngle(to - from);

/** Weighted circular mean (K. V. Mardia, P. E. Jupp, "Directional Statistics", 2000, § 2.2): the direction of the sum of unit vectors. */
export function circularMean(angles: readonly number[], weights: readonly number[]): number {
  let x = 0;
  let y = 0;
  for (const [i, angle] of angles.entries()) {
    x += weights[i]! * Math.cos(angle);
    y += weights[i]! * Math.sin(angle);
  }
  return Math.atan2(y, x);
}
