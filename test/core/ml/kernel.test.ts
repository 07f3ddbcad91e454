import { describe, expect, test } from '@jest/globals';
import { calibrate } from '../../../core/ml/calibration';
import { choleskyInPlace, inverseDiagonal, solveCholesky } from '../../../core/ml/cholesky';
import { weightedRows } from '../../../core/ml/kernel-blocks';
import { trainKernelClassifier } from '../../../core/ml/kernel-classifier';
import { fitExact, fitWithLandmarks, kernelScores } from '../../../core/ml/kernel-ridge';
import { gatherRows } from '../../../core/ml/kernel-values';
import { doubleProducts, gram, innerProducts, squaredLengths } from '../../../core/ml/products';
import { argmax } from '../../../core/ml/softmax';
import { calibrateTop } from '../../../core/ml/top-calibration';
import { randomGenerator } from '../../../core/random/generator';

const random = randomGenerator('kernel');

/** Two rings round each other: no line parts them. A third label says what is on the left, on either ring. */
function rings(count: number) {
  const rows = new Float32Array(count * 2);
  const targets = new Int32Array(count);
  const carries = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const angle = random.next() * 2 * Math.PI;
    const radius = 1 + (i % 2) + random.normal() * 0.15;
    rows.set([radius * Math.cos(angle), radius * Math.sin(angle)], i * 2);
    targets[i] = i % 2;
    carries[i * 3 + (i % 2)] = 1;
    carries[i * 3 + 2] = Number(rows[i * 2]! < 0);
  }
  return { rows, targets, carries, labels: 3, kernel: { width: 2, dimensions: 2 }, noise: 0.1 };
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

  test('of rows longer than a panel of memory, of a length no vector divides', () => {
    const dimensions = 70_003;
    const a = Float32Array.from({ length: 3 * dimensions }, (_, i) => ((i * 7) % 11) - 5);
    const b = Float32Array.from({ length: 5 * dimensions }, (_, i) => ((i * 5) % 13) - 6);
    const products = innerProducts(a, b, dimensions);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 5; j++) {
        let sum = 0;
        for (let k = 0; k < dimensions; k++) sum += a[i * dimensions + k]! * b[j * dimensions + k]!;
        expect(products[i * 5 + j]).toBe(sum);
      }
  });

  test('of one row are to the last bit those of that row among others', () => {
    const a = Float32Array.from({ length: 9 * 101 }, () => random.normal());
    const b = Float32Array.from({ length: 30 * 101 }, () => random.normal());
    const together = innerProducts(a, b, 101);
    for (let i = 0; i < 9; i++)
      expect(innerProducts(a.subarray(i * 101, (i + 1) * 101), b, 101)).toEqual(
        together.subarray(i * 30, (i + 1) * 30),
      );
  });

  test('of parts of matrices, in 64 bits, leave the rest of the result alone', () => {
    const values = Float64Array.from({ length: 900 }, () => random.normal());
    const out = new Float64Array(7 * 12).fill(-99);
    doubleProducts({ values, at: 30, stride: 31, rows: 6 }, { values, at: 3, stride: 40, rows: 9 }, 27, out, 14, 12);
    for (let i = 0; i < 6; i++)
      for (let j = 0; j < 9; j++) {
        let sum = 0;
        for (let k = 0; k < 27; k++) sum += values[30 + i * 31 + k]! * values[3 + j * 40 + k]!;
        expect(out[14 + i * 12 + j]).toBeCloseTo(sum, 10);
      }
    expect(out.filter((value) => value === -99).length).toBe(7 * 12 - 6 * 9);
  });

  test('of rows with each other keep what 32 bits would lose', () => {
    const rows = Float32Array.from({ length: 4 * 3000 }, (_, i) => 1 + (i % 7) * 1e-4);
    let sum = 0;
    for (let k = 0; k < 3000; k++) sum += rows[k]! * rows[3000 + k]!;
    expect(Math.abs(gram(rows, 3000)[1]! - sum)).toBeLessThan(1e-9);
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

  test('goes through several blocks of columns', () => {
    const size = 131;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) matrix[i * size + j] = Math.exp(-Math.abs(i - j) / 9) + (i === j ? 0.2 : 0);
    const factor = matrix.slice();
    choleskyInPlace(factor, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += factor[i * size + k]! * factor[j * size + k]!;
        expect(Math.abs(sum - matrix[i * size + j]!)).toBeLessThan(1e-12);
      }
    const diagonal = inverseDiagonal(factor, size);
    for (const i of [0, 47, 48, 96, 130]) {
      const unit = new Float64Array(size);
      unit[i] = 1;
      solveCholesky(factor, size, unit, 1);
      expect(diagonal[i]).toBeCloseTo(unit[i]!, 10);
    }
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
        carries: Uint8Array.from([...others].flatMap((i) => [...problem.carries.subarray(i * 3, i * 3 + 3)])),
      });
      // The labels' shares are those of all examples in the closed form; here they are put back.
      const scores = kernelScores(without.model, problem.rows.subarray(left * 2, left * 2 + 2));
      for (let c = 0; c < 3; c++) {
        const difference = Math.abs(heldOut.scores[left * 3 + c]! - scores[c]!);
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
    const right = [...probe.targets].filter((target, i) => argmax(scores.subarray(i * 3, i * 3 + 2)) === target).length;
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

  test('means its confidences with landmarks, too', () => {
    /** A board of 3 × 3 fields of four classes, one label in twenty wrong, among 18 features of noise. */
    const board = (count: number) => {
      const rows = Float32Array.from({ length: count * 20 }, () => random.normal());
      const targets = Int32Array.from({ length: count }, (_, i) => {
        const [x, y] = [random.next(), random.next()];
        rows.set([6 * x, 6 * y], i * 20);
        return (Math.floor(3 * x) + 2 * Math.floor(3 * y) + (random.next() < 0.05 ? 1 : 0)) % 4;
      });
      return { rows, targets };
    };
    const { rows, targets } = board(1800);
    const limits = { exact: 1000, landmarks: 1000 };
    const learnt = trainKernelClassifier(rows, [20], targets, 4, randomGenerator(1), () => {}, limits);
    expect(learnt.model.landmarks).toHaveLength(1000 * 20);
    const probe = board(1500);
    const scores = kernelScores(learnt.model, weightedRows(probe.rows, [20], learnt.blockWeights));
    let [said, right] = [0, 0];
    probe.targets.forEach((target, i) => {
      const row = scores.subarray(i * 4, i * 4 + 4);
      calibrate(learnt.calibration, row);
      calibrateTop(learnt.top, row);
      const top = argmax(row);
      said += row[top]! / 1500;
      right += Number(top === target) / 1500;
    });
    expect(Math.abs(said - right)).toBeLessThan(0.04);
  });

  test('says the same for the same seed', () => {
    const { rows, targets } = example(120);
    const [a, b] = [1, 2].map(() => trainKernelClassifier(rows, [2, 2], targets, 2, randomGenerator(9), () => {}));
    expect(a).toEqual(b);
  });

  test('weighs blocks', () => {
    expect([...weightedRows(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 1], Float64Array.of(2, 10))]).toEqual([
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
