/** What a validation showed, in a round's report. */
import type { RoundReport } from '../job/report';
import { certify, type ValidationScore } from './certify';
import { type LossFacts, lossLimit, trueLoss } from './loss-limit';

export interface Validated {
  /** The report of the round that asked for the validation. */
  asked: RoundReport;
  /** Confidence of every unlabelled object at or above the floor. */
  unlabelled: Float64Array;
  sample: readonly ValidationScore[];
  exact: boolean;
}

export type Verdict = Required<
  Pick<
    RoundReport,
    | 'threshold'
    | 'thresholdReason'
    | 'validatedOn'
    | 'validationAccuracy'
    | 'accuracyBound'
    | 'lossSpent'
    | 'humanNoise'
    | 'machineLabeled'
  >
>;

/** Where people's labels are noisy, the bound is on true quality: their noise has been taken out. */
export function verdictOn({ asked, unlabelled, sample, exact }: Validated, facts: LossFacts): Verdict {
  const delta = asked.delta ?? 0;
  const found = certify({
    unlabelled,
    sample,
    exact,
    limit: lossLimit(facts),
    delta,
    starts: asked.starts ?? [],
  });
  const bound = found.threshold === null ? 0 : 1 - trueLoss(1 - found.bound, facts);
  const shown = `${percent(found.quality)} of ${found.accepted} validation objects`;
  return {
    threshold: found.threshold,
    thresholdReason:
      found.threshold === null
        ? `no confidence is safe: the model is right on ${shown}, not enough to promise ${percent(facts.rules.targetAccuracy)}`
        : `the model is right on ${shown} at or above it; with certainty ${percent(1 - delta)} on at least ${percent(bound)} of the ${found.region} it labels`,
    validatedOn: sample.length,
    validationAccuracy: found.quality,
    accuracyBound: bound,
    lossSpent: (1 - bound) * found.region,
    humanNoise: facts.noise.expected,
    machineLabeled: found.region,
  };
}

const percent = (share: number): string => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;
