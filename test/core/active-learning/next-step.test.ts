import { describe, expect, test } from '@jest/globals';
import { historyBefore } from '../../../core/active-learning/history';
import { lossLimit, trueLoss } from '../../../core/active-learning/loss-limit';
import { nextStep, type StepFacts } from '../../../core/active-learning/next-step';
import { planValidation } from '../../../core/active-learning/plan';

const even = (count: number, from: number, to: number) =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** 2000 objects, 200 labelled; the model is sure of nearly all. */
const facts: StepFacts = {
  rules: { targetAccuracy: 0.95, confidence: 0.95, scope: 'machine' },
  objects: 2000,
  human: 200,
  left: 1800,
  noise: { atLeast: 0, expected: 0 },
  classes: 2,
  lossSpent: 0,
  confidences: even(1800, 1, 0.97),
  experience: [],
  hasModel: true,
  goesOn: undefined,
  judged: false,
  trainable: true,
  deltaLeft: 0.05,
  fruitless: 0,
  inFlight: 1000,
};
const expected = (confidence: number) => confidence;
const unsure = even(1800, 0.9, 0.5);
const mixed = Float64Array.from([...even(900, 1, 0.98), ...even(900, 0.9, 0.5)]);

describe('nextStep', () => {
  test('without a model: a random sample that teaches every class something', () => {
    const none = { ...facts, human: 0, left: 2000, hasModel: false, confidences: new Float64Array() };
    expect(nextStep(none)).toMatchObject({ kind: 'first', count: 80, floor: null, last: false });
    expect(nextStep({ ...none, classes: 30 }).count).toBe(300);
    expect(nextStep({ ...none, objects: 50_000, left: 50_000 }).count).toBe(500);
    expect(nextStep({ ...none, inFlight: 25 }).count).toBe(25);
  });

  test('a model that can take nearly everything is validated', () => {
    const step = nextStep(facts);
    expect(step).toMatchObject({ kind: 'validate', last: false });
    const { starts, looks, look, floor } = step.validation!;
    expect(look).toBe(1);
    expect(step.count).toBe(looks[0]!.sample);
    expect(looks.reduce((sum, { delta }) => sum + delta, 0)).toBeCloseTo(0.7 * 0.05, 12);
    expect(step.floor).toBe(floor);
    expect(floor).toBe(facts.confidences[facts.confidences.findLastIndex((confidence) => confidence >= floor)]);
    expect(starts[1]).toBeLessThanOrEqual(starts[0]!);
  });

  test('a validation goes on as it was fixed, whatever has been learnt since', () => {
    const { validation, count } = nextStep(facts);
    const next = nextStep({ ...facts, goesOn: validation!, judged: true, experience: [{ confidence: 0.9, loss: 1 }] });
    expect(next).toMatchObject({ kind: 'validate', floor: validation!.floor, last: false });
    expect(next.validation).toEqual({ ...validation, look: 2 });
    expect(next.count).toBe(validation!.looks[1]!.sample - count);
  });

  test('as long as much is outside of what it can take, it is taught from there', () => {
    const step = nextStep({ ...facts, confidences: mixed });
    expect(step).toMatchObject({ kind: 'train', count: 100, last: false });
    expect(step.floor).toBeGreaterThan(0.6);
    expect(nextStep({ ...facts, confidences: unsure })).toMatchObject({ kind: 'train', count: 100, floor: null });
  });

  test('a model that was judged is not asked again; what it nearly had is left alone', () => {
    const step = nextStep({ ...facts, confidences: mixed, judged: true, human: 600, left: 1400 });
    expect(step.kind).toBe('train');
    const other = nextStep({ ...facts, confidences: mixed, human: 600, left: 1400 });
    expect(step.floor).toBeGreaterThanOrEqual(other.floor!);
  });

  test('a round asks somebody, however little lies outside', () => {
    const step = nextStep({ ...facts, judged: true });
    expect(step).toMatchObject({ kind: 'train', last: false });
    expect(step.count).toBeGreaterThanOrEqual(36);
  });

  test('people label the rest when models in a row promise nothing', () => {
    const hopeless = { ...facts, confidences: unsure, fruitless: 5, human: 700, left: 1300 };
    expect(nextStep(hopeless)).toMatchObject({ last: true, count: 1300, floor: null });
    expect(nextStep(hopeless).reason).toMatch(/5 models in a row/);
    expect(nextStep({ ...hopeless, human: 300 }).last).toBe(false);
    expect(nextStep({ ...hopeless, human: 300, fruitless: 20 }).last).toBe(true);
  });

  test('… when the model given has been judged, when it scores nothing, when few are left', () => {
    expect(nextStep({ ...facts, trainable: false }).kind).toBe('validate');
    const { looks } = nextStep({ ...facts, trainable: false }).validation!;
    expect(looks.reduce((sum, { delta }) => sum + delta, 0)).toBeCloseTo(0.05, 12);
    expect(nextStep({ ...facts, trainable: false, judged: true })).toMatchObject({ last: true });
    expect(nextStep({ ...facts, confidences: new Float64Array() }).reason).toMatch(/could score none of the 1800/);
    expect(nextStep({ ...facts, confidences: unsure.slice(0, 60), left: 60, human: 1940 })).toMatchObject({
      last: true,
      reason: 'only 60 objects are left; people label the rest',
    });
  });
});

describe('planValidation', () => {
  const limit = () => 0.05;
  test('a surer model needs fewer labels and saves more', () => {
    const plan = (to: number) =>
      planValidation({ expected, confidences: even(3000, 1, to), limit, delta: 0.05, most: 1000 })!;
    expect(plan(0.99).sample).toBeLessThan(plan(0.95).sample);
    expect(plan(0.99).saved).toBeGreaterThan(plan(0.95).saved);
  });
  test('keeps to what people can have in hand', () => {
    const { looks } = planValidation({ expected, confidences: even(3000, 1, 0.96), limit, delta: 0.05, most: 90 })!;
    expect(looks.at(-1)!.sample).toBeLessThanOrEqual(90);
  });
  test('none where nothing can be shown', () => {
    expect(
      planValidation({ expected, confidences: even(3000, 0.9, 0.5), limit, delta: 0.05, most: 1000 }),
    ).toBeUndefined();
    expect(
      planValidation({ expected, confidences: even(30, 1, 0.99), limit, delta: 0.05, most: 1000 }),
    ).toBeUndefined();
    expect(
      planValidation({ expected, confidences: new Float64Array(), limit, delta: 0.05, most: 1000 }),
    ).toBeUndefined();
  });
});

describe('lossLimit', () => {
  test('the machine’s part may lose what the target leaves, whatever its size', () => {
    expect(lossLimit(facts)(10)).toBeCloseTo(0.05, 12);
    expect(lossLimit(facts)(1000)).toBeCloseTo(0.05, 12);
  });
  test('the data set’s losses may all be the machine’s where people make none', () => {
    const limit = lossLimit({ ...facts, rules: { ...facts.rules, scope: 'dataset' } });
    expect(limit(1000)).toBeCloseTo(100 / 1000, 12);
    expect(limit(50)).toBe(1);
    const spent = lossLimit({ ...facts, rules: { ...facts.rules, scope: 'dataset' }, lossSpent: 60 });
    expect(spent(1000)).toBeCloseTo(40 / 1000, 12);
  });
  test('people’s errors excuse the machine’s as far as they are sure, and count where all is promised', () => {
    const noisy = { ...facts, noise: { atLeast: 0.02, expected: 0.03 } };
    const allowed = lossLimit(noisy)(1000);
    expect(allowed).toBeCloseTo(0.05 + 0.02 * (1 - 0.1), 12);
    expect(trueLoss(allowed, noisy)).toBeCloseTo(0.05, 12);
    const all = lossLimit({ ...noisy, rules: { ...noisy.rules, scope: 'dataset' } })(1000);
    expect(trueLoss(all, noisy)).toBeCloseTo((100 - 0.03 * 1000) / 1000, 12);
  });
});

describe('historyBefore', () => {
  test('adds up what validations spent, and counts models that promised nothing', () => {
    const asks = {
      floor: 0.9,
      starts: [40],
      looks: [
        { sample: 20, delta: 0.01 },
        { sample: 40, delta: 0.02 },
        { sample: 80, delta: 0.04 },
      ],
      look: 1,
    };
    const rounds = [
      { round: 1, step: 'first' as const },
      { round: 2, step: 'train' as const, expectedSaved: 12 },
      { round: 3, step: 'validate' as const, expectedSaved: 40, asks },
      { round: 4, step: 'validate' as const, goesOn: true, asks: { ...asks, look: 2 } },
      { round: 5, step: 'train' as const, lossSpent: 7 },
      { round: 6, step: 'train' as const },
    ];
    expect(historyBefore(4, rounds)).toMatchObject({ deltaSpent: 0.01, pending: asks, fruitless: 0, ended: false });
    expect(historyBefore(5, rounds).pending).toEqual({ ...asks, look: 2 });
    expect(historyBefore(5, rounds).fruitless).toBe(0);
    // The third look never was.
    expect(historyBefore(7, rounds).deltaSpent).toBeCloseTo(0.03, 12);
    expect(historyBefore(7, rounds)).toMatchObject({ pending: undefined, fruitless: 2, lossSpent: 7 });
    expect(historyBefore(8, [...rounds, { round: 7, step: 'train' as const, last: true }]).ended).toBe(true);
  });
});
