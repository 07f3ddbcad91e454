/**
 * Levenshtein distance between two sequences of numbers, 32 cells at a time.
 *
 * G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming", Journal of the ACM 46(3), 1999; in
 * blocks, for the distance of whole sequences, as in H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances",
 * Nordic Journal of Computing 10(1), 2003. Time n·m/32.
 */
export function editDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const n = endA - start;
  const m = endB - start;
  if (n === 0 || m === 0) return n + m;
  const blocks = Math.ceil(n / 32);
  // Where each symbol stands in `a`, as bits.
  const bitsOf = new Map<number, Int32Array>();
  for (let i = 0; i < n; i++) {
    const symbol = a[start + i]!;
    let bits = bitsOf.get(symbol);
    if (!bits) {
      bits = new Int32Array(blocks);
      bitsOf.set(symbol, bits);
    }
    bits[i >>> 5]! |= 1 << (i & 31);
  }
  const nowhere = new Int32Array(blocks);
  // Vertical differences +1 and -1 of the current column.
  const positive = new Int32Array(blocks).fill(-1);
  const negative = new Int32Array(blocks);
  const last = 1 << ((n - 1) & 31);
  let distance = n;
  for (let j = 0; j < m; j++) {
    const bits = bitsOf.get(b[start + j]!) ?? nowhere;
    let carryPositive = 1; // the first row grows by one per column
    let carryNegative = 0;
    for (let block = 0; block < blocks; block++) {
      const pv = positive[block]!;
      const mv = negative[block]!;
      const equal = bits[block]! | carryNegative;
      const vertical = bits[block]! | mv;
      const diagonal = (((equal & pv) + pv) ^ pv) | equal;
      let ph = mv | ~(diagonal | pv);
      let mh = pv & diagonal;
      if (block === blocks - 1) {
        if (ph & last) distance++;
        else if (mh & last) distance--;
      }
      const outPositive = ph >>> 31;
      const outNegative = mh >>> 31;
      ph = (ph << 1) | carryPositive;
      mh = (mh << 1) | carryNegative;
      positive[block] = mh | ~(vertical | ph);
      negative[block] = ph & vertical;
      carryPositive = outPositive;
      carryNegative = outNegative;
    }
  }
  return distance;
}
