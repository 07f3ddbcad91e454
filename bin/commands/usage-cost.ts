import { estimateCost } from '../../local/metering/estimate-cost';

/** Quantities by service and what was counted. */
export type Usage = Record<string, Record<string, number>>;

export interface Cost {
  totalUsd: number;
  /** Largest first. */
  services: { service: string; usd: number }[];
}

/** What was used between two readings of the meter, at list prices. */
export const costBetween = (before: Usage, after: Usage): Cost => costOf(difference(before, after));

export function costOf(usage: Usage): Cost {
  const estimate = estimateCost(usage);
  return estimate;
}

export function difference(before: Usage, after: Usage): Usage {
  return Object.fromEntries(
    Object.entries(after).map(([service, counts]) => [
      service,
      Object.fromEntries(Object.entries(counts).map(([what, count]) => [what, count - (before[service]?.[what] ?? 0)])),
    ]),
  );
}
