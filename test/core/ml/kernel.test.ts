import { describe, expect, test } from '@jest/globals';
import { choleskyInPlace, inverseDiagonal, solveCholesky } from '../../../core/ml/cholesky';
import { trainKernelClassifier, weighted } from '../../../core/ml/kernel-classifier';
import { fitExact, fitWithLandmarks, gatherRows, kernelScores } from '../../../core/ml/kernel-ridge';
import { innerProducts, squaredLengths } from '../../../core/ml/products';
import { argmax } from '../../../core/ml/softmax';
import { randomGenerator } from '../../../core/random/generator';

const random = randomGenerator('kernel');

/** Two rings round each other: no line parts them. */
function rings(count: number) {
  const rows = new Float32Array(count * 2);
  const targets = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const angle = random.next() * 2 * Math.PI;
    const radius = 1 + (i % 2) + random.normal() * 0.15;
    rows.set([radius * Math.cos(angle), radius * Math.sin(angle)], i * 2);
    targets[i] = i % 2;
  }
  return { rows, targets, classes: 2, kernel: { width: 2, dimensions: 2 }, noise: 0.1 };
}
const indices = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

describe('products', () => {
  test.each([
    [1, 1],
    [2, 4],
    [35, 9],
    [70, 3],
  ])('of %i with %i rows are those of the definition', (aRows, bRows) => {
    const a = Float32Array.from({ length: aRows * 5 }, () => random.normal());
    const b = Float32Array.from({ length: bRows * 5 }, () => random.normal());
    const products = innerProducts(a, b, 5);
    for (let i = 0; i < aRows; i++)
      for (let j = 0; j < bRows; j++) {
        let sum = 0;
        for (let k = 0; k < 5; k++) sum += a[i * 5 + k]! * b[j * 5 + k]!;
        expect(products[i * bRows + j]).toBeCloseTo(sum, 4);
      }
  });

  test('squared lengths', () => {
    expect([...squaredLengths(Float32Array.of(3, 4, 0, 2), 2)]).toEqual([25, 4]);
  });
});

describe('Cholesky', () => {
  const matrix = () => Float64Array.of(4, 2, 2, 2, 5, 3, 2, 3, 6);

  test('solves a system and gives the diagonal of the inverse', () => {
    const factor = matrix();
    choleskyInPlace(factor, 3);
    expect([factor[0], factor[3], factor[4]]).toEqual([2, 1, 2]);
    // A · (1, 2, 3) = (14, 21, 26) and A · (0, 1, 0) = (2, 5, 3), side by side.
    const b = Float64Array.of(14, 2, 21, 5, 26, 3);
    solveCholesky(factor, 3, b, 2);
    [1, 0, 2, 1, 3, 0].forEach((value, i) => {
      expect(b[i]).toBeCloseTo(value, 12);
    });
    const determinant = 4 * (30 - 9) - 2 * (12 - 6) + 2 * (6 - 10);
    [30 - 9, 24 - 4, 20 - 4].forEach((minor, i) => {
      expect(inverseDiagonal(factor, 3)[i]).toBeCloseTo(minor / determinant, 12);
    });
  });

  test('refuses a matrix that is not positive definite', () => {
    expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow('pivot 1 is -3');
  });
});

describe('kernel ridge', () => {
  test('held-out scores are those of a fit without the example', () => {
    const problem = rings(25);
    const { heldOut, model } = fitExact(problem);
    for (const left of [0, 7, 24]) {
      const others = indices(25).filter((i) => i !== left);
      const without = fitExact({
        ...problem,
        rows: gatherRows(problem.rows, others, 2),
        targets: Int32Array.from(others, (i) => problem.targets[i]!),
      });
      // The class shares are those of all examples in the closed form; here they are put back.
      const scores = kernelScores(without.model, problem.rows.subarray(left * 2, left * 2 + 2));
      for (let c = 0; c < 2; c++) {
        const difference = Math.abs(heldOut.scores[left * 2 + c]! - scores[c]!);
        expect(difference).toBeLessThan(0.01 + Math.abs(model.shares[c]! - without.model.shares[c]!));
      }
    }
  });

  test('with every example a landmark it is the exact fit, held-out scores included', () => {
    const problem = rings(60);
    const exact = fitExact(problem);
    const landmarks = fitWithLandmarks(problem, indices(60), indices(60));
    const probe = rings(20).rows;
    const [a, b] = [kernelScores(exact.model, probe), kernelScores(landmarks.model, probe)];
    a.forEach((score, i) => {
      expect(b[i]).toBeCloseTo(score, 2);
    });
    exact.heldOut.scores.forEach((score, i) => {
      expect(landmarks.heldOut.scores[i]).toBeCloseTo(score, 2);
    });
  });

  test('a third of the examples as landmarks still parts the rings', () => {
    const problem = rings(1500);
    const { model } = fitWithLandmarks(problem, indices(500), indices(10));
    const probe = rings(400);
    const scores = kernelScores(model, probe.rows);
    const right = [...probe.targets].filter((target, i) => argmax(scores.subarray(i * 2, i * 2 + 2)) === target).length;
    expect(right / 400).toBeGreaterThan(0.97);
  });
});

describe('the kernel classifier', () => {
  /** Two features that tell the class, then two of noise. */
  const example = (count: number) => {
    const { rows, targets } = rings(count);
    const wide = new Float32Array(count * 4);
    for (let i = 0; i < count; i++)
      wide.set([rows[i * 2]!, rows[i * 2 + 1]!, random.normal() * 2, random.normal() * 2], i * 4);
    return { rows: wide, targets };
  };

  test('takes weight from the block that says nothing', () => {
    const { rows, targets } = example(200);
    const { blockWeights } = trainKernelClassifier(rows, [2, 2], targets, 2, randomGenerator(1), () => {});
    expect(blockWeights[1]! / blockWeights[0]!).toBeLessThanOrEqual(0.5);
  });

  test('says the same for the same seed', () => {
    const { rows, targets } = example(120);
    const [a, b] = [1, 2].map(() => trainKernelClassifier(rows, [2, 2], targets, 2, randomGenerator(9), () => {}));
    expect(a).toEqual(b);
  });

  test('weighs blocks', () => {
    expect([...weighted(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 1], Float64Array.of(2, 10))]).toEqual([
      2, 4, 30, 8, 10, 60,
    ]);
  });

  test('stands examples that are all alike', () => {
    const { model } = trainKernelClassifier(
      new Float32Array(20).fill(1),
      [2],
      Int32Array.from({ length: 10 }, (_, i) => i % 2),
      2,
      randomGenerator(1),
      () => {},
    );
    expect(model.coefficients.every(Number.isFinite)).toBe(true);
  });
});
