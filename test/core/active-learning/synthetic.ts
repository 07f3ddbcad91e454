import { type LoopSettings, type LoopWorld, runLoop } from '../../../core/active-learning/loop';
import { randomGenerator } from '../../../core/random/generator';
import { unitHasher } from '../../../core/random/hash';

export interface SyntheticOptions extends Partial<LoopSettings> {
  seed: number;
  /** What a model says of an object it is sure of to this degree (0…1 at random), and the mean quality its labels then really have. */
  says(sureness: number): number;
  is(sureness: number): number;
  /** Probability that people's label is wrong; they are then three who disagree as workers of that quality do. */
  workerAccuracy?: number;
  /** Whether quality takes any value around its mean instead of 0 and 1. */
  graded?: boolean;
}

export const RULES = { targetAccuracy: 0.9, confidence: 0.95, scope: 'machine' as const };

/** A loop over models of known quality: two labels, 0 (right) and 1 (wrong), or qualities themselves as labels. */
export async function synthetic(options: SyntheticOptions) {
  const { seed, says, is, workerAccuracy = 1, graded = false } = options;
  const random = randomGenerator(`synthetic/${seed}`);
  const settings: LoopSettings = {
    objects: 600,
    classes: 2,
    exact: !graded,
    inFlight: 1000,
    ...RULES,
    ...options,
    seed,
  };
  // Every model is sure of the same objects; which of them it is right on differs.
  const surenessOf = unitHasher(`sureness/${seed}`);
  const human = new Map<number, number>();
  const world: LoopWorld<number> = {
    ask: async (ids) =>
      ids.map((id) => {
        const votes = [0, 1, 2].map(() => (random.next() < workerAccuracy ? 0 : 1));
        const wrong = votes.filter((vote) => vote === 1).length;
        const target = wrong > 1 ? 1 : 0;
        human.set(id, target);
        const agreeing = wrong === 0 || wrong === 3 ? 3 : 1;
        return { target, confidence: agreeing === 3 ? 0.99 : 0.7, pairs: workerAccuracy < 1 ? 3 : 0, agreeing };
      }),
    train: async () => undefined,
    score: async (ids) =>
      ids.map((id) => {
        const sureness = surenessOf(id);
        const quality = is(sureness);
        const target = graded
          ? 1 - Math.min(1, Math.max(0, quality + (random.next() - 0.5) * 0.1))
          : random.next() < quality
            ? 0
            : 1;
        return { target, confidence: says(sureness) };
      }),
    quality: (predicted, truth) => (graded ? 1 - predicted : predicted === truth ? 1 : 0),
  };
  const outcome = await runLoop(settings, world);
  const machine = [...outcome.machine.values()];
  const machineLoss = machine.reduce((sum, loss) => sum + loss, 0);
  const humanLoss = [...human.values()].reduce((sum, loss) => sum + loss, 0);
  return {
    ...outcome,
    settings,
    coverage: machine.length / settings.objects,
    machineQuality: machine.length ? 1 - machineLoss / machine.length : 1,
    datasetQuality: 1 - (machineLoss + humanLoss) / settings.objects,
  };
}
