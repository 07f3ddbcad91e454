import { describe, expect, test } from '@jest/globals';
import { distanceAlpha } from '../../../core/quality/agreement/distance-alpha';
import { intervalAlpha, ordinalAlpha } from '../../../core/quality/agreement/interval-alpha';
import { nominalAlpha } from '../../../core/quality/agreement/nominal-alpha';

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
