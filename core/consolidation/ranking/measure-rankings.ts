/** How good orders are against gold, and how far two of them are apart. */
import { placeOf, placesOf, type Ranking } from './ranking';

/**
 * Means over the pairs, on the gold's items; items the label leaves out count as tied behind all others. `kendallTau`: τ-b. `spearman`: ρ of
 * mean ranks. `topAccuracy`: share of orders whose first item is (one of) the gold's first. A missing label scores −1, −1 and 0.
 */
export function measureRankings(
  pairs: readonly { label: Ranking | undefined; gold: Ranking }[],
): Record<string, number> {
  let tau = 0;
  let rho = 0;
  let top = 0;
  for (const { label, gold } of pairs) {
    if (label === undefined) {
      tau--;
      rho--;
      continue;
    }
    const given = placeOf(label);
    const expected = placeOf(gold);
    const behind = label.length;
    const x = [...expected.keys()].map((item) => given.get(item) ?? behind);
    const y = [...expected.values()];
    tau += kendallTau(x, y);
    rho += correlation(meanRanks(x), meanRanks(y));
    const first = placesOf(label)[0] ?? [];
    if (first.length > 0 && first.every((item) => expected.get(item) === 0)) top++;
  }
  const mean = (sum: number): number => (pairs.length === 0 ? 0 : sum / pairs.length);
  return { kendallTau: mean(tau), spearman: mean(rho), topAccuracy: mean(top) };
}

/**
 * Kendall distance with penalty 1/2: of the pairs of items that at least one of the two orders, the share ordered differently; a pair that only one
 * of them orders counts half. R. Fagin et al., "Comparing and Aggregating Rankings with Ties", PODS 2004. Orders without a common item are at 1.
 */
export function rankingDistance(a: Ranking, b: Ranking): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  const items = [...new Set([...placeA.keys(), ...placeB.keys()])];
  if (items.length > 0 && !items.some((item) => placeA.has(item) && placeB.has(item))) return 1;
  let pairs = 0;
  let apart = 0;
  for (const [i, item] of items.entries()) {
    for (let j = 0; j < i; j++) {
      const signA = signOf(placeA.get(item), placeA.get(items[j]!));
      const signB = signOf(placeB.get(item), placeB.get(items[j]!));
      if (signA === 0 && signB === 0) continue;
      pairs++;
      if (signA === 0 || signB === 0) apart += 0.5;
      else if (signA !== signB) apart++;
    }
  }
  if (pairs > 0) return apart / pairs;
  // Nothing is ordered: the same items tied, or not the same.
  return items.every((item) => placeA.has(item) && placeB.has(item)) ? 0 : 0.5;
}

const signOf = (a: number | undefined, b: number | undefined): number =>
  a === undefined || b === undefined ? 0 : Math.sign(a - b);

/** τ-b, which allows for ties; two orders without any difference agree, one alone says nothing. */
function kendallTau(x: number[], y: number[]): number {
  let balance = 0;
  let [inX, inY] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [dx, dy] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      balance += dx * dy;
      inX += dx * dx;
      inY += dy * dy;
    }
  }
  if (inX === 0 && inY === 0) return 1;
  return inX === 0 || inY === 0 ? 0 : balance / Math.sqrt(inX * inY);
}

function correlation(x: number[], y: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mx) * (y[i]! - my);
    xx += (x[i]! - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  if (xx === 0 && yy === 0) return 1;
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function meanRanks(places: number[]): number[] {
  return places.map((place) => {
    const before = places.filter((other) => other < place).length;
    const same = places.filter((other) => other === place).length;
    return before + (same + 1) / 2;
  });
}
