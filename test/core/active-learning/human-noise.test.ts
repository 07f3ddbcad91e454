import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addTotals, humanNoise, noAgreement, pairsAmong, totalsOf } from '../../../core/active-learning/human-noise';
import { randomGenerator } from '../../../core/random/generator';

/** Objects answered by `workers` workers of that accuracy; the majority is the label. Returns what is seen, and the share of wrong labels that is not. */
function answered(objects: number, workers: number, accuracy: number, classes: number, seed: number) {
  const random = randomGenerator(`noise/${seed}`);
  let wrong = 0;
  const labels = Array.from({ length: objects }, () => {
    const answers = Array.from({ length: workers }, () =>
      random.next() < accuracy ? 0 : 1 + random.integer(classes - 1),
    );
    const votes = Array.from({ length: classes }, (_, c) => answers.filter((answer) => answer === c).length);
    const most = Math.max(...votes);
    const winners = votes.flatMap((count, c) => (count === most ? [c] : []));
    const label = winners[random.integer(winners.length)]!;
    if (label !== 0) wrong++;
    return { confidence: 1, ...pairsAmong(answers, (a, b) => a === b) };
  });
  return { labels, wrong: wrong / objects };
}

describe('humanNoise', () => {
  test.each([
    [3, 0.9, 2],
    [3, 0.8, 4],
    [5, 0.75, 3],
  ])('%i workers of accuracy %f, %i classes: close to the labels that are wrong', (workers, accuracy, classes) => {
    const { labels, wrong } = answered(20_000, workers, accuracy, classes, 1);
    const noise = humanNoise(totalsOf(labels), classes);
    expect(Math.abs(noise.expected - wrong)).toBeLessThan(0.2 * wrong);
  });

  test('what is allowed for is hardly ever more than there is, also on few objects', () => {
    let above = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { labels } = answered(60, 3, 0.85, 3, seed);
      // Consolidation that doubts a lot must not raise it either.
      const noise = humanNoise(totalsOf(labels.map((label) => ({ ...label, confidence: 0.5 }))), 3);
      if (noise.atLeast > 0.055) above++;
    }
    expect(above / 200).toBeLessThan(0.05);
  });

  test('never more than consolidation itself doubts', () => {
    const { labels } = answered(1000, 3, 0.8, 2, 3);
    expect(humanNoise(totalsOf(labels), 2).atLeast).toBe(0);
  });

  test('one answer says nothing', () => {
    const totals = totalsOf([{ confidence: 0.3, pairs: 0, agreeing: 0 }]);
    expect(totals.objects).toBe(1);
    expect(humanNoise(totals, 2)).toEqual({ atLeast: 0, expected: 0 });
    expect(humanNoise(noAgreement, 2)).toEqual({ atLeast: 0, expected: 0 });
  });

  test('totals do not depend on the order or the cut of batches', () => {
    const label = fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      pairs: fc.constantFrom(0, 1, 3, 6, 10),
      agreeing: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(fc.array(label), fc.nat(20), (labels, cut) => {
        const parts = addTotals(totalsOf(labels.slice(cut).reverse()), totalsOf(labels.slice(0, cut)));
        expect(parts).toEqual(totalsOf(labels));
      }),
    );
  });
});
