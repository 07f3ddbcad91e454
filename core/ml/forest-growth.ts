import type { RandomGenerator } from '../random/generator';
import type { ForestSamples } from './forest-samples';
import { leafMark, type Trees } from './forest-trees';

export interface GrowthSettings {
  /** Trees to grow on each list of members. */
  treesPerGroup: number;
  /** A node of fewer rows is not split. */
  smallestSplit: number;
  deepest: number;
  /** Features looked at per node. */
  tries: number;
  random: RandomGenerator;
}

/**
 * Random forests (L. Breiman, 2001) of one or several groups, each on its own rows, whose leaves tell a class and, of rows that are not class 0,
 * mean values. As in Hough forests (J. Gall, V. Lempitsky, 2009) a node asks at random what tells the classes apart, or what tells the values apart.
 */
export function growForest(samples: ForestSamples, groups: readonly Uint32Array[], settings: GrowthSettings): Trees {
  const growing = new Growing(samples, settings);
  for (const members of groups)
    for (let t = 0; t < settings.treesPerGroup; t++) growing.tree(bootstrap(members, settings.random));
  return growing.trees();
}

function bootstrap(members: Uint32Array, random: RandomGenerator): Uint32Array {
  const drawn = new Uint32Array(members.length);
  for (let i = 0; i < drawn.length; i++) drawn[i] = members[random.integer(members.length)]!;
  return drawn;
}

const looked = 2000;

interface Split {
  feature: number;
  bin: number;
  gain: number;
}

class Growing {
  private readonly roots: number[] = [];
  private readonly feature: number[] = [];
  private readonly threshold: number[] = [];
  private readonly child: number[] = [];
  private readonly leaves: number[] = [];
  private readonly classSums: Float64Array;
  private readonly valueSums: Float64Array;
  private readonly left: Float64Array;
  private readonly total: Float64Array;
  private readonly order: Uint16Array;

  constructor(
    private readonly samples: ForestSamples,
    private readonly settings: GrowthSettings,
  ) {
    const { bins, classes, outputs, features } = samples;
    this.classSums = new Float64Array(bins * classes);
    this.valueSums = new Float64Array(bins * (outputs + 1));
    this.left = new Float64Array(Math.max(classes, outputs + 1));
    this.total = new Float64Array(Math.max(classes, outputs + 1));
    this.order = Uint16Array.from({ length: features }, (_, f) => f);
  }

  trees(): Trees {
    return {
      roots: Uint32Array.from(this.roots),
      feature: Uint32Array.from(this.feature),
      threshold: Float32Array.from(this.threshold),
      child: Uint32Array.from(this.child),
      leaves: Float32Array.from(this.leaves),
      classes: this.samples.classes,
      outputs: this.samples.outputs,
    };
  }

  tree(members: Uint32Array): void {
    const { smallestSplit, deepest } = this.settings;
    this.roots.push(this.node());
    const open = [{ node: this.roots.at(-1)!, begin: 0, end: members.length, depth: 0 }];
    while (open.length > 0) {
      const { node, begin, end, depth } = open.pop()!;
      const split = end - begin >= smallestSplit && depth < deepest ? this.split(members, begin, end) : undefined;
      const middle = split ? this.partition(members, begin, end, split) : begin;
      if (!split || middle === begin || middle === end) {
        this.leaf(node, members, begin, end);
        continue;
      }
      this.feature[node] = split.feature;
      this.threshold[node] = this.samples.thresholds[split.feature * this.samples.bins + split.bin]!;
      this.child[node] = this.node();
      this.node();
      open.push({ node: this.child[node]! + 1, begin: middle, end, depth: depth + 1 });
      open.push({ node: this.child[node]!, begin, end: middle, depth: depth + 1 });
    }
  }

  private node(): number {
    this.feature.push(leafMark);
    this.threshold.push(0);
    this.child.push(0);
    return this.feature.length - 1;
  }

  private leaf(node: number, members: Uint32Array, begin: number, end: number): void {
    const { classes, outputs, classOf, weight, values } = this.samples;
    const at = this.leaves.length;
    this.child[node] = at / (classes + outputs);
    for (let d = 0; d < classes + outputs; d++) this.leaves.push(0);
    let sum = 0;
    for (let m = begin; m < end; m++) {
      const i = members[m]!;
      const w = weight[i]!;
      sum += w;
      this.leaves[at + classOf[i]!]! += w;
      if (classOf[i] !== 0)
        for (let d = 0; d < outputs; d++) this.leaves[at + classes + d]! += w * values[i * outputs + d]!;
    }
    // Nothing to learn from is background.
    if (sum === 0) this.leaves[at] = 1;
    else for (let d = 0; d < classes + outputs; d++) this.leaves[at + d]! /= sum;
  }

  private partition(members: Uint32Array, begin: number, end: number, { feature, bin }: Split): number {
    const { binned, count } = this.samples;
    const column = feature * count;
    let low = begin;
    let high = end - 1;
    while (low <= high) {
      const kept = members[low]!;
      if (binned[column + kept]! <= bin) low++;
      else {
        members[low] = members[high]!;
        members[high--] = kept;
      }
    }
    return low;
  }

  private split(members: Uint32Array, begin: number, last: number): Split | undefined {
    // Rows come in random order, and a part of many tells as well where to cut.
    const end = Math.min(last, begin + looked);
    const { classOf, outputs, features } = this.samples;
    const { random, tries } = this.settings;
    let first = 0;
    for (let m = begin; m < end; m++) if (classOf[members[m]!] !== 0) first++;
    const mixed = this.mixed(members, begin, end);
    // Background alone has neither classes nor values to tell apart.
    if (!mixed && (first === 0 || outputs === 0)) return undefined;
    const byClass = mixed && (outputs === 0 || first < 2 || random.next() < 0.5);
    let best: Split | undefined;
    for (let t = 0; t < Math.min(tries, features); t++) {
      const other = t + random.integer(features - t);
      const feature = this.order[other]!;
      this.order[other] = this.order[t]!;
      this.order[t] = feature;
      const found = byClass
        ? this.bestByClass(members, begin, end, feature)
        : this.bestByValue(members, begin, end, feature);
      if (found && found.gain > (best?.gain ?? 1e-9)) best = found;
    }
    return best;
  }

  private mixed(members: Uint32Array, begin: number, end: number): boolean {
    const { classOf } = this.samples;
    const first = classOf[members[begin]!];
    for (let m = begin + 1; m < end; m++) if (classOf[members[m]!] !== first) return true;
    return false;
  }

  /** The threshold with the greatest decrease of Gini impurity. */
  private bestByClass(members: Uint32Array, begin: number, end: number, feature: number): Split | undefined {
    const { bins, classes, binned, count, classOf, weight } = this.samples;
    const sums = this.classSums.fill(0);
    const total = this.total.fill(0);
    const column = feature * count;
    for (let m = begin; m < end; m++) {
      const i = members[m]!;
      const c = classOf[i]!;
      const w = weight[i]!;
      sums[binned[column + i]! * classes + c]! += w;
      total[c]! += w;
    }
    return this.scan(sums, bins, classes, 0, feature);
  }

  /** The threshold with the greatest decrease of the values' variance. */
  private bestByValue(members: Uint32Array, begin: number, end: number, feature: number): Split | undefined {
    const { bins, outputs, binned, count, classOf, weight, values } = this.samples;
    const step = outputs + 1;
    const sums = this.valueSums.fill(0);
    const total = this.total.fill(0);
    const column = feature * count;
    for (let m = begin; m < end; m++) {
      const i = members[m]!;
      if (classOf[i] === 0) continue;
      const w = weight[i]!;
      const at = binned[column + i]! * step;
      sums[at]! += w;
      total[0]! += w;
      for (let d = 0; d < outputs; d++) {
        const value = w * values[i * outputs + d]!;
        sums[at + 1 + d]! += value;
        total[1 + d]! += value;
      }
    }
    return this.scan(sums, bins, step, 1, feature);
  }

  /**
   * Of sums per bin, the last bin of the left side that leaves the most Σ sum² / weight on both sides. `offset` 1: the weight stands first; 0: the sums are
   * the weights.
   */
  private scan(sums: Float64Array, bins: number, step: number, offset: number, feature: number): Split | undefined {
    const { left, total } = this;
    left.fill(0);
    let all = 0;
    let before = 0;
    for (let d = offset; d < step; d++) before += total[d]! ** 2;
    if (offset) all = total[0]!;
    else for (let d = 0; d < step; d++) all += total[d]!;
    before /= all;
    let best: Split | undefined;
    for (let bin = 0; bin < bins - 1; bin++) {
      let changed = false;
      for (let d = 0; d < step; d++) {
        const sum = sums[bin * step + d]!;
        if (sum !== 0) {
          left[d]! += sum;
          changed = true;
        }
      }
      if (!changed) continue;
      let weight = 0;
      let inside = 0;
      let outside = 0;
      for (let d = offset; d < step; d++) {
        const sum = left[d]!;
        if (!offset) weight += sum;
        inside += sum * sum;
        outside += (total[d]! - sum) ** 2;
      }
      if (offset) weight = left[0]!;
      const rest = all - weight;
      if (rest <= all * 1e-9) break;
      if (weight <= 0) continue;
      const gain = (inside / weight + outside / rest - before) / all;
      if (gain > (best?.gain ?? 0)) best = { feature, bin, gain };
    }
    return best;
  }
}
