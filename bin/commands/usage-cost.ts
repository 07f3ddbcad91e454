import { type CostEstimate, estimateCost } from '../../local/metering/estimate-cost';

/** Quantities by service and what was counted. */
export type Usage = Parameters<typeof estimateCost>[0];

/** What was used between two readings of the meter, at list prices. */
export const costBetween = (before: Usage, after: Usage): CostEstimate => estimateCost(difference(before, after));

function difference(before: Usage, after: Usage): Usage {
  return Object.fromEntries(
    Object.entries(after).map(([service, counts]) => [
      service,
      Object.fromEntries(Object.entries(counts).map(([what, count]) => [what, count - (before[service]?.[what] ?? 0)])),
    ]),
  );
}
