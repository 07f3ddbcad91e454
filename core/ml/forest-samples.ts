/** Rows to grow trees on, their features cut into bins. */
export interface ForestSamples {
  count: number;
  features: number;
  bins: number;
  /** Column by column: the bin of each row's feature. */
  binned: Uint8Array;
  /** Upper end of each bin, `bins` a feature; the last one holds what is above all of them. */
  thresholds: Float32Array;
  classes: number;
  /** 0 is background. */
  classOf: Uint8Array;
  weight: Float32Array;
  /** Values a row has besides its class; those of background rows are of no account. */
  outputs: number;
  values: Float32Array;
}

const bins = 48;

/** Cuts features (row by row) at their quantiles. */
export function binSamples(
  rows: Float32Array,
  features: number,
  labels: Pick<ForestSamples, 'classes' | 'classOf' | 'weight' | 'outputs' | 'values'>,
): ForestSamples {
  const count = labels.classOf.length;
  const binned = new Uint8Array(count * features);
  const thresholds = new Float32Array(bins * features);
  const step = Math.max(1, Math.floor(count / 4096));
  const some = new Float32Array(Math.floor((count + step - 1) / step));
  for (let f = 0; f < features; f++) {
    for (let i = 0; i < some.length; i++) some[i] = rows[i * step * features + f]!;
    some.sort();
    const cuts = thresholds.subarray(f * bins, (f + 1) * bins).fill(Number.POSITIVE_INFINITY);
    let used = 0;
    for (let b = 1; b < bins; b++) {
      const cut = some[Math.floor((b * (some.length - 1)) / bins)]!;
      if (used === 0 || cut > cuts[used - 1]!) cuts[used++] = cut;
    }
    for (let i = 0; i < count; i++) {
      const value = rows[i * features + f]!;
      let low = 0;
      let high = used;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cuts[middle]! < value) low = middle + 1;
        else high = middle;
      }
      binned[f * count + i] = low;
    }
  }
  return { count, features, bins, binned, thresholds, ...labels };
}
