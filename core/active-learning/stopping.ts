/** When to stop asking, and when training another model is pointless. */

/** Ground Truth's stopping conditions; either one being met ends the job. */
export interface StoppingConditions {
  MaxHumanLabeledObjectCount?: number;
  MaxPercentageOfInputDatasetLabeled?: number;
}

export interface Progress {
  objects: number;
  humanLabeled: number;
  machineLabeled: number;
}

export interface Allowance {
  /** How many more objects people may label. */
  human: number;
  /** How many more objects may be labelled by anyone. */
  any: number;
  /** The condition that is met; the job ends. */
  met?: string;
}

/** What the stopping conditions still allow. */
export function allowance(progress: Progress, conditions: StoppingConditions = {}): Allowance {
  const { MaxHumanLabeledObjectCount: maxHuman, MaxPercentageOfInputDatasetLabeled: maxPercentage } = conditions;
  const labeled = progress.humanLabeled + progress.machineLabeled;
  const left = Math.max(0, progress.objects - labeled);
  const cap = maxPercentage === undefined ? progress.objects : Math.ceil((progress.objects * maxPercentage) / 100);
  const any = Math.max(0, Math.min(left, cap - labeled));
  const human = Math.max(0, Math.min(any, (maxHuman ?? Number.POSITIVE_INFINITY) - progress.humanLabeled));
  let met: string | undefined;
  if (maxHuman !== undefined && progress.humanLabeled >= maxHuman) {
    met = `MaxHumanLabeledObjectCount ${maxHuman} is reached`;
  } else if (maxPercentage !== undefined && maxPercentage < 100 && labeled >= cap) {
    met = `MaxPercentageOfInputDatasetLabeled ${maxPercentage} is reached`;
  }
  return { human, any, met };
}

export interface TrainingFacts {
  /** Objects without a label. */
  remaining: number;
  /** Human labels that train and that validate. */
  training: number;
  validation: number;
  /** Distinct classes among the training labels. */
  classes: number;
  /** Threshold of each round that had a model, oldest first. */
  thresholds: readonly (number | null)[];
  /** Fewest validation labels that could show the target, see `fewestThatCanPass`. */
  fewestValidation: number;
}

/** With fewer objects left than this, asking people costs less than another model. */
const FEW_REMAINING = 30;
const FEWEST_TRAINING = 20;
/** Rounds in a row without any safe threshold after which the target is taken to be out of reach. */
const FRUITLESS_ROUNDS = 5;

export interface TrainingDecision {
  train: boolean;
  /** People label whatever is left, in one go: no later model is expected to save any of it. */
  askAll: boolean;
  reason: string;
}

/** Whether the labels at hand make another model worth training. */
export function decideTraining(facts: TrainingFacts): TrainingDecision {
  const fruitless = facts.thresholds.length - 1 - facts.thresholds.findLastIndex((threshold) => threshold !== null);
  if (facts.remaining === 0) return { train: false, askAll: false, reason: 'nothing is left to label' };
  if (facts.remaining < FEW_REMAINING) {
    return { train: false, askAll: true, reason: `only ${facts.remaining} objects are left; people label them` };
  }
  if (fruitless >= FRUITLESS_ROUNDS) {
    return {
      train: false,
      askAll: true,
      reason: `${fruitless} models in a row had no safe threshold; people label the rest`,
    };
  }
  if (facts.training < FEWEST_TRAINING) {
    return {
      train: false,
      askAll: false,
      reason: `${facts.training} training labels; a model needs at least ${FEWEST_TRAINING}`,
    };
  }
  if (facts.classes < 2) return { train: false, askAll: false, reason: 'all training labels are of one class' };
  if (facts.validation < facts.fewestValidation) {
    return {
      train: false,
      askAll: false,
      reason: `${facts.validation} validation labels; at least ${facts.fewestValidation} are needed to promise the target`,
    };
  }
  return { train: true, askAll: false, reason: `${facts.training} training and ${facts.validation} validation labels` };
}
