/** How good sets of labels are, and how far two of them are apart. */

/**
 * `exactMatch`: share of objects whose set is the gold's (subset accuracy). `microF1`: over all single decisions. `macroF1`: mean of the labels'
 * own F1, over labels that occur in gold or label. `hammingLoss`: share of wrong decisions among objects × labels that occur. A missing label
 * is never right: it counts as if every decision on it were wrong.
 */
export function measureLabelSets(
  pairs: readonly { label: readonly string[] | undefined; gold: readonly string[] }[],
): Record<string, number> {
  const counts = new Map<string, { hit: number; extra: number; missed: number }>();
  const countOf = (name: string) => {
    let count = counts.get(name);
    if (!count) {
      count = { hit: 0, extra: 0, missed: 0 };
      counts.set(name, count);
    }
    return count;
  };
  let exact = 0;
  let missing = 0;
  for (const { label, gold } of pairs) {
    const given = new Set(label);
    const expected = new Set(gold);
    if (label === undefined) missing++;
    let wrong = 0;
    for (const name of given) {
      if (expected.has(name)) countOf(name).hit++;
      else {
        countOf(name).extra++;
        wrong++;
      }
    }
    for (const name of expected) {
      if (given.has(name)) continue;
      countOf(name).missed++;
      wrong++;
    }
    if (label !== undefined && wrong === 0) exact++;
  }
  const total = { hit: 0, extra: 0, missed: 0 };
  let perLabel = 0;
  for (const { hit, extra, missed } of counts.values()) {
    total.hit += hit;
    total.extra += extra;
    total.missed += missed;
    perLabel += f1(hit, extra, missed);
  }
  const n = pairs.length;
  const decisions = n * counts.size;
  // Of an object without a label, the labels that gold does not hold are wrong as well.
  let silent = missing * counts.size;
  for (const { label, gold } of pairs) if (label === undefined) silent -= new Set(gold).size;
  return {
    exactMatch: n === 0 ? 0 : exact / n,
    microF1: f1(total.hit, total.extra, total.missed),
    macroF1: counts.size === 0 ? (n === 0 ? 0 : exact / n) : perLabel / counts.size,
    hammingLoss: decisions === 0 ? (n === 0 ? 0 : missing / n) : (total.extra + total.missed + silent) / decisions,
  };
}

/**
 * MASI: Jaccard distance tempered by how one set lies in the other. R. Passonneau, "Measuring Agreement on Set-valued Items (MASI) for Semantic
 * and Pragmatic Annotation", LREC 2006. Two empty sets are the same.
 */
export function masiDistance(a: readonly string[], b: readonly string[]): number {
  const [setA, setB] = [new Set(a), new Set(b)];
  let common = 0;
  for (const name of setA) if (setB.has(name)) common++;
  const union = setA.size + setB.size - common;
  if (union === 0) return 0;
  const jaccard = common / union;
  const monotonicity =
    setA.size === setB.size && common === setA.size
      ? 1
      : common === Math.min(setA.size, setB.size)
        ? 2 / 3
        : common > 0
          ? 1 / 3
          : 0;
  return 1 - jaccard * monotonicity;
}

/** Nothing to find and nothing found is right. */
const f1 = (hit: number, extra: number, missed: number): number =>
  hit + extra + missed === 0 ? 1 : (2 * hit) / (2 * hit + extra + missed);
