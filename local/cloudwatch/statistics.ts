export interface Datum {
  at: number;
  /** One sample, or a set of them summed up by the sender. */
  count: number;
  sum: number;
  min: number;
  max: number;
  unit: string;
}

export interface Datapoint {
  at: number;
  value: number;
  unit: string;
}

const statistics: Record<string, (data: Datum[]) => number> = {
  SampleCount: (data) => data.reduce((total, { count }) => total + count, 0),
  Sum: (data) => data.reduce((total, { sum }) => total + sum, 0),
  Average: (data) => statistics.Sum!(data) / statistics.SampleCount!(data),
  Minimum: (data) => Math.min(...data.map(({ min }) => min)),
  Maximum: (data) => Math.max(...data.map(({ max }) => max)),
};

export const knownStatistic = (name: string): boolean => Object.hasOwn(statistics, name);

/** One datapoint per period that has data, oldest first. */
export function datapoints(
  data: readonly Datum[],
  statistic: string,
  period: number,
  from: number,
  to: number,
): Datapoint[] {
  const width = period * 1000;
  const buckets = new Map<number, Datum[]>();
  for (const datum of data) {
    if (datum.at < from || datum.at >= to) continue;
    const start = Math.floor(datum.at / width) * width;
    const bucket = buckets.get(start);
    if (bucket) bucket.push(datum);
    else buckets.set(start, [datum]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([at, bucket]) => ({ at, value: statistics[statistic]!(bucket), unit: bucket[0]!.unit }));
}
