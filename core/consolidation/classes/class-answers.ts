/** Answers to "which one class?", as numbers: parallel arrays, one entry per answer. Objects, workers and classes count from 0. */
export interface ClassAnswers {
  objects: number;
  workers: number;
  classes: number;
  object: Int32Array;
  worker: Int32Array;
  label: Int32Array;
}

/**
 * How often each worker answered what, by true class: expected counts, sparse. Entries of worker `w` are `start[w] … start[w+1]`.
 * Counts add up over batches, which is how what earlier batches taught is carried on.
 */
export interface ConfusionCounts {
  start: Int32Array;
  trueClass: Int32Array;
  answer: Int32Array;
  count: Float64Array;
}

/** What aggregating gives: a label per object, -1 where nobody answered, and the probability that it is right. */
export interface ClassConsensus {
  labels: Int32Array;
  confidences: Float64Array;
}

/** Positions of the answers ordered by object, then worker, then label, so that results cannot depend on the order of arrival. */
export function inCanonicalOrder({ objects, workers, classes, object, worker, label }: ClassAnswers): Int32Array {
  let order = inOrder(object.length);
  order = stableSort(order, label, classes);
  order = stableSort(order, worker, workers);
  return stableSort(order, object, objects);
}

/** 0, 1, 2 … */
export function inOrder(count: number): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}

/** Where each key's run begins in an array sorted by key; one more entry marks the end. */
export function runStarts(keys: Int32Array, count: number): Int32Array {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < keys.length; i++) start[keys[i]! + 1]!++;
  for (let key = 0; key < count; key++) start[key + 1]! += start[key]!;
  return start;
}

/** Counting sort of positions by `keys[position]`. */
export function stableSort(positions: Int32Array, keys: Int32Array, count: number): Int32Array {
  const next = runStarts(keys, count);
  const sorted = new Int32Array(positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    sorted[next[keys[position]!]!++] = position;
  }
  return sorted;
}
