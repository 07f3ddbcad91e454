import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fitSetModel, setDecoder, setLogLoss } from '../../../core/ml/multi-label-joint';
import { fitMultiLabel, multiLabelScores } from '../../../core/ml/multi-label-regression';
import { SparseRows } from '../../../core/ml/rows';
import { randomGenerator } from '../../../core/random/generator';

const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });

/** Every set with its probability. */
function allSets(model: { slope: number; bias: number[]; sizes: number[] }, scores: number[]) {
  const sets = Array.from({ length: 2 ** scores.length }, (_, bits) =>
    scores.flatMap((_score, l) => ((bits >> l) & 1 ? [l] : [])),
  );
  const weights = sets.map((set) =>
    Math.exp(
      set.reduce((sum, l) => sum + model.slope * scores[l]! + model.bias[l]!, 0) +
        model.sizes[Math.min(set.length, model.sizes.length - 1)]!,
    ),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return sets.map((set, i) => ({ set, probability: weights[i]! / total }));
}

describe('the most probable set', () => {
  const problems = fc.integer({ min: 1, max: 6 }).chain((labels) =>
    fc.record({
      slope: number(0.2, 5),
      bias: fc.array(number(-3, 3), { minLength: labels, maxLength: labels }),
      sizes: fc.array(number(-3, 3), { minLength: 1, maxLength: labels + 1 }),
      scores: fc.array(number(-3, 3), { minLength: labels, maxLength: labels }),
    }),
  );

  test('has the probability that enumeration gives it, and no other has more', () => {
    fc.assert(
      fc.property(problems, ({ scores, ...model }) => {
        const decode = setDecoder({
          slope: model.slope,
          bias: Float64Array.from(model.bias),
          sizes: Float64Array.from(model.sizes),
        });
        const found = decode(Float64Array.from(scores));
        const all = allSets(model, scores);
        const own = all.find(({ set }) => set.join() === found.labels.join())!;
        expect(found.probability).toBeCloseTo(own.probability, 9);
        expect(found.probability).toBeGreaterThanOrEqual(Math.max(...all.map(({ probability }) => probability)) - 1e-9);
        scores.forEach((_, l) => {
          const share = all.reduce((sum, { set, probability }) => sum + (set.includes(l) ? probability : 0), 0);
          expect(found.marginals[l]!).toBeCloseTo(share, 9);
        });
      }),
    );
  });

  test('stays a number where scores are enormous or labels many', () => {
    const bias = new Float64Array(300);
    const decode = setDecoder({ slope: 10, bias, sizes: Float64Array.of(0, 1, 0) });
    const found = decode(Float64Array.from({ length: 300 }, (_, l) => (l < 3 ? 1e4 : -1e4)));
    expect(found.labels).toEqual([0, 1, 2]);
    expect(found.probability).toBeCloseTo(1, 9);
    expect(decode(new Float64Array(300)).marginals.every((p) => p > 0 && p < 1)).toBe(true);
  });

  test('learns that there is always exactly one label', () => {
    const random = randomGenerator('one label');
    const labels = 4;
    const scores = new Float64Array(500 * labels);
    const carries = new Uint8Array(scores.length);
    for (let i = 0; i < 500; i++) {
      const label = random.integer(labels);
      carries[i * labels + label] = 1;
      for (let l = 0; l < labels; l++) scores[i * labels + l] = (l === label ? 1 : 0) + random.normal();
    }
    const model = fitSetModel(scores, carries, labels);
    const decode = setDecoder(model);
    for (let i = 0; i < 500; i++) expect(decode(scores.slice(i * labels, (i + 1) * labels)).labels).toHaveLength(1);
    const alike = { ...model, sizes: new Float64Array(model.sizes.length) };
    expect(setLogLoss(model, scores, carries)).toBeLessThan(setLogLoss(alike, scores, carries) - 0.3);
  });
});

test('each label is fitted as logistic regression with its penalty asks: the gradient is zero', () => {
  const random = randomGenerator('logistic');
  const [count, dimensions, labels, cost] = [60, 5, 3, 2];
  const values = Float32Array.from({ length: count * dimensions }, () => random.normal());
  const rows = new SparseRows(
    Uint32Array.from({ length: count + 1 }, (_, i) => i * dimensions),
    Uint32Array.from(values, (_, i) => i % dimensions),
    values,
    dimensions,
  );
  const carries = Uint8Array.from({ length: count * labels }, (_, i) =>
    Number(values[Math.floor(i / labels) * dimensions + (i % labels)]! + random.normal() > 0.5),
  );
  const members = Uint32Array.from({ length: count }, (_, i) => i);
  const problem = { rows, members, carries, labels, cost, random };
  // A fit stops early; each that starts from it comes nearer.
  let model = fitMultiLabel(problem);
  for (let i = 0; i < 20; i++) model = fitMultiLabel(problem, model);
  const gradient = Float64Array.from(model.weights);
  const biasGradient = Float64Array.from(model.bias);
  const scores = new Float64Array(labels);
  for (let i = 0; i < count; i++) {
    multiLabelScores(model, rows, i, scores);
    for (let l = 0; l < labels; l++) {
      const difference = cost * (1 / (1 + Math.exp(-scores[l]!)) - carries[i * labels + l]!);
      biasGradient[l]! += difference;
      for (let d = 0; d < dimensions; d++) gradient[d * labels + l]! += difference * values[i * dimensions + d]!;
    }
  }
  for (const part of [...gradient, ...biasGradient]) expect(Math.abs(part)).toBeLessThan(0.01);
});
