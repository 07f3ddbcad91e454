/**
 * Which objects validate a model instead of training it.
 *
 * Ground Truth validates on 20 % of a data set below 5,000 objects and 10 % above. Here that share of all objects is marked as validation
 * objects before anything is asked, by a hash of the object's id. Selection draws them only at random, never for their uncertainty (see
 * selection.ts), so the labelled ones are at any time a random sample of the marked ones, and the marked ones a random sample of all. Whether a
 * label validates or trains is thus known from its id alone, in every step and on every repetition.
 */
import { unitHasher } from '../random/hash';

const SMALL_DATASET = 5000;

/** Share of the data set that is marked for validation. */
export const validationFraction = (objects: number): number => (objects < SMALL_DATASET ? 0.2 : 0.1);

/** A function telling whether an object is a validation object. Keep it when asking for many. */
export function validationMembership(seed: string | number, objects: number): (id: number) => boolean {
  const unit = unitHasher(`validation/${seed}`);
  const fraction = validationFraction(objects);
  return (id) => unit(id) < fraction;
}

export const isValidation = (seed: string | number, objects: number, id: number): boolean =>
  validationMembership(seed, objects)(id);
