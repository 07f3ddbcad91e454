/** What a validation showed, in a round's report. */
import type { RoundReport } from '../job/report';
import { certify, type ValidationScore } from './certify';
import { expectedOfGoingOn } from './look-ahead';
import { type LossFacts, lossLimit, trueLoss } from './loss-limit';
import type { Validation } from './next-step';

export interface Validated {
  asked: Validation;
  /** Confidence of every unlabelled object at or above the floor. */
  unlabelled: Float64Array;
  sample: readonly ValidationScore[];
  exact: boolean;
}

export type Verdict = Required<
  Pick<
    RoundReport,
    | 'threshold'
    | 'goesOn'
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
  const { delta } = asked.looks[asked.look - 1]!;
  const limit = lossLimit(facts);
  const certified = certify({ unlabelled, sample, exact, limit, delta, starts: asked.starts });
  const goesOn = expectedOfGoingOn({ asked, unlabelled, sample, limit }) > certified.region;
  const found = goesOn ? { ...certified, threshold: null, region: 0 } : certified;
  const bound = found.threshold === null ? 0 : 1 - trueLoss(1 - found.bound, facts);
  const shown = `${percent(found.quality)} of ${found.accepted} validation objects`;
  return {
    threshold: found.threshold,
    goesOn,
    thresholdReason: goesOn
      ? `the model is right on ${shown}: more have to be seen to promise ${percent(facts.rules.targetAccuracy)}`
      : found.threshold === null
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
