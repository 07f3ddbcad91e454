/** How good each worker is, how sure that is, where they err and how long they take. */
import { type GoldScore, goldScores } from './gold';
import { type ClassNumbers, type Prepared, prepare, type QualityInput } from './input';
import { type Interval, type Moments, meanInterval } from './interval';
import { classBiases } from './workers/bias';
import { classSkills } from './workers/class-skill';
import { likeness } from './workers/likeness';
import { type Speed, speeds } from './workers/speed';

export interface WorkerReport {
  /**
   * What `quality` of a worker is. `accuracy`: the probability that an answer is the right class. `similarity`: 1 - distance to what is
   * right. Both judged by gold where there is some, else by the others' answers, never by the worker's own.
   */
  measure: 'accuracy' | 'similarity';
  /** Names of the classes, where answers are one class each. */
  classes?: string[];
  /** All workers by id. */
  workers: WorkerQuality[];
  /** Where answers were too many to compare: how many objects were drawn for it. */
  sampledObjects?: number;
}

export interface WorkerQuality {
  workerId: string;
  answers: number;
  /** Undefined where neither others nor gold can vouch. */
  quality?: Estimate;
  /** As consolidation estimated it, by the kind's own measure. */
  skill?: number;
  /** Mean similarity to the consolidated label, which the worker's own answer helped to make: kinder than `quality`. */
  toLabel?: number;
  /** Mean similarity to the other answers to the same objects. */
  agreement?: Estimate;
  gold?: Omit<GoldScore, 'workerId'>;
  seconds?: Speed;
  /** Expected counts [true class, answer, count], numbers of `classes`; answers that others or gold vouch for. */
  confusion?: [number, number, number][];
  /** Classes chosen too often (ratio over 1) or too rarely, surest first. */
  bias?: WorkerBias[];
}

export interface WorkerBias extends Interval {
  class: string;
  ratio: number;
  answered: number;
  expected: number;
}

export interface Estimate extends Interval {
  value: number;
  /** How many answers of known worth would tell as much. */
  worth: number;
}

const BIASES = 5;

export const workerReport = <Answer, Label>(input: QualityInput<Answer, Label>): WorkerReport =>
  preparedWorkerReport(input, prepare(input));

export function preparedWorkerReport<Answer, Label>(
  input: QualityInput<Answer, Label>,
  prepared: Prepared<Answer>,
): WorkerReport {
  const { indexed, classes, compared } = prepared;
  const { workerIds, worker, seconds } = indexed;
  const workers: WorkerQuality[] = workerIds.map((workerId) => ({ workerId, answers: 0 }));
  for (const w of worker) workers[w]!.answers++;
  if (input.skills)
    for (const quality of workers) {
      const skill = input.skills.get(quality.workerId);
      if (skill !== undefined) quality.skill = skill;
    }
  if (classes) judgeClasses(workers, prepared, classes);
  else judgeLikeness(workers, input, prepared);

  const times: number[][] = workers.map(() => []);
  for (let i = 0; i < worker.length; i++) if (!Number.isNaN(seconds[i]!)) times[worker[i]!]!.push(seconds[i]!);
  for (const [w, speed] of speeds(times).entries()) if (speed) workers[w]!.seconds = speed;

  const scores = goldScores(input.objects, {
    distance: input.consolidator.distance,
    ...((input.exact ?? classes !== undefined) ? { rightWithin: 0 } : {}),
    ...(input.bar === undefined ? {} : { bar: input.bar }),
  });
  const byId = new Map(workers.map((quality) => [quality.workerId, quality]));
  for (const { workerId, ...score } of scores) byId.get(workerId)!.gold = score;
  return {
    measure: classes ? 'accuracy' : 'similarity',
    ...(classes ? { classes: classes.names } : {}),
    workers,
    ...(compared.sampled ? { sampledObjects: compared.object.length } : {}),
  };
}

function judgeClasses<Answer>(workers: WorkerQuality[], { indexed }: Prepared<Answer>, classes: ClassNumbers): void {
  const { start, worker } = indexed;
  const { names, value, label, gold, confidence } = classes;
  const situation = { start, worker, value, workers: workers.length, classes: names.length, label, confidence, gold };
  const { accuracy, confusion } = classSkills(situation);
  const cells = confusion.byWorker();
  const agreed = agreements(situation);
  const labelled = new Int32Array(workers.length);
  const asLabelled = new Int32Array(workers.length);
  for (let o = 0; o < label.length; o++)
    if (label[o]! >= 0)
      for (let i = start[o]!; i < start[o + 1]!; i++) {
        labelled[worker[i]!]!++;
        if (value[i] === label[o]) asLabelled[worker[i]!]!++;
      }
  for (const [w, quality] of workers.entries()) {
    const { accuracy: share, worth, low, high } = accuracy[w]!;
    if (!Number.isNaN(share)) quality.quality = { value: share, low, high, worth };
    if (labelled[w]! > 0) quality.toLabel = asLabelled[w]! / labelled[w]!;
    withAgreement(quality, agreed[w]!);
    quality.confusion = cells[w]!.map(([k, a, count]) => [k, a, Math.round(count * 1e4) / 1e4]);
    const bias = classBiases(cells[w]!).slice(0, BIASES);
    if (bias.length > 0) quality.bias = bias.map((found) => ({ ...found, class: names[found.class]! }));
  }
}

/** Share of the others who gave the same class, from counts: no pair is looked at. */
function agreements({
  start,
  worker,
  value,
  workers,
  classes,
}: {
  start: Int32Array;
  worker: Int32Array;
  value: Int32Array;
  workers: number;
  classes: number;
}): Moments[] {
  const moments = Array.from({ length: workers }, () => ({ n: 0, sum: 0, squares: 0 }));
  const count = new Int32Array(classes);
  for (let o = 0; o + 1 < start.length; o++) {
    const from = start[o]!;
    const to = start[o + 1]!;
    if (to - from < 2) continue;
    for (let i = from; i < to; i++) count[value[i]!]!++;
    for (let i = from; i < to; i++) {
      const share = (count[value[i]!]! - 1) / (to - from - 1);
      const of = moments[worker[i]!]!;
      of.n++;
      of.sum += share;
      of.squares += share * share;
    }
    for (let i = from; i < to; i++) count[value[i]!] = 0;
  }
  return moments;
}

function judgeLikeness<Answer, Label>(
  workers: WorkerQuality[],
  { objects, consolidator }: QualityInput<Answer, Label>,
  { compared }: Prepared<Answer>,
): void {
  const { toReference, toLabel, toOthers } = likeness(
    compared,
    workers.length,
    consolidator.distance,
    (o) => {
      const { label } = objects[o]!;
      return label === undefined ? undefined : consolidator.asAnswer(label);
    },
    (o) => objects[o]!.gold,
  );
  for (const [w, quality] of workers.entries()) {
    const reference = toReference[w]!;
    if (reference.n > 0)
      quality.quality = { value: reference.sum / reference.n, ...meanInterval(reference), worth: reference.n };
    if (toLabel[w]!.n > 0) quality.toLabel = toLabel[w]!.sum / toLabel[w]!.n;
    withAgreement(quality, toOthers[w]!);
  }
}

function withAgreement(quality: WorkerQuality, moments: Moments): void {
  if (moments.n > 0) quality.agreement = { value: moments.sum / moments.n, ...meanInterval(moments), worth: moments.n };
}
