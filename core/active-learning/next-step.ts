/** What a round asks of people, and why: the loop's one decision, the same in a job and in a simulation. */
import { type LossFacts, lossLimit } from './loss-limit';
import { type Look, planValidation } from './plan';
import { type Experience, recalibration } from './recalibration';

/**
 * `first`: a random sample, nothing is known yet. `train`: what teaches most, of what the model cannot take. `validate`: a random sample of what it might take.
 */
export type StepKind = 'first' | 'train' | 'validate';

export interface Step {
  kind: StepKind;
  count: number;
  /** Objects at or above this confidence are the region the model may take: `validate` draws from it, `train` from what lies below. Null: there is no such region. */
  floor: number | null;
  /** Labels the newest model is expected to save. */
  expectedSaved?: number;
  validation?: Validation;
  reason: string;
  /** People label whatever is left; no model is trained any more. */
  last: boolean;
}

/** What was fixed of a validation before it began, and how far it is. */
export interface Validation {
  floor: number;
  starts: number[];
  looks: Look[];
  /** The look at hand, from 1. */
  look: number;
}

export interface StepFacts extends LossFacts {
  /** Confidence of the newest model for every object left that it scored, highest first. */
  confidences: Float64Array;
  /** What came of the confidences of the round before. */
  experience: readonly Experience[];
  hasModel: boolean;
  /** A validation that is to go on with its next look. */
  goesOn: Validation | undefined;
  /** Whether the model has been validated already, so that it must learn before it is looked at again. */
  judged: boolean;
  /** Whether another model can be trained at all. */
  trainable: boolean;
  /** Of the error probability, what earlier validations left. */
  deltaLeft: number;
  /** Models in a row that were not expected to save anything. */
  fruitless: number;
  inFlight: number;
}

/** A first sample teaches every class something and shows more than chance; later rounds add half of what there is. */
const FEWEST_FIRST = 80;
const PER_CLASS = 10;
const FIRST_SHARE = 0.01;
const GROWTH = 0.5;
/** A validation that is expected to save less than this is not worth a round. */
const LEAST_SAVED = 10;
const LEAST_SAVED_SHARE = 0.005;
/** Of the error probability that is left, what a validation uses. Most jobs end with the first or second. */
const LOOK_SHARE = 0.7;
/** Of the objects left, the fewest a round asks. */
const FEWEST_SHARE = 0.02;
const FRUITLESS_ROUNDS = 5;
const FRUITLESS_ROUNDS_AT_ALL = 20;

export function nextStep(facts: StepFacts): Step {
  const { objects, human, left, inFlight, confidences } = facts;
  const end = (reason: string): Step => ({
    kind: 'train',
    count: left,
    floor: null,
    reason: `${reason}; people label the rest`,
    last: true,
  });
  const first = Math.max(FEWEST_FIRST, PER_CLASS * facts.classes, Math.ceil(FIRST_SHARE * objects));
  const batch = Math.min(left, inFlight, Math.max(Math.ceil(first / 2), Math.ceil(GROWTH * human)));
  if (!facts.hasModel)
    return {
      kind: 'first',
      count: Math.min(left, inFlight, first),
      floor: null,
      reason: 'there is no model yet: a random sample',
      last: false,
    };

  if (facts.goesOn) return nextLook(facts.goesOn);
  if (confidences.length === 0) return end(`the model could score none of the ${left} objects left`);
  const lastChance = left <= batch;
  const delta = lastChance || !facts.trainable ? facts.deltaLeft : LOOK_SHARE * facts.deltaLeft;
  const possible = planValidation({
    confidences,
    expected: recalibration(facts.experience),
    limit: lossLimit(facts),
    delta,
    most: inFlight,
  });
  const worth = possible !== undefined && possible.saved >= Math.max(LEAST_SAVED, LEAST_SAVED_SHARE * objects);
  const plan = worth ? possible : undefined;
  const expectedLeft = left - (plan ? Math.round(plan.saved) + plan.sample : 0);
  // Teaching draws from what the model cannot take: when next to nothing is left of that, it would cost what it wants to save.
  const settled = plan !== undefined && (expectedLeft <= batch || left - plan.starts[0]! <= batch / 2);
  if (plan && !facts.judged && (settled || !facts.trainable)) {
    const { looks, starts, pool, saved } = plan;
    const floor = confidences[pool - 1]!;
    return {
      kind: 'validate',
      count: looks[0]!.sample,
      floor,
      expectedSaved: saved,
      validation: { floor, starts, looks, look: 1 },
      reason: `${looks[0]!.sample} of the ${pool} objects the model is surest of, drawn at random, and up to ${looks.at(-1)!.sample} where they leave it open; about ${Math.round(saved)} labels are expected to be saved`,
      last: false,
    };
  }
  const hopeless =
    facts.fruitless >= FRUITLESS_ROUNDS_AT_ALL || (facts.fruitless >= FRUITLESS_ROUNDS && human >= objects / 3);
  if (hopeless) return end(`${facts.fruitless} models in a row could not be expected to reach the target`);
  if (!facts.trainable) return end('the model given cannot be expected to save more');
  // What was not safe in a validation may be so for the next model: it is left alone as far as half as many errors again would leave room for it.
  const kept = plan === undefined ? 0 : plan.starts[facts.judged ? 1 : 0]!;
  const outside = left - kept;
  if (lastChance && (!plan || outside === 0)) return end(`only ${left} objects are left`);
  const fewest = Math.min(left, Math.max(LEAST_SAVED, Math.ceil(FEWEST_SHARE * left)));
  return {
    kind: 'train',
    count: Math.min(batch, Math.max(fewest, outside)),
    floor: outside >= fewest && kept > 0 ? confidences[kept - 1]! : null,
    ...(plan && { expectedSaved: plan.saved }),
    reason: plan
      ? `the model is expected to save about ${Math.round(plan.saved)} labels, ${expectedLeft} objects would be left to people: more teaching first`
      : 'no part of the objects left can be expected to reach the target yet',
    last: false,
  };
}

function nextLook({ look, ...validation }: Validation): Step {
  const [before, now] = validation.looks.slice(look - 1);
  const count = now!.sample - before!.sample;
  return {
    kind: 'validate',
    count,
    floor: validation.floor,
    validation: { ...validation, look: look + 1 },
    reason: `${count} more of the same objects: the first ${before!.sample} leave it open`,
    last: false,
  };
}
