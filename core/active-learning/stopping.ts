/** When to stop asking, and when training another model is pointless. */

/** Ground Truth's stopping conditions; either one being met ends the job. */
export interface StoppingConditions {
  MaxHumanLabeledObjectCount?: number;
  MaxPercentageOfInputDatasetLabeled?: number;
}

/** The job's counters and the number of its objects. */
export interface Progress {
  objects: number;
  HumanLabeled: number;
  MachineLabeled: number;
}

export interface StoppingState {
  /** A condition is met: the job ends. */
  reached: boolean;
  reason: string;
  /** How many more objects people may label. */
  humanLabelsLeft: number;
  /** How many more objects may be labelled by anyone, people or model. */
  labelsLeft: number;
}

/** What the stopping conditions say at this point. */
export function stoppingReason(conditions: StoppingConditions, progress: Progress): StoppingState {
  const { MaxHumanLabeledObjectCount: maxHuman, MaxPercentageOfInputDatasetLabeled: maxPercentage } = conditions;
  const { objects, HumanLabeled, MachineLabeled } = progress;
  const labeled = HumanLabeled + MachineLabeled;
  const cap = maxPercentage === undefined ? objects : Math.ceil((objects * maxPercentage) / 100);
  const labelsLeft = Math.max(0, cap - labeled);
  const humanLabelsLeft = Math.max(0, Math.min(labelsLeft, (maxHuman ?? Number.POSITIVE_INFINITY) - HumanLabeled));
  const state = (reached: boolean, reason: string) => ({ reached, reason, humanLabelsLeft, labelsLeft });
  if (maxHuman !== undefined && HumanLabeled >= maxHuman) {
    return state(
      true,
      `MaxHumanLabeledObjectCount is reached: people labelled ${HumanLabeled} of at most ${maxHuman} objects`,
    );
  }
  if (maxPercentage !== undefined && labeled >= cap) {
    return state(
      true,
      `MaxPercentageOfInputDatasetLabeled is reached: ${labeled} of ${objects} objects are labelled, at most ${maxPercentage} %`,
    );
  }
  return state(false, 'no stopping condition is met');
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
