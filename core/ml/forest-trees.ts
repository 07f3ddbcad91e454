/** Decision trees in flat arrays, several trees one after another. A node without a feature is a leaf. */
export interface Trees {
  /** First node of each tree. */
  roots: Uint32Array;
  /** Feature a node asks for; `leafMark` at leaves. */
  feature: Uint32Array;
  /** A row goes left when its feature is at most this. */
  threshold: Float32Array;
  /** The left child, the right one follows it; at leaves the leaf's number. */
  child: Uint32Array;
  /** `width` numbers a leaf: a share per class, then the values of what is not class 0, each times the share it is known of. */
  leaves: Float32Array;
  classes: number;
  outputs: number;
}

export const leafMark = 0xffffffff;

export const leafWidth = ({ classes, outputs }: Pick<Trees, 'classes' | 'outputs'>): number => classes + outputs;

/**
 * Adds what trees `from … to-1` say of each row to `sums` (`leafWidth` numbers a row). Divided by the number of trees the first `classes` of them are
 * probabilities.
 */
export function sumLeaves(
  trees: Trees,
  from: number,
  to: number,
  rows: Float32Array,
  rowLength: number,
  count: number,
  sums: Float32Array,
): void {
  const { roots, feature, threshold, child, leaves } = trees;
  const width = leafWidth(trees);
  // In blocks: some rows and a tree fit the processor's cache together, all rows or all trees do not.
  for (let begin = 0; begin < count; begin += block) {
    const end = Math.min(count, begin + block);
    for (let t = from; t < to; t++) {
      const root = roots[t]!;
      for (let i = begin; i < end; i++) {
        const row = i * rowLength;
        let node = root;
        let asked = feature[node]!;
        while (asked !== leafMark) {
          node = rows[row + asked]! <= threshold[node]! ? child[node]! : child[node]! + 1;
          asked = feature[node]!;
        }
        const leaf = child[node]! * width;
        const out = i * width;
        for (let d = 0; d < width; d++) sums[out + d]! += leaves[leaf + d]!;
      }
    }
  }
}

const block = 128;

/** Trees as tensors of a model file, under names that begin with `prefix`. */
export const treeTensors = (prefix: string, { roots, feature, threshold, child, leaves }: Trees) => ({
  [`${prefix}Roots`]: roots,
  [`${prefix}Feature`]: feature,
  [`${prefix}Threshold`]: threshold,
  [`${prefix}Child`]: child,
  [`${prefix}Leaves`]: leaves,
});

export function treesOf(
  prefix: string,
  tensors: Readonly<Record<string, Float32Array | Float64Array | Uint32Array>>,
  classes: number,
  outputs: number,
): Trees {
  return {
    roots: tensors[`${prefix}Roots`] as Uint32Array,
    feature: tensors[`${prefix}Feature`] as Uint32Array,
    threshold: tensors[`${prefix}Threshold`] as Float32Array,
    child: tensors[`${prefix}Child`] as Uint32Array,
    leaves: tensors[`${prefix}Leaves`] as Float32Array,
    classes,
    outputs,
  };
}
