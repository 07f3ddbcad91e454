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
