/**
 * Tests on the mean of losses between 0 and 1 by betting (I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86, 2024): a player who
 * bets against "the mean loss is at least `most`" and multiplies the stake by 1/delta shows, with error probability delta, that it is less (Ville's inequality).
 */

/** Bets never risk more than this share of what a loss of 1 would leave. */
const BOLDEST = 0.75;

/**
 * Whether losses, in an order that does not depend on them, show that their mean is below `most`. @param most above 0, below 1.
 */
export function meanIsBelow(losses: readonly number[], most: number, delta: number): boolean {
  const n = losses.length;
  const goal = Math.log(1 / delta);
  let wealth = 0;
  // Predictable plug-in bets, eq. (26): sure of nothing at first, then as bold as the spread of the losses seen allows.
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const mean = (0.5 * most + sum) / (i + 1);
    const variance = Math.max(1e-6, (0.25 * most + squares) / (i + 1));
    const bet = Math.min(BOLDEST / (1 - most), Math.sqrt((2 * goal) / (n * variance)));
    const loss = losses[i]!;
    wealth += Math.log1p(bet * (most - loss));
    if (wealth >= goal) return true;
    sum += loss;
    squares += (loss - mean) * (loss - mean);
  }
  return false;
}
