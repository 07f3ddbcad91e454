/**
 * Tests on the mean of losses between 0 and 1 by betting (I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86, 2024, §5: sampling
 * without replacement): a player who bets against "the mean loss of the others is at least `most`" and multiplies the stake by 1/delta shows, with error probability delta, that it is
 * less (Ville's inequality).
 */

/** Bets never risk more than this share of the stake. */
const BOLDEST = 0.75;

/**
 * Whether the losses of a sample drawn without replacement show that the mean loss of the `others` that were not drawn is below `most`.
 * @param losses in random order: each is bet on knowing only those before
 */
export function othersAreBelow(losses: readonly number[], others: number, most: number, delta: number): boolean {
  const n = losses.length;
  const goal = Math.log(1 / delta);
  // The hypothesis bet against, as the total loss of sample and others. It grows with the sample's, and so does every stake, so that knowing it beforehand would not have helped.
  const total = losses.reduce((sum, loss) => sum + loss, 0) + most * others;
  let wealth = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    // Predictable plug-in bets, eq. (26): sure of nothing at first, then as bold as the spread of the losses seen allows.
    const seen = (0.5 * most + sum) / (i + 1);
    const variance = Math.max(1e-6, (0.25 * most + squares) / (i + 1));
    const bet = Math.min(BOLDEST, Math.sqrt((2 * goal) / (n * variance)));
    const loss = losses[i]!;
    wealth += Math.log1p(bet * ((total - sum) / (n + others - i) - loss));
    if (wealth >= goal) return true;
    sum += loss;
    squares += (loss - seen) * (loss - seen);
  }
  return false;
}
