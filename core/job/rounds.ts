/** How much a round asks of people, and how it is cut up. */

/** Tasks of one queue shard; a shard is a partition that takes and submits contend on. */
const OBJECTS_PER_SHARD = 250;
/** Of labels that are files: three masks of 24 megapixels take seconds to consolidate, and a batch has a quarter of an hour. */
const OBJECTS_OF_FILES_PER_SHARD = 30;
/** Shards consolidated together: workers are judged better on more answers, and this many fit a function's memory; of labels that are files, fewer. */
const SHARDS_PER_BATCH = 8;
const SHARDS_OF_FILES_PER_BATCH = 1;
const MAX_SHARDS = 32;

/** Default of `MaxConcurrentTaskCount`: Ground Truth's 1,000 where a model learns between rounds, its maximum where only people work. */
export const objectsInFlight = (maxConcurrentTaskCount: number | undefined, autoLabel: boolean): number =>
  maxConcurrentTaskCount ?? (autoLabel ? 1000 : 5000);

export const shardCount = (selected: number, areFiles = false): number =>
  Math.max(1, Math.min(MAX_SHARDS, Math.ceil(selected / (areFiles ? OBJECTS_OF_FILES_PER_SHARD : OBJECTS_PER_SHARD))));

/** The shard of an object: neighbours in the manifest spread evenly. */
export const shardOf = (id: number, shards: number): number => id % shards;

/** Groups of shards consolidated together. */
export function consolidationBatches(shards: number, areFiles = false): { batch: number; shards: number[] }[] {
  const batches: { batch: number; shards: number[] }[] = [];
  const together = areFiles ? SHARDS_OF_FILES_PER_BATCH : SHARDS_PER_BATCH;
  for (let first = 0; first < shards; first += together) {
    const count = Math.min(together, shards - first);
    batches.push({ batch: batches.length, shards: Array.from({ length: count }, (_, i) => first + i) });
  }
  return batches;
}
