import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dawidSkene } from '../../../../core/consolidation/classes/dawid-skene';
import { IncrementalConsensus } from '../../../../core/consolidation/classes/incremental';
import { randomGenerator } from '../../../../core/random/generator';
import { accuracy, answersOf, simulate, type Vote, worker } from './answers';

const fed = (votes: Vote[], classes: number, options = {}) => {
  const consensus = new IncrementalConsensus(classes, options);
  for (const [o, w, l] of votes) consensus.add(o, w, l);
  return consensus;
};

const agreement = (a: ArrayLike<number>, b: Int32Array) => b.filter((label, i) => label === a[i]).length / b.length;

describe('IncrementalConsensus', () => {
  test('once settled, is what the batch gives, in whatever order the answers came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.tuple(fc.nat(8), fc.nat(5), fc.nat()), {
          selector: ([o, w]) => o * 6 + w,
          minLength: 1,
          maxLength: 40,
        }),
        fc.nat(),
        (classes, numbers, seed) => {
          const votes = numbers.map(([o, w, l]): Vote => [o, w, l % classes]);
          const batch = dawidSkene(answersOf(votes, { classes }));
          const consensus = fed(randomGenerator(seed).shuffle(votes), classes);
          consensus.settle();
          const { labels, confidences } = consensus.consensus();
          expect(labels).toEqual(batch.labels);
          expect(confidences).toEqual(batch.confidences);
          for (const [w, share] of batch.accuracies.entries()) expect(consensus.accuracies()[w]!).toBeCloseTo(share, 9);
          const counts = consensus.counts();
          expect(counts.count.reduce((a, b) => a + b, 0)).toBeCloseTo(
            batch.workers.count.reduce((a, b) => a + b, 0),
            9,
          );
        },
      ),
    );
  });

  test.each([
    [2, 1000, 20, 3, 0.93],
    [4, 1000, 60, 5, 0.95],
    [20, 1000, 40, 5, 0.96],
    [100, 1500, 100, 5, 0.95],
  ])(
    'without settling, labels are nearly all the batch’s: %d classes, %d objects, %d workers, %d answers each',
    (classes, objects, workers, perObject, share) => {
      const skills = Array.from({ length: workers }, (_, w) => worker(0.4 + (0.55 * w) / workers, classes));
      const { truth, votes } = simulate({ objects, classes, perObject, skills, seed: `inc ${classes}` });
      const batch = dawidSkene(answersOf(votes, { classes })).labels;
      for (const order of [votes, randomGenerator('order').shuffle(votes)]) {
        const { labels } = fed(order, classes).consensus();
        expect(agreement(labels, batch)).toBeGreaterThan(share);
        expect(accuracy(labels, truth)).toBeGreaterThan(accuracy(batch, truth) - 0.02);
      }
    },
  );

  test('counts and posteriors stay true to the answers while answers come', () => {
    for (const classes of [3, 15]) {
      const skills = Array.from({ length: 6 }, () => worker(0.7, classes));
      const { votes } = simulate({ objects: 60, classes, perObject: 3, skills, seed: 'true' });
      const consensus = new IncrementalConsensus(classes);
      for (const [i, [o, w, l]] of randomGenerator(classes).shuffle(votes).entries()) {
        consensus.add(o, w, l);
        const { label, confidence } = consensus.labelOf(o)!;
        expect(label).toBeLessThan(classes);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1 + 1e-12);
        const counted = consensus.counts().count.reduce((a, b) => a + b, 0);
        expect(counted).toBeLessThanOrEqual(i + 1 + 1e-6);
        expect(counted).toBeGreaterThan(0.3 * (i + 1));
        if (classes === 3) expect(counted).toBeCloseTo(i + 1, 6);
      }
    }
  });

  test('one more answer moves the object it is about', () => {
    const skills = Array.from({ length: 6 }, () => worker(0.8, 3));
    const { votes } = simulate({ objects: 100, classes: 3, perObject: 4, skills, seed: 'one more' });
    const consensus = fed(votes, 3);
    expect(consensus.labelOf(100)).toBeUndefined();
    consensus.add(100, 0, 2);
    const first = consensus.labelOf(100)!;
    consensus.add(100, 1, 2);
    const second = consensus.labelOf(100)!;
    consensus.add(100, 1, 2);
    expect([first.label, second.label]).toEqual([2, 2]);
    expect(second.confidence).toBeGreaterThan(first.confidence);
    // The same answer again says nothing new.
    expect(consensus.labelOf(100)!.confidence).toBe(second.confidence);
    expect(consensus.consensus().labels[100]).toBe(2);
  });

  test('what earlier batches taught counts from the first answer, and is not handed on as this batch’s', () => {
    const skills = [worker(0.98, 2), worker(0.55, 2), worker(0.55, 2), worker(0.98, 2)];
    const past = simulate({ objects: 300, classes: 2, perObject: 4, skills, seed: 'past' });
    const { workers } = dawidSkene(answersOf(past.votes));
    const split: Vote[] = [
      [0, 0, 1],
      [0, 1, 0],
      [1, 2, 1],
      [1, 3, 0],
    ];
    const consensus = fed(split, 2, { earlier: workers });
    expect([...consensus.consensus().labels]).toEqual([1, 0]);
    expect(consensus.counts().count.reduce((a, b) => a + b, 0)).toBeCloseTo(4, 6);
    consensus.settle();
    expect([...consensus.consensus().labels]).toEqual([1, 0]);
    expect(consensus.counts().count.reduce((a, b) => a + b, 0)).toBeCloseTo(4, 6);
    expect(consensus.accuracies()[0]!).toBeGreaterThan(0.9);
  });

  test('goes on after settling', () => {
    const skills = Array.from({ length: 8 }, (_, w) => worker(0.5 + 0.06 * w, 4));
    const { votes } = simulate({ objects: 300, classes: 4, perObject: 4, skills, seed: 'goes on' });
    const consensus = fed(votes.slice(0, 600), 4);
    consensus.settle();
    for (const [o, w, l] of votes.slice(600)) consensus.add(o, w, l);
    expect(
      agreement(consensus.consensus().labels, dawidSkene(answersOf(votes, { classes: 4 })).labels),
    ).toBeGreaterThan(0.97);
    consensus.settle(3);
    expect(consensus.consensus()).toEqual(
      (({ labels, confidences }) => ({ labels, confidences }))(
        dawidSkene(answersOf(votes, { classes: 4 }), { epochs: 3 }),
      ),
    );
  });

  test.each([
    [0, 0, 2, 'label 2'],
    [0, 0, -1, 'label -1'],
    [0.5, 0, 1, 'object 0.5'],
    [0, -1, 1, 'worker -1'],
  ])('refuses numbers that cannot be: %d, %d, %d', (o, w, l, named) => {
    expect(() => new IncrementalConsensus(2).add(o, w, l)).toThrow(named);
    expect(() => new IncrementalConsensus(0)).toThrow(RangeError);
  });
});
