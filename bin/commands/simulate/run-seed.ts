import { type HumanLabel, type LoopWorld, runLoop } from '../../../core/active-learning/loop';
import type { RoundReport } from '../../../core/job/report';
import type { Model } from '../../../model/learners/learner';
import { People } from './people';
import type { Pool } from './pool';
import type { SeedResult } from './result';
import type { SimulationSettings } from './settings';
import { type ModelTrace, Tracer } from './trace';

export interface SeedRun {
  result: SeedResult;
  /** What its last model was like; absent where none was trained or nobody asked. */
  trace?: ModelTrace;
  /** Every object's label, where asked for. */
  labels?: SeedLabel[];
}

/** The label an object ended with. */
export interface SeedLabel {
  target: unknown;
  by: 'machine' | 'human';
  confidence: number;
}

export interface SeedWishes {
  trace?: boolean;
  labels?: boolean;
}

/** One job from its first question to its last label. The result depends on pool, settings and seed alone, but for `seconds`. */
export async function runSeed(
  pool: Pool,
  settings: SimulationSettings,
  seed: number,
  wishes: SeedWishes = {},
  tell: (report: RoundReport) => void = () => {},
): Promise<SeedRun> {
  const started = performance.now();
  const { learner, labels, inputs, truths } = pool;
  const people = new People(pool, { ...settings, seed });
  const said = new Map<number, HumanLabel<unknown>>();
  const sure = new Map<number, number>();
  const tracer = wishes.trace ? new Tracer((id, target) => learner.quality(target, truths[id])) : undefined;
  let model: Model | undefined;
  const world: LoopWorld<unknown> = {
    async ask(ids) {
      const given = people.label(ids);
      for (const [i, label] of given.entries()) if (label) said.set(ids[i]!, label);
      return given;
    },
    async train(ids) {
      const examples = ids.map((id) => ({ input: inputs[id], target: said.get(id)!.target }));
      const reason = learner.unlearnable(
        examples.map(({ target }) => target),
        labels,
      );
      if (reason !== undefined) return reason;
      model = await learner.train(examples, { labels, seed }, () => {});
      return undefined;
    },
    async score(ids, round) {
      const predictions = model!.predict(ids.map((id) => inputs[id]));
      tracer?.scored(ids, predictions, round);
      if (wishes.labels) for (const [i, { confidence }] of predictions.entries()) sure.set(ids[i]!, confidence);
      return predictions;
    },
    quality: (predicted, human) => learner.quality(predicted, human),
  };
  const { machine, human, rounds, ended } = await runLoop<unknown>(
    {
      objects: inputs.length,
      seed,
      classes: labels.length,
      exact: pool.kind.exact,
      inFlight: settings.maxConcurrent,
      targetAccuracy: settings.targetAccuracy,
      confidence: settings.confidence,
      scope: settings.scope,
    },
    world,
    (report) => {
      tracer?.over(report);
      tell(report);
    },
  );
  const qualityOf = (labelled: Iterable<[number, unknown]>) => {
    let sum = 0;
    for (const [id, target] of labelled) sum += learner.quality(target, truths[id]);
    return sum;
  };
  const byModel = qualityOf(machine);
  const byPeople = qualityOf(human.map((id): [number, unknown] => [id, said.get(id)!.target]));
  const machineAccuracy = machine.size > 0 ? byModel / machine.size : null;
  const datasetAccuracy = (byModel + byPeople) / inputs.length;
  const promised = settings.scope === 'machine' ? machineAccuracy : datasetAccuracy;
  const result: SeedResult = {
    seed,
    coverage: machine.size / inputs.length,
    machineAccuracy,
    datasetAccuracy,
    humanObjects: human.length,
    humanAnswers: human.length * settings.answersPerObject,
    rounds: rounds.length,
    seconds: Math.round(performance.now() - started) / 1000,
    // Where the model labelled nothing, nothing was promised of it: what people say is theirs.
    violations: machine.size > 0 && promised! < settings.targetAccuracy - 1e-9 ? 1 : 0,
    ended,
    reports: rounds,
  };
  const labelOf = (id: number): SeedLabel =>
    machine.has(id)
      ? { target: machine.get(id), by: 'machine', confidence: sure.get(id)! }
      : { target: said.get(id)!.target, by: 'human', confidence: said.get(id)!.confidence };
  return {
    result,
    trace: tracer?.last(),
    labels: wishes.labels ? inputs.map((_, id) => labelOf(id)) : undefined,
  };
}
