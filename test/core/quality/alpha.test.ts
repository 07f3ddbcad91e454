import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classAlphas, coincidences } from '../../../core/quality/agreement/classes';
import { distanceAlpha } from '../../../core/quality/agreement/distance-alpha';
import { intervalAlpha, ordinalAlpha } from '../../../core/quality/agreement/interval-alpha';
import { nominalAlpha } from '../../../core/quality/agreement/nominal-alpha';
import { randomGenerator } from '../../../core/random/generator';

/** Observers' rows, one value per object, `.` for a missing one, as the papers print them. */
function units(...rows: string[]) {
  const table = rows.map((row) => row.split(' '));
  const start = [0];
  const names: string[] = [];
  for (let u = 0; u < table[0]!.length; u++) {
    for (const row of table) if (row[u] !== '.') names.push(row[u]!);
    start.push(names.length);
  }
  const classes = [...new Set(names)].sort();
  return {
    start: Int32Array.from(start),
    value: Int32Array.from(names, (name) => classes.indexOf(name)),
    number: Float64Array.from(names, Number),
    answer: names,
    classes: classes.length,
  };
}

describe("Krippendorff's own examples", () => {
  // "Computing Krippendorff's Alpha-Reliability" (2011), sections A to E.
  const binary = units('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0');
  const nominal = units('a a b b d c c c e d d a', 'b a b b b c c c e d d d');
  const missing = units(
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .',
  );
  // The example of Wikipedia's article.
  const encyclopedia = units(
    '. . . . . 3 4 1 2 1 1 3 3 . 3',
    '1 . 2 1 3 3 4 3 . . . . . . .',
    '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
  );

  test.each([
    ['two observers, binary', () => nominalAlpha(binary), 0.095],
    ['two observers, nominal', () => nominalAlpha(nominal), 0.692],
    ['four observers, missing answers, nominal', () => nominalAlpha(missing), 0.743],
    ['the same, ordinal', () => ordinalAlpha({ ...missing, value: missing.number }), 0.815],
    ['the same, interval', () => intervalAlpha({ ...missing, value: missing.number }), 0.849],
    [
      "the same, ratio as a distance of one's own",
      () => distanceAlpha({ ...missing, answer: [...missing.number] }, (a, b) => ((a - b) / (a + b)) ** 2),
      0.797,
    ],
    ['three observers, nominal', () => nominalAlpha(encyclopedia), 0.691],
    ['three observers, interval', () => intervalAlpha({ ...encyclopedia, value: encyclopedia.number }), 0.811],
  ])('%s', (_, alpha, published) => {
    expect(alpha().alpha).toBeCloseTo(published, 3);
    expect(alpha().low).toBeLessThan(published);
    expect(alpha().high).toBeGreaterThan(published);
  });
});

/** The definition, word by word: 1 - Do/De over all ordered pairs. */
function byDefinition<Value>(objects: Value[][], distance: (a: Value, b: Value) => number): number | null {
  const pairable = objects.filter((values) => values.length > 1);
  const all = pairable.flat();
  let observed = 0;
  for (const values of pairable)
    values.forEach((a, i) => {
      values.forEach((b, j) => {
        if (i !== j) observed += distance(a, b) / (values.length - 1) / all.length;
      });
    });
  let expected = 0;
  all.forEach((a, i) => {
    all.forEach((b, j) => {
      if (i !== j) expected += distance(a, b) / (all.length * (all.length - 1));
    });
  });
  return expected > 0 ? 1 - observed / expected : null;
}

function runningTotal(lists: readonly unknown[][]): number[] {
  let sum = 0;
  return lists.map(({ length }) => {
    sum += length;
    return sum;
  });
}

const unitsOf = (objects: number[][]) => ({
  start: Int32Array.from([0, ...runningTotal(objects)]),
  value: Int32Array.from(objects.flat()),
  answer: objects.flat(),
  classes: 5,
});

const someObjects = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }), { maxLength: 14 });

const expectAlpha = (found: number | null, defined: number | null) => {
  if (defined === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(defined, 9);
};

describe('alpha is what its definition says', () => {
  test('nominal, interval, and any distance', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const given = unitsOf(objects);
        expectAlpha(
          nominalAlpha(given).alpha,
          byDefinition(objects, (a, b) => Number(a !== b)),
        );
        expectAlpha(
          intervalAlpha(given).alpha,
          byDefinition(objects, (a, b) => (a - b) ** 2),
        );
        const odd = (a: number, b: number) => Math.abs(a - b) / (1 + a + b);
        expectAlpha(distanceAlpha(given, odd).alpha, byDefinition(objects, odd));
      }),
    );
  });

  test('of a class: named or not, and of lists of classes as well', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 4 })), { maxLength: 5 }), { maxLength: 12 }),
        (objects) => {
          const answers = objects.flat();
          const { start } = unitsOf(objects as unknown as number[][]);
          const first = Int32Array.from([0, ...runningTotal(answers)]);
          const alphas = classAlphas({ start, first, value: Int32Array.from(answers.flat()), classes: 5 });
          for (const { class: k, alpha } of alphas)
            expectAlpha(
              alpha,
              byDefinition(
                objects.map((lists) => lists.map((names) => names.includes(k))),
                (a, b) => Number(a !== b),
              ),
            );
        },
      ),
    );
  });

  test('the interval of a class is that of its yes and no', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const { start, value } = unitsOf(objects);
        const first = Int32Array.from({ length: value.length + 1 }, (_, i) => i);
        for (const found of classAlphas({ start, first, value, classes: 5 })) {
          const whole = nominalAlpha({ start, value: value.map((k) => Number(k === found.class)), classes: 2 });
          expect(found.low).toBeCloseTo(whole.low, 9);
          expect(found.high).toBeCloseTo(whole.high, 9);
        }
      }),
    );
  });

  test('the coincidence matrix adds up to the answers and holds the alpha', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const { start, value } = unitsOf(objects);
        const cells = coincidences(start, value, 5);
        const pairable = objects.filter((values) => values.length > 1).flat();
        const sum = cells.reduce((n, cell) => n + cell.coincidences, 0);
        expect(sum).toBeCloseTo(pairable.length, 9);
        const apart = cells.filter(({ a, b }) => a !== b).reduce((n, cell) => n + cell.coincidences, 0);
        const { observed } = nominalAlpha({ start, value, classes: 5 });
        if (pairable.length > 0 && observed > 0) expect(apart / sum).toBeCloseTo(observed, 9);
      }),
    );
  });

  test('ordinal: ranks count, not the values', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const given = unitsOf(objects);
        const stretched = { ...given, value: given.value.map((v) => v ** 3 * 10 - 7) };
        expectAlpha(ordinalAlpha(stretched).alpha, ordinalAlpha(given).alpha);
      }),
    );
  });

  test('does not lose digits of large numbers', () => {
    const objects = [
      [1, 2],
      [2, 2, 3],
      [4, 4],
    ];
    const { start, answer } = unitsOf(objects);
    const far = intervalAlpha({ start, value: answer.map((v) => v + 1e9) });
    expect(far.alpha).toBeCloseTo(byDefinition(objects, (a, b) => (a - b) ** 2)!, 6);
  });
});

describe('what cannot be known', () => {
  test('one answer an object, no object, one class only: no alpha, and an interval that says so', () => {
    for (const objects of [
      [],
      [[1], [2], []],
      [
        [3, 3],
        [3, 3, 3],
      ],
    ])
      expect(nominalAlpha(unitsOf(objects))).toMatchObject({ alpha: null, low: -1, high: 1 });
  });

  test('agreement without exception on few objects does not prove alpha 1', () => {
    const few = nominalAlpha(
      unitsOf([
        [0, 0],
        [1, 1],
        [0, 0],
        [1, 1],
      ]),
    );
    const many = nominalAlpha(unitsOf(Array.from({ length: 400 }, (_, o) => [o % 2, o % 2])));
    expect(few).toMatchObject({ alpha: 1, high: 1 });
    expect(few.low).toBeLessThan(0.5);
    expect(many.low).toBeGreaterThan(0.97);
    expect(many.low).toBeLessThan(1);
  });
});

test('the interval holds the true alpha about 95 times in 100, few answers or many, one class rare or none', () => {
  const random = randomGenerator('coverage');
  for (const { objects, workers, rare, accuracy } of [
    { objects: 40, workers: 2, rare: 0.5, accuracy: 0.85 },
    { objects: 60, workers: 3, rare: 0.5, accuracy: 0.97 },
    { objects: 250, workers: 3, rare: 0.1, accuracy: 0.85 },
    { objects: 250, workers: 5, rare: 0.5, accuracy: 0.6 },
  ]) {
    const marginal = rare * accuracy + (1 - rare) * (1 - accuracy);
    const apart = 2 * accuracy * (1 - accuracy);
    const truth = 1 - apart / (2 * marginal * (1 - marginal));
    let held = 0;
    for (let turn = 0; turn < 200; turn++) {
      const given = Array.from({ length: objects }, () => {
        const right = Number(random.next() < rare);
        return Array.from({ length: workers }, () => (random.next() < accuracy ? right : 1 - right));
      });
      const { low, high } = nominalAlpha(unitsOf(given));
      if (low <= truth && truth <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(178);
    // Not by being as wide as can be.
    expect(held).toBeLessThan(200);
  }
});

describe('a sample of the pairs', () => {
  const random = randomGenerator('sample');
  const objects = Array.from({ length: 400 }, () => {
    const centre = random.next();
    return Array.from({ length: 4 }, () => centre + 0.1 * random.normal());
  });
  const { start, answer } = unitsOf(objects);
  const distance = (a: number, b: number) => Math.min(1, Math.abs(a - b));
  const exact = distanceAlpha({ start, answer }, distance);

  test('is right within the error it states, and its interval about as wide', () => {
    expect(exact.samplingError).toBeUndefined();
    const off: number[] = [];
    let wider = 0;
    for (let seed = 0; seed < 40; seed++) {
      const sampled = distanceAlpha({ start, answer }, distance, { maxPairs: 8000, seed: String(seed) });
      off.push((sampled.alpha! - exact.alpha!) / sampled.samplingError!);
      wider += (sampled.high - sampled.low) / (exact.high - exact.low) / 40;
    }
    expect(wider).toBeGreaterThan(0.97);
    expect(wider).toBeLessThan(1.15);
    const spread = Math.sqrt(off.reduce((sum, z) => sum + z * z, 0) / off.length);
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.4);
  });

  test('so small that its error matters widens the interval by that error, no more', () => {
    let ratio = 0;
    for (let seed = 0; seed < 40; seed++) {
      const sampled = distanceAlpha({ start, answer }, distance, { maxPairs: 3200, seed: String(seed) });
      const both = Math.hypot(exact.high - exact.low, 2 * 1.97 * sampled.samplingError!);
      ratio += (sampled.high - sampled.low) / both / 40;
    }
    expect(ratio).toBeGreaterThan(0.93);
    expect(ratio).toBeLessThan(1.07);
  });

  test('is the same for the same seed and compares no more than was allowed', () => {
    let compared = 0;
    const counting = (a: number, b: number) => {
      compared++;
      return distance(a, b);
    };
    const first = distanceAlpha({ start, answer }, counting, { maxPairs: 8000, seed: 'x' });
    expect(compared).toBeLessThanOrEqual(8000 + 400 * 6);
    expect(distanceAlpha({ start, answer }, distance, { maxPairs: 8000, seed: 'x' })).toEqual(first);
  });
});
