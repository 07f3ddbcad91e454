import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deflateRuns } from '../../../../ui-templates/canvas2d/mask/run-deflate';

/** An empty last block. */
const END = Buffer.from([3, 0]);

const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 1200 })), { maxLength: 60 });
const bytesOf = (all: [number, number][]): Buffer =>
  Buffer.concat(all.map(([value, times]) => Buffer.alloc(times, value)));

describe('deflated runs', () => {
  test('zlib inflates pieces that were packed by themselves and joined', () => {
    fc.assert(
      fc.property(fc.array(runs, { maxLength: 4 }), (pieces) => {
        const packed = Buffer.concat([...pieces.map((piece) => deflateRuns(bytesOf(piece))), END]);
        expect(inflateRawSync(packed).equals(Buffer.concat(pieces.map(bytesOf)))).toBe(true);
      }),
    );
  });

  test('codes stay within 15 bits however uneven the frequencies are', () => {
    const fibonacci = Array.from({ length: 22 }, (_, i) => Math.round(1.618 ** (i + 1) / 2.236));
    // Alternating, so that nothing becomes a run.
    const bytes = Buffer.from(
      fibonacci.flatMap((times, value) => Array.from({ length: times }, () => [value, 200]).flat()),
    );
    expect(inflateRawSync(Buffer.concat([deflateRuns(bytes), END])).equals(bytes)).toBe(true);
  });

  test('a million equal bytes take a thousandth', () => {
    expect(deflateRuns(new Uint8Array(1_000_000)).length).toBeLessThan(1100);
  });
});
