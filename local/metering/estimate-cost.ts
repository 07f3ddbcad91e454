import type { MeterSnapshot } from './meter';
import { type Price, prices, serverlessGbSecond, trainingInstances } from './prices';

export interface CostLine {
  service: string;
  /** What was counted, as the meter names it. */
  what: string;
  quantity: number;
  unit: string;
  usd: number;
}

export interface CostEstimate {
  totalUsd: number;
  /** Largest first. */
  services: { service: string; usd: number }[];
  /** Largest first. */
  lines: CostLine[];
  /** Counted things that cost money on AWS but have no price here: the total is too low by them. */
  unpriced: { service: string; what: string; quantity: number }[];
}

/** What the counted calls and quantities would have cost on AWS at list prices. */
export function estimateCost(usage: MeterSnapshot): CostEstimate {
  const lines: CostLine[] = [];
  const unpriced: CostEstimate['unpriced'] = [];
  for (const [service, counts] of Object.entries(usage)) {
    for (const [what, quantity] of Object.entries(counts)) {
      if (what.startsWith('calls.') || quantity === 0) continue;
      const price = prices[service]?.[what] ?? (service === 'sagemaker' ? sageMakerPrice(what) : undefined);
      if (price) lines.push({ service, what, quantity, unit: price.unit, usd: quantity * price.usd });
      else if (service === 'sagemaker') unpriced.push({ service, what, quantity });
    }
  }
  lines.sort((a, b) => b.usd - a.usd);
  const totals = new Map<string, number>();
  for (const { service, usd } of lines) totals.set(service, (totals.get(service) ?? 0) + usd);
  const services = [...totals].map(([service, usd]) => ({ service, usd })).sort((a, b) => b.usd - a.usd);
  return { totalUsd: services.reduce((sum, { usd }) => sum + usd, 0), services, lines, unpriced };
}

/** `TrainingSeconds.<instance type>`, `ServerlessGBSeconds`, `ServerlessMs.<memory in MB>`. */
function sageMakerPrice(what: string): Price | undefined {
  const [kind, ...rest] = what.split('.');
  const detail = rest.join('.');
  if (kind === 'TrainingSeconds') return trainingInstances[detail];
  if (kind === 'ServerlessGBSeconds') return serverlessGbSecond;
  if (kind === 'ServerlessMs' && Number(detail) > 0) {
    return { ...serverlessGbSecond, usd: (serverlessGbSecond.usd * Number(detail)) / 1024 / 1000, unit: 'millisecond' };
  }
  return undefined;
}
