/**
 * The labeling loop without a cloud: the same decisions as the state machine's, on data in memory. `simulate` runs it; a test holds it against a real job.
 */
import type { RoundReport } from '../job/report';
import type { ValidationScore } from './certify';
import { historyBefore } from './history';
import { type Agreement, humanNoise, totalsOf } from './human-noise';
import type { LossFacts } from './loss-limit';
import { nextStep, type Step, type Validation } from './next-step';
import type { PromiseRules } from './promise';
import type { Experience } from './recalibration';
import { type SelectionPlan, selectObjects } from './selection';
import { type Verdict, verdictOn } from './verdict';

/** What people together said of an object. */
export interface HumanLabel<Target> extends Agreement {
  target: Target;
}

export interface LoopPrediction<Target> {
  target: Target;
  confidence: number;
}

/** Who labels, learns and scores. Ids are object numbers, 0…objects-1. */
export interface LoopWorld<Target> {
  /** People label objects; one entry per id, undefined where nobody answered. Ids come in ascending order, each once in a job. */
  ask(ids: readonly number[], round: number): Promise<(HumanLabel<Target> | undefined)[]>;
  /** Trains a model on the human labels of these objects (ascending), or says why nothing can be learnt from them. */
  train(ids: readonly number[], round: number): Promise<string | undefined>;
  /** The newest model's prediction of each object; undefined where it gave none. */
  score(ids: readonly number[], round: number): Promise<(LoopPrediction<Target> | undefined)[]>;
  /** Quality of a predicted label against people's, 0…1. */
  quality(predicted: Target, human: Target): number;
}

export interface LoopSettings extends PromiseRules {
  objects: number;
  seed: string | number;
  /** Labels an object can have; tells how likely wrong answers agree. */
  classes: number;
  /** Whether quality is 0 or 1 and nothing between. */
  exact: boolean;
  /** Most objects people have in hand at once. */
  inFlight: number;
}

export interface LoopOutcome<Target> {
  /** Labels the model gave, by object. */
  machine: Map<number, Target>;
  /** Objects people labelled. */
  human: number[];
  rounds: RoundReport[];
  /** Why the loop ended. */
  ended: string;
}

/** Runs a job's loop to its end. `tell` hears of every round when it is over. */
export async function runLoop<Target>(
  settings: LoopSettings,
  world: LoopWorld<Target>,
  tell: (round: RoundReport) => void = () => {},
): Promise<LoopOutcome<Target>> {
  const loop = new Loop(settings, world);
  while (loop.left.size > 0) tell(await loop.round());
  const ended = loop.rounds.at(-1)?.last ? loop.rounds.at(-1)!.stepReason! : 'every object has its label';
  return { machine: loop.machine, human: [...loop.labels.keys()].sort(ascending), rounds: loop.rounds, ended };
}

class Loop<Target> {
  readonly left: Set<number>;
  readonly labels = new Map<number, HumanLabel<Target>>();
  readonly machine = new Map<number, Target>();
  readonly rounds: RoundReport[] = [];
  /** What the newest model thinks of the objects it scored. */
  private readonly predictions = new Map<number, LoopPrediction<Target>>();
  private hasModel = false;
  /** Objects people labelled in the round before, with those of earlier looks of the same validation, and what came of the confidences in them. */
  private asked: number[] = [];
  private experience: Experience[] = [];

  constructor(
    private readonly settings: LoopSettings,
    private readonly world: LoopWorld<Target>,
  ) {
    this.left = new Set(Array.from({ length: settings.objects }, (_, id) => id));
  }

  /** One round: score, judge, decide, ask, train. */
  async round(): Promise<RoundReport> {
    const report: RoundReport = { round: this.rounds.length + 1 };
    const { pending, ended } = historyBefore(report.round, this.rounds);
    if (ended) await this.ask(report, { count: this.left.size, kind: 'in-order', floor: null });
    else {
      this.experience = this.tested(this.asked).map(({ confidence, loss }) => ({ confidence, loss }));
      // After a validation the model is still the same, and so is what it thinks of every object.
      if (!pending) await this.score(report);
      else Object.assign(report, { scored: this.left.size }, this.judge(pending));
      if (this.left.size > 0) await this.proceed(report, pending);
    }
    this.rounds.push(report);
    return report;
  }

  private async proceed(report: RoundReport, judged: Validation | undefined): Promise<void> {
    const step = this.decide(report, judged);
    Object.assign(report, reportOf(step));
    await this.ask(report, step);
    if (step.kind !== 'validate' && !step.last && this.left.size > 0) await this.train(report);
  }

  private async score(report: RoundReport): Promise<void> {
    this.predictions.clear();
    if (!this.hasModel) return;
    const ids = [...this.left].sort(ascending);
    report.scored = ids.length;
    for (const [i, prediction] of (await this.world.score(ids, report.round)).entries())
      if (prediction && prediction.confidence >= 0 && prediction.confidence <= 1)
        this.predictions.set(ids[i]!, prediction);
  }

  private facts(): LossFacts {
    const { classes } = this.settings;
    return {
      rules: this.settings,
      objects: this.labels.size + this.machine.size + this.left.size,
      human: this.labels.size,
      left: this.left.size,
      noise: humanNoise(totalsOf(this.labels.values()), classes),
      classes,
      lossSpent: historyBefore(this.rounds.length + 1, this.rounds).lossSpent,
    };
  }

  /** Objects people labelled, held against what the newest model had said of them. */
  private tested(ids: readonly number[]): ValidationScore[] {
    return ids.flatMap((id) => {
      const prediction = this.predictions.get(id);
      const label = this.labels.get(id);
      if (!prediction || !label) return [];
      return [{ id, confidence: prediction.confidence, loss: 1 - this.world.quality(prediction.target, label.target) }];
    });
  }

  private judge(asked: Validation): Verdict {
    const sample = this.tested(this.asked);
    const open = [...this.left].flatMap((id) => this.predictions.get(id)?.confidence ?? []);
    const unlabelled = Float64Array.from(open.filter((confidence) => confidence >= asked.floor));
    const verdict = verdictOn({ asked, unlabelled, sample, exact: this.settings.exact }, this.facts());
    if (verdict.threshold !== null)
      for (const id of this.left) {
        const prediction = this.predictions.get(id);
        if (!prediction || prediction.confidence < verdict.threshold) continue;
        this.machine.set(id, prediction.target);
        this.left.delete(id);
      }
    return verdict;
  }

  private decide(report: RoundReport, judged: Validation | undefined): Step {
    const { confidence, inFlight } = this.settings;
    const history = historyBefore(report.round, [...this.rounds, report]);
    const open = [...this.left].flatMap((id) => this.predictions.get(id)?.confidence ?? []);
    return nextStep({
      ...this.facts(),
      lossSpent: history.lossSpent,
      confidences: Float64Array.from(open).sort().reverse(),
      experience: this.experience,
      hasModel: this.hasModel,
      judged: judged !== undefined,
      goesOn: report.goesOn ? judged : undefined,
      trainable: true,
      deltaLeft: 1 - confidence - history.deltaSpent,
      fruitless: history.fruitless,
      inFlight,
    });
  }

  private async ask(report: RoundReport, step: Pick<SelectionPlan, 'count' | 'kind' | 'floor'>): Promise<void> {
    const { seed, inFlight } = this.settings;
    const count = Math.min(step.count, inFlight);
    const candidates = [...this.left].map((id) => {
      const { confidence, target } = this.predictions.get(id) ?? {};
      return { id, part: 0, confidence, label: target };
    });
    const { items, validation, random, uncertain } = await selectObjects(candidates, {
      ...step,
      count,
      round: report.round,
      seed,
    });
    Object.assign(report, { asked: items.length, validation, random, uncertain });
    const ids = items.map(({ id }) => id);
    for (const [i, label] of (await this.world.ask(ids, report.round)).entries()) {
      if (label) this.labels.set(ids[i]!, label);
      this.left.delete(ids[i]!);
    }
    this.asked = report.asks && report.asks.look > 1 ? [...this.asked, ...ids] : ids;
  }

  private async train(report: RoundReport): Promise<void> {
    const ids = [...this.labels.keys()].sort(ascending);
    const reason = await this.world.train(ids, report.round);
    this.hasModel ||= reason === undefined;
    Object.assign(report, reason === undefined ? { trainedOn: ids.length } : { trainingReason: reason });
  }
}

const ascending = (a: number, b: number): number => a - b;

/** A step as a round's report keeps it. */
export const reportOf = ({ kind, reason, expectedSaved, validation, last }: Step): Partial<RoundReport> => ({
  step: kind,
  stepReason: reason,
  ...(expectedSaved !== undefined && { expectedSaved: Math.round(expectedSaved) }),
  ...(validation && { asks: validation }),
  ...(last && { last }),
});
