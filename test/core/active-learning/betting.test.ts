import { describe, expect, test } from '@jest/globals';
import { othersAreBelow } from '../../../core/active-learning/betting';
import { randomGenerator } from '../../../core/random/generator';

/** How often a random sample of `n` out of the losses shows that the others' mean is below `most`, and how often that is false. */
function rates(losses: number[], n: number, most: number, delta: number, trials: number) {
  const random = randomGenerator(`betting/${most}/${n}`);
  let shown = 0;
  let wrong = 0;
  for (let trial = 0; trial < trials; trial++) {
    const drawn = random.shuffle(losses);
    const others = drawn.slice(n);
    if (!othersAreBelow(drawn.slice(0, n), others.length, most, delta)) continue;
    shown++;
    if (others.reduce((sum, loss) => sum + loss, 0) / others.length >= most) wrong++;
  }
  return { shown: shown / trials, wrong: wrong / trials };
}

const spread = (mean: number, size: number) =>
  Array.from({ length: size }, (_, i) => Math.min(1, (mean * 2 * ((i * 7919) % size)) / (size - 1)));

describe('othersAreBelow', () => {
  test('errs no more often than it may, whether losses are small and many or large and few', () => {
    // Slack: three deviations of 400 trials at 5 %.
    for (const losses of [spread(0.1, 500), Array.from({ length: 500 }, (_, i) => (i % 10 === 0 ? 1 : 0))])
      for (const most of [0.1, 0.102]) expect(rates(losses, 200, most, 0.05, 400).wrong).toBeLessThan(0.05 + 0.033);
  });

  test('sees what is clearly below', () => {
    expect(rates(spread(0.05, 1000), 200, 0.1, 0.05, 200).shown).toBeGreaterThan(0.95);
    expect(rates(spread(0.1, 1000), 200, 0.2, 0.05, 200).shown).toBeGreaterThan(0.95);
  });

  test('nothing seen shows nothing', () => {
    expect(othersAreBelow([], 10, 0.5, 0.05)).toBe(false);
    expect(othersAreBelow([0, 0], 10, 0.05, 0.05)).toBe(false);
  });
});
