import { describe, expect, test } from '@jest/globals';
import { SparseRows } from '../../../core/ml/rows';
import { softmax } from '../../../core/ml/softmax';
import { SoftmaxDual } from '../../../core/ml/softmax-dual';
import { addOuter, addScores } from '../../../core/ml/sparse-products';
import { trainRegression } from '../../../core/ml/text-training';
import { randomGenerator } from '../../../core/random/generator';

const dimensions = 400;

/** Rows of four different random features; the one numbered as the row's class is among them more often than others. */
function drawn(count: number, classes: number, signal: number) {
  const random = randomGenerator(`dual ${classes}`);
  const starts = Uint32Array.from({ length: count + 1 }, (_, i) => 4 * i);
  const columns = new Uint32Array(4 * count);
  const values = new Float32Array(4 * count);
  const targets = Int32Array.from({ length: count }, () => random.integer(classes));
  for (let row = 0; row < count; row++) {
    const order = new Set<number>();
    while (order.size < 5) order.add(random.integer(dimensions));
    const own = targets[row]!;
    const met = random.next() < signal ? [...new Set([own, ...order])] : [...order];
    for (let k = 0; k < 4; k++) {
      columns[4 * row + k] = met[k]!;
      values[4 * row + k] = 0.3 + 0.4 * random.next();
    }
  }
  return { rows: new SparseRows(starts, columns, values, dimensions), targets };
}

describe.each([2, 3, 7])('of %d classes', (classes) => {
  const { rows, targets } = drawn(80, classes, 0.8);
  const classWeights = Float64Array.from({ length: classes }, (_, c) => 0.5 + c / classes);
  const penalty = 0.5;
  const problem = { rows, targets, classes, classWeights, penalty };
  const all = Uint32Array.from(targets.keys());
  const trained = (members: Uint32Array, from = SoftmaxDual.of(problem)) => {
    for (let pass = 0; pass < 100; pass++) from.pass(members);
    return from;
  };
  const scoresOf = (model: SoftmaxDual, row: number) => {
    const scores = new Float64Array(classes);
    model.scores(row, scores);
    return scores;
  };

  test('the weights are where the gradient of loss and penalty is zero', () => {
    const model = trained(all);
    const gradient = new Float64Array(classes * dimensions);
    for (const row of all) {
      const p = scoresOf(model, row);
      softmax(p);
      for (let c = 0; c < classes; c++) {
        const slant = classWeights[targets[row]!]! * (p[c]! - (c === targets[row] ? 1 : 0));
        for (let i = rows.starts[row]!; i < rows.starts[row + 1]!; i++)
          gradient[c * dimensions + rows.columns[i]!]! += slant * rows.values[i]!;
      }
    }
    for (let d = 0; d < dimensions; d++)
      for (let c = 0; c < classes; c++) {
        const weight = classes === 2 ? (c === 1 ? 0.5 : -0.5) * model.weights[d]! : model.weights[d * classes + c]!;
        expect(gradient[c * dimensions + d]! + penalty * weight).toBeCloseTo(0, 1.5);
      }
  });

  test('forgetting examples gives the model that never saw them', () => {
    const held = all.filter((i) => i % 4 === 0);
    const others = all.filter((i) => i % 4 !== 0);
    const never = trained(others);
    const full = trained(all);
    const before = scoresOf(full, 0);
    const forgot = full.copy();
    forgot.forget(held);
    trained(others, forgot);
    for (const row of held)
      scoresOf(forgot, row).forEach((score, c) => {
        expect(score).toBeCloseTo(scoresOf(never, row)[c]!, 1.5);
      });
    expect(scoresOf(full, 0)).toEqual(before);
    expect(Math.abs(before[targets[0]!]! - scoresOf(never, 0)[targets[0]!]!)).toBeGreaterThan(0.05);
  });

  test('products of four outputs at a time are those of one at a time', () => {
    const random = randomGenerator('products');
    const weights = Float32Array.from({ length: classes * dimensions }, () => random.normal());
    const scores = new Float64Array(classes).fill(1);
    addScores(rows, 5, weights, classes, scores);
    const by = Float64Array.from({ length: classes }, () => random.normal());
    const changed = weights.slice();
    addOuter(rows, 5, by, classes, changed);
    for (let c = 0; c < classes; c++) {
      let sum = 1;
      for (let i = rows.starts[5]!; i < rows.starts[6]!; i++) {
        const at = rows.columns[i]! * classes + c;
        sum += rows.values[i]! * weights[at]!;
      }
      expect(scores[c]).toBeCloseTo(sum, 6);
      const added = new Float64Array(dimensions);
      for (let i = rows.starts[5]!; i < rows.starts[6]!; i++) added[rows.columns[i]!]! += rows.values[i]! * by[c]!;
      added.forEach((value, d) => {
        expect(changed[d * classes + c]! - weights[d * classes + c]!).toBeCloseTo(value, 5);
      });
    }
  });
});

describe('the calibrated regression', () => {
  test('says of new objects what is true of them', () => {
    const { rows, targets } = drawn(2400, 3, 0.6);
    const members = Array.from({ length: 400 }, (_, i) => i);
    const part = new SparseRows(
      rows.starts.slice(0, 401),
      rows.columns.slice(0, 1600),
      rows.values.slice(0, 1600),
      dimensions,
    );
    const { model, calibration, accuracy } = trainRegression(part, targets.slice(0, 400), 3, randomGenerator(1));
    let right = 0;
    let expected = 0;
    const whole = SoftmaxDual.of({ rows, targets, classes: 3, classWeights: new Float64Array(3).fill(1), penalty: 1 });
    whole.weights.set(model.weights);
    whole.bias.set(model.bias);
    for (let row = members.length; row < rows.count; row++) {
      const scores = new Float64Array(3);
      whole.scores(row, scores);
      const p = scores.map((score, c) => score * calibration.slope + calibration.bias[c]!);
      softmax(p);
      const top = p.indexOf(Math.max(...p));
      if (top === targets[row]) right++;
      expected += (1 - calibration.lapse!) * p[top]! + calibration.lapse! / 3;
    }
    const count = rows.count - members.length;
    expect(expected / count).toBeGreaterThan(right / count - 0.05);
    expect(expected / count).toBeLessThan(right / count + 0.05);
    expect(accuracy).toBeGreaterThan(right / count - 0.06);
    expect(accuracy).toBeLessThan(right / count + 0.06);
  });

  test('learns nothing and says so where there is nothing to learn', () => {
    const { rows, targets } = drawn(300, 2, 0);
    const { model, calibration } = trainRegression(rows, targets, 2, randomGenerator(2));
    const scores = new Float64Array(2);
    model.scores(0, scores);
    expect(Math.abs(scores[1]! * calibration.slope)).toBeLessThan(0.6);
  });
});
