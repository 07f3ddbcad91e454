import type { Alpha } from './alpha';
import { alphaOf } from './alpha';

/** Class numbers of the answers; those of object `o` are `start[o] … start[o + 1]`. */
export interface ClassUnits {
  start: Int32Array;
  value: Int32Array;
  classes: number;
}

/** Alpha with the nominal distance, 0 for the same class and 1 for another, from coincidence counts in O(answers). */
export function nominalAlpha({ start, value, classes }: ClassUnits): Alpha {
  const total = new Float64Array(classes);
  let answers = 0;
  let units = 0;
  eachPairable(start, (from, to) => {
    for (let i = from; i < to; i++) total[value[i]!]!++;
    answers += to - from;
    units++;
  });
  const size = new Float64Array(units);
  const disagreement = new Float64Array(units);
  const reach = new Float64Array(units);
  const count = new Int32Array(classes);
  let u = 0;
  eachPairable(start, (from, to) => {
    const m = to - from;
    let same = 0; // Σ c_k², one step at a time
    let near = 0; // Σ c_k n_k
    for (let i = from; i < to; i++) {
      const k = value[i]!;
      same += 2 * count[k]!++ + 1;
      near += total[k]!;
    }
    for (let i = from; i < to; i++) count[value[i]!] = 0;
    size[u] = m;
    disagreement[u] = (m * m - same) / (m - 1);
    reach[u] = m * answers - near;
    u++;
  });
  return alphaOf({ size, disagreement, reach });
}

export function eachPairable(start: Int32Array, visit: (from: number, to: number, object: number) => void): void {
  for (let o = 0; o + 1 < start.length; o++) if (start[o + 1]! - start[o]! > 1) visit(start[o]!, start[o + 1]!, o);
}
