/** Agreement seen class by class: how well each class is told from the rest, and which classes are taken for each other. */
import { type Alpha, alphaOf } from './alpha';
import { eachPairable } from './nominal-alpha';

/** What each answer names: one class, or several where an answer is a list. Those of answer `i` are `first[i] … first[i + 1]`, none twice. */
export interface NamedClasses {
  start: Int32Array;
  first: Int32Array;
  value: Int32Array;
  classes: number;
}

export interface ClassAlpha extends Alpha {
  class: number;
  /** Answers of pairable objects that name the class. */
  named: number;
}

/**
 * Alpha of each class: named or not, nominal. Objects where nobody named it differ by their number of answers alone, so they are kept by
 * that and the cost is one visit of each answer.
 */
export function classAlphas({ start, first, value, classes }: NamedClasses): ClassAlpha[] {
  const named = new Float64Array(classes);
  const units: { size: number[]; count: number[] }[] = Array.from({ length: classes }, () => ({ size: [], count: [] }));
  const sizes = new Map<number, number>();
  const count = new Int32Array(classes);
  let answers = 0;
  eachPairable(start, (from, to) => {
    const m = to - from;
    answers += m;
    sizes.set(m, (sizes.get(m) ?? 0) + 1);
    for (let v = first[from]!; v < first[to]!; v++) count[value[v]!]!++;
    for (let v = first[from]!; v < first[to]!; v++) {
      const k = value[v]!;
      if (count[k] === 0) continue;
      units[k]!.size.push(m);
      units[k]!.count.push(count[k]!);
      named[k]! += count[k]!;
      count[k] = 0;
    }
  });
  return units.map(({ size, count: counts }, k) => {
    const yes = named[k]!;
    const no = answers - yes;
    const silent = new Map(sizes);
    for (const m of size) silent.set(m, silent.get(m)! - 1);
    const sums = {
      size: [...size],
      disagreement: counts.map((c, u) => (2 * c * (size[u]! - c)) / (size[u]! - 1)),
      reach: counts.map((c, u) => c * no + (size[u]! - c) * yes),
      times: size.map(() => 1),
    };
    for (const [m, times] of silent) {
      if (times === 0) continue;
      sums.size.push(m);
      sums.disagreement.push(0);
      sums.reach.push(m * yes);
      sums.times.push(times);
    }
    return { class: k, named: yes, ...alphaOf(sums) };
  });
}

export interface Coincidence {
  a: number;
  b: number;
  /** Pairs of answers to one object, one `a` and the other `b`, each object's pairs weighted so that it counts as its answers. */
  coincidences: number;
  /** As many as there would be by chance. */
  expected: number;
}

/**
 * The coincidence matrix o_ck (Krippendorff 2011, step 2) as its cells c ≤ k that are not zero; off the diagonal a cell holds both o_ck and o_kc.
 */
export function coincidences(start: Int32Array, value: Int32Array, classes: number): Coincidence[] {
  const cells = new Map<number, number>();
  const total = new Float64Array(classes);
  const count = new Int32Array(classes);
  let answers = 0;
  eachPairable(start, (from, to) => {
    const m = to - from;
    const seen: number[] = [];
    for (let i = from; i < to; i++) {
      const k = value[i]!;
      if (count[k]!++ === 0) seen.push(k);
      total[k]!++;
    }
    answers += m;
    for (const [at, a] of seen.entries()) {
      const own = count[a]!;
      if (own > 1) bump(cells, a * classes + a, (own * (own - 1)) / (m - 1));
      for (let other = at + 1; other < seen.length; other++) {
        const b = seen[other]!;
        bump(cells, Math.min(a, b) * classes + Math.max(a, b), (2 * own * count[b]!) / (m - 1));
      }
    }
    for (const k of seen) count[k] = 0;
  });
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([key, sum]) => {
      const a = Math.floor(key / classes);
      const b = key % classes;
      const pairs = a === b ? total[a]! * (total[a]! - 1) : 2 * total[a]! * total[b]!;
      return { a, b, coincidences: sum, expected: pairs / (answers - 1) };
    });
}

const bump = (cells: Map<number, number>, key: number, by: number) => {
  cells.set(key, (cells.get(key) ?? 0) + by);
};
