import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { publishedConsolidation, reportedConfidence } from '../../../../core/consolidation/classes/published';
import { answersOf, simulate, type Vote, worker } from './answers';

/**
 * The notebook's class, step by step, on nested arrays: `update`, `expectation_step`, `maximization_step` and `calc_log_likelihood` with its signed
 * relative change. One thing differs: the notebook normalises in place, so that its log-likelihood is a sum of logs of 1, rounding errors; this one
 * takes it before normalising, as the comments there say. Neither lets a third epoch run on ordinary answers.
 */
function asInTheNotebook(votes: Vote[], objects: number, classes: number) {
  const initialWorker = (a: number) =>
    Array.from({ length: classes }, (_, k) =>
      Array.from({ length: classes }, (_, l) => (k === l ? a : (1 - a) / (classes - 1))),
    );
  const answered = [...new Set(votes.map(([o]) => o))].sort((a, b) => a - b);
  const present = [...new Set(votes.map(([, w]) => w))].sort((a, b) => a - b);
  let allWorkerPrior = 0.7;
  const p = new Map(answered.map((o) => [o, Array<number>(classes).fill(1 / classes)]));
  let confusion = new Map(present.map((w) => [w, initialWorker(allWorkerPrior)]));
  let previous: number | undefined;
  let epochs = 0;
  for (let epoch = 0; epoch < 20; epoch++) {
    epochs++;
    // expectation_step
    const prior = Array<number>(classes).fill(0);
    for (const row of p.values()) for (let k = 0; k < classes; k++) prior[k]! += row[k]!;
    const priorSum = prior.reduce((a, b) => a + b);
    let logLikelihood = 0;
    for (const o of answered) {
      const row = prior.map((x) => x / priorSum);
      for (const [object, w, l] of votes) {
        if (object === o) for (let k = 0; k < classes; k++) row[k]! *= confusion.get(w)![k]![l]!;
      }
      const sum = row.reduce((a, b) => a + b);
      logLikelihood += Math.log(sum);
      p.set(
        o,
        row.map((x) => x / sum),
      );
    }
    // maximization_step
    const everybody = initialWorker(allWorkerPrior);
    const accuracies: number[] = [];
    confusion = new Map(
      present.map((w) => {
        const c = initialWorker(0).map((row) => row.map(() => 0));
        for (const [o, v, l] of votes) if (v === w) for (let k = 0; k < classes; k++) c[k]![l]! += p.get(o)![k]!;
        const n = c.flat().reduce((a, b) => a + b);
        accuracies.push(c.reduce((sum, row, k) => sum + row[k]!, 0) / n);
        const own = initialWorker(accuracies.at(-1)!);
        return [
          w,
          c.map((row, k) => {
            const filled = row.map((x, l) => x + own[k]![l]! * n + (everybody[k]![l]! * n) / 2);
            const sum = filled.reduce((a, b) => a + b);
            return filled.map((x) => x / sum);
          }),
        ];
      }),
    );
    // calc_log_likelihood
    const relative = previous ? (logLikelihood - previous) / previous : undefined;
    previous = logLikelihood;
    if (relative !== undefined && relative < 1e-8) break;
    allWorkerPrior = accuracies.reduce((a, b) => a + b) / accuracies.length;
  }
  return { posteriors: Array.from({ length: objects }, (_, o) => p.get(o)), epochs };
}

/** Labels and confidences of both; answers to two epochs, which is what the notebook's stopping rule comes to. */
function expectParity(votes: Vote[], objects: number, workers: number, classes: number): void {
  const { posteriors, epochs } = asInTheNotebook(votes, objects, classes);
  expect(epochs).toBe(2);
  const { labels, confidences } = publishedConsolidation(answersOf(votes, { objects, workers, classes }));
  for (const [o, row] of posteriors.entries()) {
    if (!row) {
      expect([labels[o], confidences[o]]).toEqual([-1, 0]);
      continue;
    }
    const highest = Math.max(...row);
    expect(confidences[o]!).toBeCloseTo(highest, 9);
    // Where two classes are equally likely but for rounding, either is right.
    expect(row[labels[o]!]!).toBeCloseTo(highest, 8);
  }
}

const SHARED = join(__dirname, '../../../../../shared/data/crowd_gt_birds');

const readCsv = (name: string): string[][] =>
  readFileSync(join(SHARED, name), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

describe('publishedConsolidation', () => {
  test.each<[string, Vote[], number, number, number]>([
    ['one answer', [[0, 0, 1]], 1, 1, 2],
    ['one worker', [0, 1, 2, 1].map((l, o): Vote => [o, 0, l]), 4, 1, 3],
    ['everybody agrees', [0, 1, 2, 3].flatMap((w) => [0, 1, 2].map((o): Vote => [o, w, o % 2])), 3, 4, 2],
    [
      'a tie',
      [
        [0, 0, 0],
        [0, 1, 1],
      ],
      1,
      2,
      2,
    ],
    [
      'one against all',
      [0, 1, 2, 3, 4].flatMap((w) => [0, 1, 2, 3].map((o): Vote => [o, w, w === 4 ? 2 : o % 2])),
      4,
      5,
      3,
    ],
    [
      'objects and workers without answers',
      [
        [1, 1, 4],
        [1, 3, 4],
        [3, 1, 0],
      ],
      5,
      6,
      12,
    ],
    ['a class nobody chose is the likeliest nowhere', [[0, 0, 5]], 2, 1, 30],
  ])('gives what the notebook gives: %s', (_, votes, objects, workers, classes) => {
    expectParity(votes, objects, workers, classes);
  });

  test('gives what the notebook gives, whatever the answers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 14 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 60 }),
        (classes, objects, workers, numbers) => {
          const seen = new Map<string, Vote>();
          for (const [o, w, l] of numbers) {
            const vote: Vote = [o % objects, w % workers, l % classes];
            seen.set(`${vote[0]} ${vote[1]}`, vote);
          }
          expectParity([...seen.values()], objects, workers, classes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    [2, 200, 9, 3],
    [3, 60, 30, 2],
    [8, 150, 12, 5],
    [10, 120, 40, 5],
    [25, 100, 15, 4],
    [4, 30, 60, 40],
  ])(
    'gives what the notebook gives to simulated workers: %d classes, %d objects, %d workers, %d answers each',
    (classes, objects, workers, perObject) => {
      const skills = Array.from({ length: workers }, (_, w) => worker(0.3 + (0.65 * w) / workers, classes));
      const { votes } = simulate({ objects, classes, perObject, skills, seed: `${classes} ${objects}` });
      expectParity(votes, objects, workers, classes);
    },
  );

  test('counts of a batch add up to the answers its chosen classes explain', () => {
    const skills = Array.from({ length: 8 }, () => worker(0.8, 12));
    const { votes } = simulate({ objects: 50, classes: 12, perObject: 4, skills, seed: 'sum' });
    const { workers, accuracies } = publishedConsolidation(answersOf(votes, { classes: 12 }));
    const total = workers.count.reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(0.97 * votes.length);
    expect(total).toBeLessThanOrEqual(votes.length + 1e-9);
    expect(workers.start.at(-1)).toBe(workers.count.length);
    for (const accuracy of accuracies) expect(Math.abs(accuracy - 0.8)).toBeLessThan(0.2);
  });

  /**
   * A real job: 302 pictures, 1,510 answers, the labels and confidences Ground Truth wrote. The service consolidated in 13 batches as answers came in,
   * each by itself: nothing learnt in one shows in the next. With the batches (ground_truth_batches.csv: objects whose output bears the same creation
   * second) every label and every confidence comes out. In one batch workers are better known than the service knew them: one label that was nearly tied
   * differs, five confidences by more than 0.01, four by 0.01.
   */
  test("gives Ground Truth's own output for its own job", () => {
    if (!existsSync(join(SHARED, 'ground_truth_output.csv'))) {
      console.info(`no comparison with Ground Truth's own output: ${SHARED}/ground_truth_output.csv is not there`);
      return;
    }
    const answers = readCsv('answers.csv');
    const expected = new Map(readCsv('ground_truth_output.csv').map(([object, ...output]) => [object!, output]));
    const batched = existsSync(join(SHARED, 'ground_truth_batches.csv'));
    const batchOf = new Map(
      batched ? readCsv('ground_truth_batches.csv').map(([object, batch]) => [object!, batch!]) : [],
    );
    const names = [...new Set(answers.map(([, , label]) => label!))].sort();
    let [equal, near, same] = [0, 0, 0];
    for (const batch of new Set([...expected.keys()].map((object) => batchOf.get(object)))) {
      const rows = answers.filter(([object]) => batchOf.get(object!) === batch);
      const objects = [...new Set(rows.map(([object]) => object!))];
      const workers = [...new Set(rows.map(([, w]) => w!))];
      const { labels, confidences } = publishedConsolidation(
        answersOf(
          rows.map(([o, w, l]): Vote => [objects.indexOf(o!), workers.indexOf(w!), names.indexOf(l!)]),
          { classes: names.length },
        ),
      );
      for (const [i, object] of objects.entries()) {
        const [label, confidence] = expected.get(object)!;
        const gap = Math.abs(reportedConfidence(confidences[i]!) - Number(confidence));
        if (names[labels[i]!] === label) equal++;
        if (gap < 0.0101) near++;
        if (gap < 1e-9) same++;
      }
    }
    const least = batched ? [302, 302, 302] : [301, 297, 293];
    expect(expected.size).toBe(302);
    for (const [i, count] of [equal, near, same].entries()) expect(count).toBeGreaterThanOrEqual(least[i]!);
  });
});
