import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PUBLISHED_PRIORS } from '../../../../core/consolidation/classes/confusion-priors';
import { dawidSkene } from '../../../../core/consolidation/classes/dawid-skene';
import { majorityVote } from '../../../../core/consolidation/classes/majority-vote';
import { randomGenerator } from '../../../../core/random/generator';
import { accuracy, answersOf, simulate, type Vote, worker } from './answers';

/** The published algorithm as it reads, with dense matrices and plain products; the yardstick for the sparse one in log space. */
function published(votes: Vote[], objects: number, workers: number, classes: number, epochs: number) {
  const matrix = (a: number) =>
    Array.from({ length: classes }, (_, k) =>
      Array.from({ length: classes }, (_, l) => (k === l ? a : (1 - a) / (classes - 1))),
    );
  let mean = 0.7;
  let confusion = Array.from({ length: workers }, () => matrix(mean));
  let p = Array.from({ length: objects }, () => Array<number>(classes).fill(1 / classes));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const share = p
      .reduce((sum, row) => sum.map((x, k) => x + row[k]!), Array<number>(classes).fill(0))
      .map((x) => x / objects);
    p = p.map((_, i) => {
      const row = share.map((x, k) =>
        votes.filter(([o]) => o === i).reduce((q, [, w, l]) => q * confusion[w]![k]![l]!, x),
      );
      const total = row.reduce((a, b) => a + b);
      return row.map((x) => x / total);
    });
    const counts = confusion.map((_, w) =>
      matrix(0).map((row, k) =>
        row.map((_, l) => votes.filter(([, v, a]) => v === w && a === l).reduce((sum, [o]) => sum + p[o]![k]!, 0)),
      ),
    );
    const accuracies = counts.map(
      (c) => c.reduce((sum, row, k) => sum + row[k]!, 0) / c.flat().reduce((a, b) => a + b),
    );
    confusion = counts.map((c, w) => {
      const n = c.flat().reduce((a, b) => a + b);
      const [own, all] = [matrix(accuracies[w]!), matrix(mean)];
      return c.map((row, k) => {
        const filled = row.map((x, l) => x + n * own[k]![l]! + (n / 2) * all[k]![l]!);
        const total = filled.reduce((a, b) => a + b);
        return filled.map((x) => x / total);
      });
    });
    mean = accuracies.reduce((a, b) => a + b) / workers;
  }
  return p;
}

const votesOf = (objects: number, workers: number, classes: number) =>
  fc.uniqueArray(fc.tuple(fc.nat(objects - 1), fc.nat(workers - 1), fc.nat(classes - 1)), {
    selector: ([object, w]) => object * workers + w,
    minLength: 1,
  }) as fc.Arbitrary<Vote[]>;

describe('dawidSkene', () => {
  test('with the published priors gives the published posteriors', () => {
    for (const [seed, classes] of [
      ['a', 2],
      ['b', 4],
      ['c', 7],
    ] as const) {
      const skills = [0.95, 0.8, 0.7, 0.6, 0.4].map((skill) => worker(skill, classes));
      const { votes } = simulate({ objects: 40, classes, perObject: 3, skills, seed });
      for (const epochs of [1, 2, 20]) {
        const expected = published(votes, 40, 5, classes, epochs);
        const { labels, confidences } = dawidSkene(answersOf(votes, { classes }), {
          priors: PUBLISHED_PRIORS,
          epochs,
          tolerance: 0,
        });
        for (const [i, row] of expected.entries()) {
          expect(confidences[i]!).toBeCloseTo(Math.max(...row), 9);
          expect(row[labels[i]!]!).toBeCloseTo(Math.max(...row), 9);
        }
      }
    }
  });

  test('the order of the answers changes nothing, not even the last digit', () => {
    fc.assert(
      fc.property(votesOf(6, 4, 3), fc.nat(), (votes, seed) => {
        const shape = { objects: 6, workers: 4, classes: 3 };
        expect(dawidSkene(answersOf(randomGenerator(seed).shuffle(votes), shape))).toEqual(
          dawidSkene(answersOf(votes, shape)),
        );
      }),
    );
  });

  test('renumbering the classes renumbers the labels', () => {
    fc.assert(
      fc.property(votesOf(6, 4, 4), fc.nat(), (votes, seed) => {
        const shape = { objects: 6, workers: 4, classes: 4 };
        const renamed = randomGenerator(seed).shuffle([0, 1, 2, 3]);
        const one = dawidSkene(answersOf(votes, shape));
        const other = dawidSkene(
          answersOf(
            votes.map(([o, w, l]): Vote => [o, w, renamed[l]!]),
            shape,
          ),
        );
        for (let i = 0; i < 6; i++) {
          expect(other.confidences[i]!).toBeCloseTo(one.confidences[i]!, 6);
          if (one.confidences[i]! > 0.501) expect(other.labels[i]).toBe(renamed[one.labels[i]!]);
        }
      }),
    );
  });

  test('unanimous answers win, the surer the more there are', () => {
    for (const classes of [2, 5, 20]) {
      const votes: Vote[] = [];
      for (let object = 0; object < 40; object++) {
        for (let w = 0; w <= object % 4; w++) votes.push([object, (object + w) % 9, object % classes]);
      }
      const { labels, confidences } = dawidSkene(answersOf(votes, { classes }));
      expect([...labels]).toEqual(Array.from({ length: 40 }, (_, object) => object % classes));
      for (let object = 0; object < 40; object++) expect(confidences[object]).toBeGreaterThan(1 / classes);
    }
    const lone = dawidSkene(
      answersOf(
        [
          [0, 0, 1],
          [1, 0, 1],
          [1, 1, 1],
          [2, 0, 1],
          [2, 1, 1],
          [2, 2, 1],
          [3, 0, 0],
          [3, 1, 0],
        ],
        { classes: 2 },
      ),
    );
    expect(lone.confidences[1]!).toBeGreaterThan(lone.confidences[0]!);
    expect(lone.confidences[2]!).toBeGreaterThan(lone.confidences[1]!);
  });

  test('a worker who is always wrong is used, not averaged', () => {
    // Two fair workers and one who always says the other class: majority is at the mercy of the two, who disagree three times in ten.
    const skills = [worker(0.8, 2), worker(0.8, 2), worker(0, 2)];
    const { truth, votes } = simulate({ objects: 600, classes: 2, perObject: 3, skills, seed: 'liar' });
    const result = dawidSkene(answersOf(votes));
    expect(result.accuracies[2]!).toBeLessThan(0.05);
    expect(accuracy(result.labels, truth)).toBeGreaterThan(0.95);
    expect(accuracy(majorityVote(answersOf(votes)).labels, truth)).toBeLessThan(0.75);
  });

  test('a worker who always gives the same answer changes little', () => {
    const fair = [0.8, 0.8, 0.8].map((skill) => worker(skill, 3));
    const { truth, votes } = simulate({ objects: 500, classes: 3, perObject: 3, skills: fair, seed: 'spam' });
    const spam = truth.map((_, object): Vote => [object, 3, 0]);
    const without = accuracy(dawidSkene(answersOf(votes)).labels, truth);
    const withSpam = accuracy(dawidSkene(answersOf([...votes, ...spam])).labels, truth);
    expect(Math.abs(withSpam - without)).toBeLessThan(0.02);
  });

  test('classes that workers confuse are told apart by who confuses them', () => {
    // Worker 2 and 3 cannot tell class 0 from 1 and always say 0; worker 0 and 1 can.
    const blind = (truth: number) => (truth === 1 ? 0 : truth);
    const skills = [worker(0.9, 3), worker(0.9, 3), blind, blind];
    const { truth, votes } = simulate({ objects: 500, classes: 3, perObject: 4, skills, seed: 'blind' });
    expect(accuracy(dawidSkene(answersOf(votes)).labels, truth)).toBeGreaterThan(0.93);
    expect(accuracy(majorityVote(answersOf(votes)).labels, truth)).toBeLessThan(0.85);
  });

  test('few answers do not let one class take everything', () => {
    for (const perObject of [1, 2]) {
      const skills = Array.from({ length: 30 }, () => worker(0.75, 4));
      const { truth, votes } = simulate({ objects: 80, classes: 4, perObject, skills, seed: `sparse-${perObject}` });
      const voted = accuracy(majorityVote(answersOf(votes)).labels, truth);
      const { labels } = dawidSkene(answersOf(votes));
      expect(accuracy(labels, truth)).toBeGreaterThan(voted - 0.03);
      expect(new Set(labels).size).toBe(4);
    }
  });

  test('hundreds of classes: better than the vote, in the memory of the answers', () => {
    const classes = 300;
    const skills = Array.from({ length: 200 }, (_, w) => worker(w % 2 === 0 ? 0.95 : 0.3, classes));
    const { truth, votes } = simulate({ objects: 3000, classes, perObject: 3, skills, seed: 'many' });
    const answers = answersOf(votes, { classes });
    const result = dawidSkene(answers);
    expect(accuracy(result.labels, truth)).toBeGreaterThan(accuracy(majorityVote(answers).labels, truth) + 0.02);
    // Dense matrices would hold 200 × 300² numbers.
    expect(result.workers.count.length).toBeLessThanOrEqual(3 * votes.length);
  });

  test('what earlier batches taught decides between workers nobody could judge by this batch', () => {
    const skills = [worker(0.98, 2), worker(0.55, 2), worker(0.55, 2), worker(0.98, 2)];
    const past = simulate({ objects: 300, classes: 2, perObject: 4, skills, seed: 'past' });
    const { workers } = dawidSkene(answersOf(past.votes));
    const split = answersOf(
      [
        [0, 0, 1],
        [0, 1, 0],
        [1, 2, 1],
        [1, 3, 0],
      ],
      { workers: 4, classes: 2 },
    );
    expect([...dawidSkene(split, { earlier: workers }).labels]).toEqual([1, 0]);
    expect(dawidSkene(split, { earlier: workers }).confidences[0]!).toBeGreaterThan(0.9);
    expect([...dawidSkene(split).labels]).toEqual([0, 0]);
  });

  test('which classes a worker confuses is carried over, not the accuracy alone', () => {
    // Worker 0 says 0 for 0 and 1 alike and is sure of 2; worker 1 is right two times in three on every class.
    const blind = (truth: number) => (truth === 1 ? 0 : truth);
    const skills = [blind, worker(0.67, 3), ...Array(3).fill(worker(0.95, 3))];
    const past = simulate({ objects: 600, classes: 3, perObject: 5, skills, seed: 'confused' });
    const { workers, accuracies } = dawidSkene(answersOf(past.votes));
    expect(Math.abs(accuracies[0]! - accuracies[1]!)).toBeLessThan(0.1);
    const split = answersOf(
      [
        [0, 0, 0],
        [0, 1, 1],
        [1, 0, 2],
        [1, 1, 1],
      ],
      { workers: 5, classes: 3 },
    );
    const later = dawidSkene(split, { earlier: workers });
    expect([...later.labels]).toEqual([1, 2]);
    expect(later.accuracies[0]!).toBeCloseTo(accuracies[0]!, 2);
  });

  test('leaving out classes nobody chose changes a confidence little', () => {
    // With eight classes all are candidates; with nine only those chosen, and one candidate for the rest.
    const skills = Array.from({ length: 6 }, (_, w) => worker(0.5 + 0.08 * w, 8));
    const { votes } = simulate({ objects: 120, classes: 8, perObject: 3, skills, seed: 'eight or nine' });
    const eight = dawidSkene(answersOf(votes, { classes: 8 }));
    const nine = dawidSkene(answersOf(votes, { classes: 9 }));
    const gaps = eight.confidences.map((confidence, i) => Math.abs(confidence - nine.confidences[i]!));
    expect(Math.max(...gaps)).toBeLessThan(0.1);
    const single = simulate({ objects: 200, classes: 50, perObject: 1, skills, seed: 'one answer each' });
    const mean = dawidSkene(answersOf(single.votes, { classes: 50 })).confidences.reduce((a, b) => a + b, 0) / 200;
    expect(mean).toBeLessThan(0.98);
  });

  test('counts of a batch add up to its answers', () => {
    const { votes } = simulate({
      objects: 50,
      classes: 3,
      perObject: 3,
      skills: Array(5).fill(worker(0.8, 3)),
      seed: 'sum',
    });
    const { workers } = dawidSkene(answersOf(votes));
    for (let w = 0; w < 5; w++) {
      const counted = workers.count.slice(workers.start[w], workers.start[w + 1]).reduce((a, b) => a + b, 0);
      expect(counted).toBeCloseTo(votes.filter((vote) => vote[1] === w).length, 9);
    }
  });

  test.each<[string, Vote[], number[]]>([
    ['no answers', [], [-1, -1]],
    ['one answer', [[0, 0, 1]], [1, -1]],
    [
      'a tie goes to the lowest class',
      [
        [0, 0, 1],
        [0, 1, 0],
      ],
      [0, -1],
    ],
    [
      'the same worker twice',
      [
        [0, 0, 1],
        [0, 0, 1],
        [1, 1, 0],
      ],
      [1, 0],
    ],
  ])('%s', (_, votes, labels) => {
    const result = dawidSkene(answersOf(votes, { objects: 2, workers: 2, classes: 2 }));
    expect([...result.labels]).toEqual(labels);
    expect(result.confidences.every((confidence) => confidence >= 0 && confidence <= 1)).toBe(true);
  });

  test('one class only is certain', () => {
    const { labels, confidences } = dawidSkene({
      ...answersOf([
        [0, 0, 0],
        [1, 1, 0],
      ]),
      classes: 1,
    });
    expect([[...labels], [...confidences]]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test('thousands of answers to one object stay in range', () => {
    const votes = Array.from({ length: 5000 }, (_, w): Vote => [0, w, w % 3 === 0 ? 1 : 0]);
    const { labels, confidences } = dawidSkene(answersOf([...votes, [1, 0, 1]]));
    expect(labels[0]).toBe(0);
    expect(confidences[0]!).toBeGreaterThan(0.99);
    expect(confidences[0]!).toBeLessThanOrEqual(1);
  });
});
