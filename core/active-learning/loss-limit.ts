/** How wrong a model's labels may be, measured against people's labels, so that the promise holds. */
import type { HumanNoise } from './human-noise';
import type { PromiseRules } from './promise';

/** Largest mean loss (1 - quality) allowed when the model labels that many more objects. */
export type LossLimit = (machineLabelled: number) => number;

export interface LossFacts {
  rules: PromiseRules;
  /** All objects of the job, those people labelled, and those neither people nor a model did. */
  objects: number;
  human: number;
  left: number;
  noise: HumanNoise;
  /** Labels an object can have. */
  classes: number;
  /** Of the promise on the data set: losses the machine labels given so far may amount to. */
  lossSpent: number;
}

export function lossLimit({ rules, noise, classes, objects, human, left, lossSpent }: LossFacts): LossLimit {
  const loss = 1 - rules.targetAccuracy;
  // A right label is held to be wrong where people are wrong; a wrong one to be right where both err alike.
  const against = (share: number) => share + noise.atLeast * (1 - (share * classes) / Math.max(1, classes - 1));
  if (rules.scope === 'machine') return () => Math.min(1, against(loss));
  return (machineLabelled) => {
    // What the model does not take people label, and err on.
    const budget = loss * objects - lossSpent - noise.expected * (human + left - machineLabelled);
    const share = Math.min(1, Math.max(0, budget) / Math.max(1, machineLabelled));
    return share >= 1 ? 1 : Math.min(1, against(share));
  };
}

/** The loss against the truth that a loss against people's labels stands for, their noise taken out. */
export function trueLoss(againstPeople: number, { noise, classes }: Pick<LossFacts, 'noise' | 'classes'>): number {
  const slope = 1 - (noise.atLeast * classes) / Math.max(1, classes - 1);
  return slope <= 0 ? againstPeople : Math.min(1, Math.max(0, (againstPeople - noise.atLeast) / slope));
}
