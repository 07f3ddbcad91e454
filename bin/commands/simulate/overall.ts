import type { Figures, Range, SeedResult } from './result';

export interface Overall extends Figures {
  /** Seeds whose model labelled at least one object; `machineAccuracy` is their mean. */
  automated: number;
  ranges: Record<'coverage' | 'machineAccuracy' | 'datasetAccuracy' | 'humanAnswers' | 'rounds', Range | null>;
}

/** Means over the seeds, with violations counted and `seconds` as given: the whole run's. */
export function overallOf(seeds: readonly SeedResult[], seconds: number): Overall {
  const machine = seeds.flatMap(({ machineAccuracy }) => machineAccuracy ?? []);
  const all = (key: 'coverage' | 'datasetAccuracy' | 'humanObjects' | 'humanAnswers' | 'rounds') =>
    seeds.map((seed) => seed[key]);
  return {
    coverage: mean(all('coverage')),
    machineAccuracy: machine.length > 0 ? mean(machine) : null,
    datasetAccuracy: mean(all('datasetAccuracy')),
    humanObjects: mean(all('humanObjects')),
    humanAnswers: mean(all('humanAnswers')),
    rounds: mean(all('rounds')),
    seconds,
    violations: seeds.reduce((sum, { violations }) => sum + violations, 0),
    automated: machine.length,
    ranges: {
      coverage: rangeOf(all('coverage')),
      machineAccuracy: rangeOf(machine),
      datasetAccuracy: rangeOf(all('datasetAccuracy')),
      humanAnswers: rangeOf(all('humanAnswers')),
      rounds: rangeOf(all('rounds')),
    },
  };
}

/** Median and the 5th and 95th percentile, between neighbours by straight lines; null without values. */
export function rangeOf(values: readonly number[]): Range | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)]!;
    return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
  };
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
