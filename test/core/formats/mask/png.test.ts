import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { decodeBase64, encodeBase64 } from '../../../../core/formats/mask/base64';
import { type PaintedColour, readPaintedMask } from '../../../../core/formats/mask/painted-mask';
import { type PngHeader, readPngRows } from '../../../../core/formats/mask/png-rows';
import { writeMaskPng } from '../../../../core/formats/mask/png-writer';
import { randomGenerator } from '../../../../core/random/generator';

/** All rows of a file: an independent library wrote it, so reader and writer cannot be wrong together. */
function rowsOf(bytes: Uint8Array): { header: PngHeader; rows: number[][] } {
  const rows: number[][] = [];
  let header: PngHeader | undefined;
  readPngRows(bytes, (found, row) => {
    header = found;
    rows.push([...row]);
  });
  return { header: header!, rows };
}

const noise = (length: number, seed: string): Uint8Array => {
  const random = randomGenerator(seed);
  return Uint8Array.from({ length }, () => random.integer(256));
};

describe('PNG rows', () => {
  test.each([
    [1, 'grey'],
    [2, 'grey with alpha'],
    [3, 'RGB'],
    [4, 'RGBA'],
  ])('%i channels (%s) come out as another library wrote them', (channels) => {
    const [width, height] = [37, 23];
    const data = noise(width * height * channels, `png ${channels}`);
    const { header, rows } = rowsOf(encode({ width, height, channels, depth: 8, data }));
    expect([header.width, header.height]).toEqual([width, height]);
    expect(rows.flat()).toEqual([...data]);
  });

  test('every filter is undone', () => {
    // Rows of one stored deflate block, filter k in row k, checked against values filtered by hand from PNG §9.
    const rows = [
      [0, 10, 20, 30],
      [1, 5, 5, 5],
      [2, 1, 1, 1],
      [3, 2, 2, 2],
      [4, 3, 3, 3],
    ];
    const decoded = rowsOf(storedPng(3, 5, rows.flat())).rows;
    expect(decoded).toEqual([
      [10, 20, 30],
      [5, 10, 15],
      [6, 11, 16],
      [5, 10, 15],
      [8, 13, 18],
    ]);
  });

  test('a file cut anywhere is refused with its reason, never read as whole', () => {
    const whole = encode({ width: 9, height: 9, channels: 3, depth: 8, data: noise(243, 'cut') });
    const end = whole.length - 16;
    for (let length = 0; length < end; length += 7)
      expect(() => rowsOf(whole.subarray(0, length))).toThrow(/begin|cut off|ends after|no header|inflated/);
  });

  test.each([
    ['no PNG', Uint8Array.of(1, 2, 3), /does not begin/],
    ['too many pixels', storedPng(20_000, 20_000, []), /more than the 100000000/],
    ['an unknown filter', storedPng(1, 1, [9, 0]), /row 0 has the unknown filter 9/],
    ['too few rows', storedPng(1, 3, [0, 7]), /ends after row 1 of 3/],
  ])('%s is refused', (_, bytes, reason) => {
    expect(() => rowsOf(bytes)).toThrow(reason);
  });
});

describe('writing', () => {
  test('class indices and palette arrive in another library', () => {
    const bytes = writeMaskPng({
      width: 4,
      height: 2,
      runs: [0, 3, 1, 2, 2, 3],
      colours: ['#ffffff', '#2ca02c', '#1f77b4'],
    });
    const image = decode(bytes);
    expect([image.width, image.height, image.channels]).toEqual([4, 2, 1]);
    expect([...image.data]).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
    expect(image.palette!.slice(0, 4).map((colour) => [...colour])).toEqual([
      [255, 255, 255],
      [44, 160, 44],
      [31, 119, 180],
      [255, 255, 255],
    ]);
  });

  test('more values than a palette holds are written as colours', () => {
    const colours = Array.from({ length: 300 }, (_, i) => `#${(i * 40_503).toString(16).padStart(6, '0')}`);
    const image = decode(writeMaskPng({ width: 300, height: 1, runs: colours.flatMap((_, i) => [i, 1]), colours }));
    expect(image.channels).toBe(3);
    expect([...image.data.subarray(3 * 299)]).toEqual([
      (299 * 40_503) >> 16,
      ((299 * 40_503) >> 8) & 255,
      (299 * 40_503) & 255,
    ]);
  });

  test('a value without a colour and runs that end early are refused', () => {
    expect(() => writeMaskPng({ width: 2, height: 1, runs: [300, 2], colours: ['#ffffff'] })).toThrow(/value 300/);
    expect(() => writeMaskPng({ width: 2, height: 2, runs: [0, 3], colours: ['#ffffff'] })).toThrow(/row 1 of 2/);
    expect(() => writeMaskPng({ width: 1, height: 1, runs: [0, 1], colours: ['red'] })).toThrow(/"red"/);
  });
});

describe('painted pictures', () => {
  const bird: PaintedColour = { name: 'Bird', rgb: 0x2ca02c };
  const tree: PaintedColour = { name: 'Tree', rgb: 0x1f77b4 };
  const paint = (width: number, pixels: number[][]) =>
    encode({ width, height: pixels.length / width, channels: 4, depth: 8, data: Uint8Array.from(pixels.flat()) });
  const green = [0x2c, 0xa0, 0x2c, 255];
  const blue = [0x1f, 0x77, 0xb4, 255];
  const clear = [0, 0, 0, 0];
  const white = [255, 255, 255, 255];

  test('colours are labels, transparent and white are background', () => {
    const { runs } = readPaintedMask(paint(4, [clear, green, green, white, blue, blue, white, clear]), [bird, tree]);
    expect(runs).toEqual([0, 1, 1, 2, 0, 1, 2, 2, 0, 2]);
  });

  test('a blended edge pixel goes to the nearer colour', () => {
    const mix = (a: number[], b: number[], share: number) =>
      a.map((v, i) => Math.round(v * (1 - share) + b[i]! * share));
    const { runs } = readPaintedMask(paint(4, [green, mix(green, white, 0.3), mix(green, white, 0.7), white]), [bird]);
    expect(runs).toEqual([1, 2, 0, 2]);
  });

  test('a colour that is no label is named with its place', () => {
    expect(() => readPaintedMask(paint(2, [white, [255, 0, 255, 255]]), [bird])).toThrow('(1, 0) is #ff00ff');
  });

  test('an area in a colour between two labels is no edge', () => {
    const between = [137, 207, 137, 255];
    expect(() => readPaintedMask(paint(6, Array(36).fill(between)), [bird])).toThrow(/area .*#89cf89/);
  });

  test('palette files with few bits per pixel', () => {
    const palette = [
      [255, 255, 255],
      [0x2c, 0xa0, 0x2c],
    ];
    const bytes = encode({
      width: 3,
      height: 1,
      channels: 1,
      depth: 8,
      data: Uint8Array.of(0, 1, 1),
      palette,
    } as never);
    expect(readPaintedMask(bytes, [bird]).runs).toEqual([0, 1, 1, 2]);
  });
});

describe('base64', () => {
  test('agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect([...decodeBase64(text)!]).toEqual([...bytes]);
      }),
    );
  });

  test('takes a data URL, refuses other characters', () => {
    expect([...decodeBase64('data:image/png;base64,AQID')!]).toEqual([1, 2, 3]);
    expect(decodeBase64('AQ*D')).toBeUndefined();
    expect(decodeBase64('AQIDA')).toBeUndefined();
  });
});

/** A grey PNG whose filtered bytes stand in one stored block. Checksums are not looked at. */
function storedPng(width: number, height: number, filtered: number[]): Uint8Array {
  const chunk = (type: string, data: number[]) => [
    ...[24, 16, 8, 0].map((shift) => (data.length >> shift) & 255),
    ...[...type].map((c) => c.charCodeAt(0)),
    ...data,
    0,
    0,
    0,
    0,
  ];
  const word = (n: number) => [24, 16, 8, 0].map((shift) => (n >> shift) & 255);
  const n = filtered.length;
  const stored = [0x78, 1, 1, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255, ...filtered, 0, 0, 0, 0];
  return Uint8Array.from([
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk('IHDR', [...word(width), ...word(height), 8, 0, 0, 0, 0]),
    ...chunk('IDAT', stored),
    ...chunk('IEND', []),
  ]);
}
