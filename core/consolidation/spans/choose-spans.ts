/**
 * Which spans to keep, given how likely each is: those that maximise the expected F1.
 *
 * Z. C. Lipton, C. Elkan, B. Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize F1 Measure", ECML PKDD 2014: keep what is likelier
 * than half the F1 this reaches. The fixed point is found by Dinkelbach's iteration (W. Dinkelbach, "On Nonlinear Fractional Programming",
 * 1967), which also holds where spans exclude each other: the set of largest sum of (probability - threshold) is an interval schedule.
 */
export interface Candidate {
  start: number;
  end: number;
  probability: number;
}

export interface Choice<Some extends Candidate> {
  /** Kept candidates of each group, by start. */
  kept: Some[][];
  /** Probability above which a candidate is worth keeping. */
  threshold: number;
}

/** Groups are texts. `unseen` is the expected number of right spans that are no candidate at all, over all groups. */
export function chooseSpans<Some extends Candidate>(
  groups: readonly (readonly Some[])[],
  unseen: number,
  mayOverlap: boolean,
): Choice<Some> {
  let right = unseen;
  for (const group of groups) for (const { probability } of group) right += probability;
  let threshold = 0.5;
  for (let iteration = 0; ; iteration++) {
    const kept = groups.map((group) => choose(group, threshold, mayOverlap));
    let [count, sum] = [0, 0];
    for (const group of kept) {
      for (const { probability } of group) {
        count++;
        sum += probability;
      }
    }
    const next = count > 0 ? sum / (count + right) : threshold;
    // A threshold that keeps nothing cannot rise again from what is kept: the likeliest would be turned down for want of company.
    if (Math.abs(next - threshold) < 1e-9 || iteration === 20) return { kept, threshold };
    threshold = next;
  }
}

/** The candidates above the threshold, or of those that exclude each other the set of largest sum of what they are above it. */
export function choose<Some extends Candidate>(group: readonly Some[], threshold: number, mayOverlap: boolean): Some[] {
  const worth = group.filter(({ probability }) => probability > threshold);
  if (mayOverlap || worth.length < 2) return worth;
  worth.sort((a, b) => a.end - b.end || a.start - b.start || b.probability - a.probability);
  // Weighted interval scheduling: best value of the first i, and what it takes before it.
  const value = new Float64Array(worth.length + 1);
  const before = new Int32Array(worth.length);
  for (let i = 0; i < worth.length; i++) {
    let [low, high] = [0, i];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (worth[middle]!.end <= worth[i]!.start) low = middle + 1;
      else high = middle;
    }
    before[i] = low;
    value[i + 1] = Math.max(value[i]!, value[low]! + worth[i]!.probability - threshold);
  }
  const kept: Some[] = [];
  for (let i = worth.length; i > 0; ) {
    if (value[i]! > value[i - 1]! + 1e-12) {
      kept.push(worth[i - 1]!);
      i = before[i - 1]!;
    } else i--;
  }
  return kept.reverse();
}
