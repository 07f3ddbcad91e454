import { describe, expect, test } from '@jest/globals';
import { type CertifyInput, certify } from '../../../core/active-learning/certify';
import { planValidation } from '../../../core/active-learning/plan';

/** 1000 unlabelled objects and a sample of 200, confidences even; `wrong(i)` of the sample, surest first. */
function input(wrong: (i: number) => number, change: Partial<CertifyInput> = {}): CertifyInput {
  return {
    unlabelled: Float64Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000),
    sample: Array.from({ length: 200 }, (_, i) => ({ id: i, confidence: 1 - i / 200, loss: wrong(i) })),
    exact: true,
    limit: () => 0.1,
    delta: 0.05,
    starts: [1200, 600],
    ...change,
  };
}

describe('certify', () => {
  test('takes all where the sample shows all to be good', () => {
    const { threshold, region, accepted, quality, bound } = certify(input((i) => (i % 40 === 0 ? 1 : 0)));
    expect(region).toBe(1000);
    expect(threshold).toBeLessThan(0.01);
    expect(accepted).toBe(200);
    expect(quality).toBeCloseTo(0.975, 9);
    expect(bound).toBeCloseTo(0.9, 9);
  });

  test('stops where errors begin', () => {
    const { threshold, region } = certify(input((i) => (i >= 140 ? 1 : 0)));
    // The surest 70 % are all right; a tenth of errors more is still allowed.
    expect(region).toBeGreaterThan(650);
    expect(region).toBeLessThan(790);
    expect(threshold).toBeCloseTo(1 - region / 1000, 2);
  });

  test('the second start saves what the first was too hopeful for, and only that', () => {
    const wrong = (i: number) => (i >= 120 ? 1 : 0);
    expect(certify(input(wrong, { starts: [1200, 400] })).region).toBeGreaterThan(400);
    expect(certify(input(wrong, { starts: [1200, 1100] })).threshold).toBeNull();
  });

  test('a start that is reached from a smaller one has the error probability of both', () => {
    // 7 of 200 wrong: too many for 70 % of this error probability, not for all of it.
    const given = input((i) => (i >= 195 || i === 100 || i === 150 ? 1 : 0), { delta: 0.0012 });
    expect(certify({ ...given, starts: [1200] }).threshold).toBeNull();
    expect(certify({ ...given, starts: [1200, 1190, 1190] }).region).toBe(1000);
  });

  test('says what it saw when nothing is safe', () => {
    expect(certify(input((i) => i % 2))).toMatchObject({ threshold: null, region: 0, accepted: 200, quality: 0.5 });
  });

  test('nothing is safe without a sample, all where anything is allowed', () => {
    expect(certify(input(() => 0, { sample: [] })).threshold).toBeNull();
    expect(certify(input(() => 1, { limit: () => 1 })).region).toBe(1000);
  });

  test('knows that few are left: each of ten may be wrong, though nothing was seen to be', () => {
    const few = { unlabelled: Float64Array.from([0.2, 0.4, 0.6, 0.8]), starts: [4, 1] };
    expect(certify(input(() => 0, few)).region).toBe(4);
    const bad = certify(input((i) => (i % 5 === 0 ? 1 : 0), few));
    expect(bad.threshold).toBeNull();
  });

  test('graded losses: the mean counts', () => {
    const graded = (loss: number) => certify(input(() => loss, { exact: false }));
    expect(graded(0.03).region).toBe(1000);
    expect(graded(0.12).threshold).toBeNull();
  });

  test('a flawless sample of the size that was planned passes', () => {
    for (const left of [60, 120, 300, 2000]) {
      const confidences = new Float64Array(left).fill(0.999);
      const plan = planValidation({
        confidences,
        expected: (confidence) => confidence,
        limit: () => 0.1,
        delta: 0.05,
        most: 1000,
      });
      if (!plan) continue;
      const { sample: size, delta } = plan.looks.at(-1)!;
      const sample = Array.from({ length: size }, (_, id) => ({ id, confidence: 0.999, loss: 0 }));
      const unlabelled = confidences.slice(size);
      const given = { unlabelled, sample, exact: true, limit: () => 0.1, delta, starts: plan.starts };
      expect(certify(given).region).toBe(left - size);
    }
  });

  test('takes equal confidences together', () => {
    const same = { unlabelled: new Float64Array(500).fill(0.7) };
    const sample = Array.from({ length: 200 }, (_, id) => ({ id, confidence: 0.7, loss: 0 }));
    expect(certify(input(() => 0, { ...same, sample, starts: [700] }))).toMatchObject({
      threshold: 0.7,
      region: 500,
      accepted: 200,
    });
  });

  test('the order in which the sample is given does not matter', () => {
    const given = input((i) => (i % 9 === 0 ? 0.8 : 0.02), { exact: false });
    expect(certify({ ...given, sample: [...given.sample].reverse() })).toEqual(certify(given));
  });
});
