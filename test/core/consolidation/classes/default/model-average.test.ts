import { describe, expect, test } from '@jest/globals';
import { dawidSkene } from '../../../../../core/consolidation/classes/dawid-skene';
import { modelAverage } from '../../../../../core/consolidation/classes/default/model-average';
import { majorityVote } from '../../../../../core/consolidation/classes/majority-vote';
import { randomGenerator } from '../../../../../core/random/generator';
import { accuracy, answersOf, simulate, type Vote, worker } from '../answers';

/** How far confidences lie from the share of right labels, in ten bins. */
function expectedCalibrationError(labels: ArrayLike<number>, confidences: ArrayLike<number>, truth: number[]): number {
  const gaps = Array<number>(10).fill(0);
  for (const [i, k] of truth.entries())
    gaps[Math.min(9, Math.floor(confidences[i]! * 10))]! += (labels[i] === k ? 1 : 0) - confidences[i]!;
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / truth.length;
}

describe('modelAverage', () => {
  test.each([
    ['two classes', 2, 5, 1000],
    ['four classes, two answers each', 4, 2, 1500],
    ['twenty-five classes', 25, 3, 1500],
  ])('%s: better than the vote, and as sure as it is right', (seed, classes, perObject, objects) => {
    const skills = Array.from({ length: 30 }, (_, w) => worker([0.95, 0.75, 0.45][w % 3]!, classes));
    const { truth, votes } = simulate({ objects, classes, perObject, skills, seed });
    const answers = answersOf(votes, { classes });
    const { labels, confidences } = modelAverage(answers);
    expect(accuracy(labels, truth)).toBeGreaterThan(accuracy(majorityVote(answers).labels, truth) + 0.02);
    expect(expectedCalibrationError(labels, confidences, truth)).toBeLessThan(0.05);
  });

  test('where people follow what tempts them alike, many answers make less sure', () => {
    // Every object tempts everybody towards its own other class with its own strength.
    const random = randomGenerator('tempting');
    const truth = Array.from({ length: 600 }, () => random.integer(3));
    const votes = truth.flatMap((k, object) => {
      const tempting = 0.8 * random.next();
      const other = (k + 1 + random.integer(2)) % 3;
      return Array.from({ length: 15 }, (_, w): Vote => [object, w, random.next() < tempting ? other : k]);
    });
    const tempted = modelAverage(answersOf(votes));
    expect(tempted.correlation).toBeGreaterThan(0.05);
    const naive = dawidSkene(answersOf(votes));
    expect(expectedCalibrationError(tempted.labels, tempted.confidences, truth)).toBeLessThan(
      0.75 * expectedCalibrationError(naive.labels, naive.confidences, truth),
    );
    const alike = simulate({
      objects: 600,
      classes: 3,
      perObject: 15,
      skills: Array(15).fill(worker(0.6, 3)),
      seed: 'alike',
    });
    expect(modelAverage(answersOf(alike.votes)).correlation).toBeLessThan(0.05);
  });

  test('kinds of objects count when a class is a mixture, and not when it is none', () => {
    // "Other" is two kinds: half the workers know the one, half the other.
    const random = randomGenerator('mixture');
    const kinds = Array.from({ length: 800 }, () => random.integer(3));
    const votes = kinds.flatMap((kind, object) =>
      Array.from({ length: 8 }, (_, w): Vote => {
        const right = kind === 0 || (kind === 1) === w < 4 ? 0.9 : 0.35;
        const k = kind === 0 ? 0 : 1;
        return [object, w, random.next() < right ? k : 1 - k];
      }),
    );
    const truth = kinds.map((kind) => (kind === 0 ? 0 : 1));
    const mixed = modelAverage(answersOf(votes));
    expect(mixed.mixture).toBeGreaterThan(0.99);
    expect(accuracy(mixed.labels, truth)).toBeGreaterThan(accuracy(majorityVote(answersOf(votes)).labels, truth));
    const plain = simulate({
      objects: 800,
      classes: 2,
      perObject: 8,
      skills: Array(8).fill(worker(0.75, 2)),
      seed: 'plain',
    });
    expect(modelAverage(answersOf(plain.votes)).mixture).toBeLessThan(0.01);
  });

  test('a lone answer is believed as far as its worker', () => {
    const votes = Array.from({ length: 90 }, (_, object): Vote => [object, object % 3, object % 2]);
    for (const confidence of modelAverage(answersOf(votes)).confidences) expect(confidence).toBeCloseTo(0.7, 1);
    // Worker 0 is good, worker 1 is not; each then answers alone.
    const skills = [worker(0.95, 2), worker(0.6, 2), worker(0.85, 2), worker(0.85, 2)];
    const past = simulate({ objects: 400, classes: 2, perObject: 4, skills, seed: 'past' });
    const alone = Array.from({ length: 20 }, (_, i): Vote => [400 + i, Math.floor(i / 10), i % 2]);
    const { confidences, skills: found } = modelAverage(answersOf([...past.votes, ...alone]));
    const mean = (from: number) => confidences.slice(from, from + 10).reduce((sum, c) => sum + c, 0) / 10;
    expect(Math.abs(mean(400) - 0.95)).toBeLessThan(0.04);
    expect(Math.abs(mean(410) - 0.6)).toBeLessThan(0.08);
    expect(found[0]!).toBeGreaterThan(found[1]!);
  });

  test('lone answers teach nothing about their worker', () => {
    const votes = Array.from({ length: 100 }, (_, object): Vote => [object, 0, object % 2]);
    const { skills, workers } = modelAverage(answersOf(votes));
    expect(skills[0]!).toBeCloseTo(0.7, 1);
    expect(workers.count.reduce((sum, count) => sum + count, 0)).toBeCloseTo(100, 6);
  });

  test('what earlier batches taught decides between workers nobody could judge by this batch', () => {
    const blind = (k: number) => (k === 1 ? 0 : k);
    const skills = [blind, worker(0.67, 3), ...Array(3).fill(worker(0.95, 3))];
    const past = simulate({ objects: 600, classes: 3, perObject: 5, skills, seed: 'confused' });
    const { workers } = modelAverage(answersOf(past.votes));
    const split = answersOf(
      [
        [0, 0, 0],
        [0, 1, 1],
        [1, 0, 2],
        [1, 1, 1],
      ],
      { workers: 5, classes: 3 },
    );
    expect([...modelAverage(split, { earlier: workers }).labels]).toEqual([1, 2]);
  });

  test('with many answers it learns on a part, and is as good', () => {
    const classes = 4;
    const workers = 100;
    const random = randomGenerator('many');
    const truth = Array.from({ length: 15_000 }, () => random.integer(classes));
    const object = Int32Array.from({ length: 3 * truth.length }, (_, i) => Math.floor(i / 3));
    const worker = object.map(() => random.integer(workers));
    const label = object.map((o, i) =>
      random.next() < 0.4 + (0.55 * worker[i]!) / workers ? truth[o]! : random.integer(classes),
    );
    const answers = { objects: truth.length, workers, classes, object, worker, label };
    const enoughAnswers = 20_000;
    const { labels, confidences, mixture } = modelAverage(answers, { enoughAnswers });
    expect(accuracy(labels, truth)).toBeGreaterThan(accuracy(majorityVote(answers).labels, truth) + 0.01);
    expect(expectedCalibrationError(labels, confidences, truth)).toBeLessThan(0.02);
    expect(mixture).toBeLessThan(0.01);
    // The last objects first: the same objects are learnt from.
    const last = truth.length - 1;
    const turned = modelAverage({ ...answers, object: answers.object.map((o) => last - o) }, { enoughAnswers });
    const moved = labels.filter((label, o) => turned.labels[last - o] !== label).length;
    expect(moved / truth.length).toBeLessThan(1e-4);
  });

  test('probabilities of an object add up to at most 1, the label first', () => {
    for (const classes of [3, 12]) {
      const skills = Array.from({ length: 9 }, (_, w) => worker(0.3 + 0.07 * w, classes));
      const { votes } = simulate({ objects: 150, classes, perObject: 3, skills, seed: `sum-${classes}` });
      const result = modelAverage(answersOf(votes, { classes }));
      for (let o = 0; o < 150; o++) {
        const probabilities = result.posterior(o);
        const sum = probabilities.reduce((all, { probability }) => all + probability, 0);
        expect(sum).toBeLessThan(1 + 1e-9);
        if (classes === 3) expect(sum).toBeCloseTo(1, 9);
        const top = Math.max(...probabilities.map(({ probability }) => probability));
        expect(result.confidences[o]).toBe(top);
        expect(probabilities.find(({ label }) => label === result.labels[o])!.probability).toBe(top);
      }
    }
  });
});
