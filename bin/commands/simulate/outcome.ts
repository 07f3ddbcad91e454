import type { Learner } from '../../../model/learners/learner';
import type { Overall } from './overall';
import type { SetAside } from './read-pool';
import type { SeedResult } from './result';
import type { SimulationSettings } from './settings';

/** What `--json` prints, and what the report and the page are made of. */
export interface SimulationOutcome {
  settings: SimulationSettings & { seeds: number; firstSeed: number; pricePerAnswer?: number };
  objects: number;
  labels: readonly string[];
  /** What accuracy means here. */
  measure: Learner['measure'];
  /** Lines of the input that were left out. */
  setAside: number;
  firstSetAside: readonly SetAside[];
  overall: Overall;
  seeds: SeedResult[];
  /** Where a price was given: what people cost, mean over seeds, and what they would cost without a model. */
  cost?: { people: number; withoutModel: number };
}

/** The measure in words. */
export const MEASURE: Record<Learner['measure'], string> = {
  accuracy: 'accuracy',
  meanIoU: 'mean IoU',
  f1: 'F1',
};

/** Why jobs ended, and how many did so; most frequent first. Numbers differ from seed to seed and are left out. */
export function endings(seeds: readonly SeedResult[]): { reason: string; seeds: number }[] {
  const counts = new Map<string, number>();
  for (const { ended } of seeds) {
    const reason = ended.replace(/\b\d[\d,.]*\b/g, 'so many');
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, seeds]) => ({ reason, seeds })).sort((a, b) => b.seeds - a.seeds);
}
