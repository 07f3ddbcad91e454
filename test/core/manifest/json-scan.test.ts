import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanJson } from '../../../core/manifest/json-scan';

describe('scanJson', () => {
  test('agrees with JSON.parse on what is JSON, and finds every member', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const scan = scanJson(text);
        if (!scan.ok) throw new Error(`${scan.message} at ${scan.position}`);
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        expect(scan.close).toBe(isObject ? text.length - 1 : -1);
        if (!isObject) return expect(scan.members).toEqual([]);
        const read = scan.members.map(({ name, start, end }) => [name, JSON.parse(text.slice(start, end))]);
        expect(read).toEqual(Object.entries(JSON.parse(text)));
      }),
    );
  });

  test('agrees with JSON.parse on damaged text', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '0', '-', '\u0001', ' '),
        (value, at, put) => {
          const whole = JSON.stringify({ a: value });
          const place = at % whole.length;
          const text = whole.slice(0, place) + put + whole.slice(place + 1);
          let good = true;
          try {
            JSON.parse(text);
          } catch {
            good = false;
          }
          expect(scanJson(text).ok).toBe(good);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
