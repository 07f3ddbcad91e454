import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { colourOf } from '../../../../core/formats/mask/ground-truth-picture';
import { readInstanceMasks } from '../../../../core/formats/mask/read-instances';
import { readSemanticMask } from '../../../../core/formats/mask/read-semantic';
import { randomGenerator } from '../../../../core/random/generator';
import { LabelRaster } from '../../../../ui-templates/canvas2d/mask/label-raster';
import { MaskPen } from '../../../../ui-templates/canvas2d/mask/mask-pen';
import { MaskPng } from '../../../../ui-templates/canvas2d/mask/mask-png';
import { bytesOfBase64, readMask, readMaskMeanwhile } from '../../../../ui-templates/canvas2d/mask/read-mask';
import { strokeSpans } from '../../../../ui-templates/canvas2d/mask/shapes';

const COLOURS = Array.from({ length: 12 }, (_, i) => colourOf(i));

const dots = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 520 }),
    y: fc.integer({ min: 0, max: 300 }),
    diameter: fc.integer({ min: 1, max: 120 }),
    value: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 20 },
);

type Dots = typeof dots extends fc.Arbitrary<infer D> ? D : never;

function paint(raster: LabelRaster, all: Dots): void {
  for (const { x, y, diameter, value } of all) {
    const pen = new MaskPen(raster, value);
    strokeSpans({ x, y }, { x, y }, diameter, (...span) => pen.fill(...span));
    pen.finish();
  }
}

const pixelsOf = (raster: LabelRaster): Uint16Array => {
  const all = new Uint16Array(raster.width * raster.height);
  for (let y = 0; y < raster.height; y++)
    raster.readRow(y, 0, raster.width, all.subarray(y * raster.width, (y + 1) * raster.width));
  return all;
};

/** Jest compares a hundred thousand numbers one by one. */
const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  Buffer.from(Uint16Array.from(a).buffer).equals(Buffer.from(Uint16Array.from(b).buffer));

const read = (bytes: Uint8Array, size: { width: number; height: number }, colours = COLOURS) => {
  const reading = readMask(bytes, size, colours);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problem));
  return reading.mask;
};

describe('a mask written as PNG', () => {
  test('comes back to the pixel, also when it is written again after further strokes', () => {
    fc.assert(
      fc.property(dots, dots, (first, second) => {
        const raster = new LabelRaster(517, 301);
        const png = new MaskPng(raster);
        for (const strokes of [first, second]) {
          paint(raster, strokes);
          const back = read(png.bytes(COLOURS), raster);
          expect(isSame(pixelsOf(back.raster), pixelsOf(raster))).toBe(true);
          expect(back.raster.values()).toEqual(raster.values());
          for (const value of raster.values()) expect(back.raster.count(value)).toBe(raster.count(value));
          expect(back.unknown).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('is what another library reads, checksums and all', () => {
    const raster = new LabelRaster(300, 260);
    paint(raster, [
      { x: 120, y: 250, diameter: 80, value: 2 },
      { x: 290, y: 30, diameter: 60, value: 9 },
    ]);
    const image = decode(new MaskPng(raster).bytes(COLOURS), { checkCrc: true });
    expect([image.width, image.height]).toEqual([300, 260]);
    expect(isSame(image.data, pixelsOf(raster))).toBe(true);
    expect(image.palette!.slice(0, 3).map((colour) => colour.slice(0, 3))).toEqual([
      [255, 255, 255],
      [0x2c, 0xa0, 0x2c],
      [0x1f, 0x77, 0xb4],
    ]);
  });

  test('with more than 255 instances keeps each its colour', () => {
    const colours = Array.from({ length: 400 }, (_, i) => colourOf(i));
    const raster = new LabelRaster(400, 20);
    for (let value = 1; value <= 400; value++) {
      const pen = new MaskPen(raster, value);
      pen.fill(value % 20, value - 1, value);
      pen.finish();
    }
    const bytes = new MaskPng(raster).bytes(colours);
    expect(decode(bytes, { checkCrc: true }).channels).toBe(4);
    expect(isSame(pixelsOf(read(bytes, raster, colours).raster), pixelsOf(raster))).toBe(true);
  });

  test('is read by the consolidation of semantic masks as it was painted', () => {
    const raster = new LabelRaster(300, 260);
    paint(raster, [
      { x: 100, y: 100, diameter: 90, value: 1 },
      { x: 140, y: 120, diameter: 70, value: 2 },
    ]);
    const mask = readSemanticMask(
      {
        labelMappings: { Road: { color: COLOURS[0] }, Tree: { color: COLOURS[1] } },
        labeledImage: { pngImageData: new MaskPng(raster).base64(COLOURS) },
        inputImageProperties: { width: 300, height: 260 },
      },
      {},
    );
    expect(mask).toMatchObject({ ok: true, value: { classes: ['Road', 'Tree'] } });
    const { runs } = (mask as any).value;
    const pixels: number[] = [];
    for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k++) pixels.push(runs[i]);
    expect(isSame(pixels, pixelsOf(raster))).toBe(true);
  });

  test('is read back in parts, between which a page can do other things', async () => {
    const raster = new LabelRaster(3000, 2000);
    const random = randomGenerator('parts');
    const within = (most: number) => Math.floor(random.next() * most);
    paint(
      raster,
      Array.from({ length: 2000 }, () => ({ x: within(3000), y: within(2000), diameter: 40, value: 1 + within(11) })),
    );
    const given = [new MaskPng(raster).bytes(COLOURS), raster, COLOURS] as const;
    const shares: number[] = [];
    let others = 0;
    const other = setInterval(() => others++, 0);
    const reading = await readMaskMeanwhile([...given], (share) => shares.push(share));
    clearInterval(other);
    const { mask } = reading as { mask: { raster: LabelRaster } };
    expect(isSame(pixelsOf(mask.raster), pixelsOf(raster))).toBe(true);
    expect(others).toBeGreaterThan(0);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  test.each([2, 300])('what has no colour of %d is background to the consolidation', (values) => {
    const raster = new LabelRaster(60, 50);
    paint(raster, [
      { x: 15, y: 20, diameter: 10, value: 1 },
      { x: 40, y: 30, diameter: 20, value: 2 },
    ]);
    const colours = Array.from({ length: values }, (_, i) => (i === 1 ? undefined : colourOf(i)));
    const read = readSemanticMask(
      {
        labelMappings: { Road: { color: COLOURS[0] } },
        labeledImage: { pngImageData: new MaskPng(raster).base64(colours) },
        inputImageProperties: { width: 60, height: 50 },
      },
      { categories: ['Road'] },
    );
    const { classes, runs } = (read as any).value;
    const area = (value: number) =>
      runs.reduce((sum: number, n: number, i: number) => sum + (i % 2 === 1 && runs[i - 1] === value ? n : 0), 0);
    expect([classes, area(1), area(0)]).toEqual([['Road'], raster.count(1), 60 * 50 - raster.count(1)]);
  });

  test('is read by the consolidation of instances as it was painted', () => {
    const raster = new LabelRaster(60, 50);
    paint(raster, [
      { x: 20, y: 20, diameter: 20, value: 1 },
      { x: 40, y: 30, diameter: 20, value: 2 },
    ]);
    const masks = readInstanceMasks(
      {
        instances: [
          { color: COLOURS[0], label: 'Cell' },
          { color: COLOURS[1], label: 'Cell' },
        ],
        labeledImage: { pngImageData: new MaskPng(raster).base64(COLOURS) },
        inputImageProperties: { width: 60, height: 50 },
      },
      {},
    );
    const areas = (masks as any).value.instances.map(({ counts }: { counts: number[] }) =>
      counts.filter((_, i) => i % 2 === 1).reduce((a, b) => a + b),
    );
    expect(areas).toEqual([raster.count(1), raster.count(2)]);
  });

  test('of a 24-megapixel picture is small', () => {
    const raster = new LabelRaster(6000, 4000);
    paint(raster, [{ x: 500, y: 300, diameter: 120, value: 3 }]);
    expect(new MaskPng(raster).base64(COLOURS).length).toBeLessThan(80_000);
  });

  test('bands packed in idle time give the same file', () => {
    const raster = new LabelRaster(300, 900);
    paint(raster, [{ x: 100, y: 700, diameter: 90, value: 4 }]);
    const png = new MaskPng(raster);
    let bands = 0;
    while (png.packOne(COLOURS)) bands++;
    expect(bands).toBe(4);
    paint(raster, [{ x: 100, y: 100, diameter: 9, value: 1 }]);
    expect(png.packOne(COLOURS)).toBe(true);
    expect(png.packOne(COLOURS)).toBe(false);
    expect(png.bytes(COLOURS)).toEqual(new MaskPng(raster).bytes(COLOURS));
  });
});

describe('a mask that others made', () => {
  const image = (width: number, height: number, channels: 3 | 4, at: (x: number, y: number) => number[]) =>
    encode({
      width,
      height,
      channels,
      data: Uint8Array.from(
        Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))).flat(),
      ),
    });

  test('keeps areas in colours that nobody named', () => {
    const bytes = image(40, 30, 3, (x) => (x < 10 ? [0x2c, 0xa0, 0x2c] : x < 20 ? [10, 20, 200] : [255, 255, 255]));
    const { raster, unknown } = read(bytes, { width: 40, height: 30 }, ['#2ca02c']);
    expect(unknown).toEqual(['#0a14c8']);
    expect([raster.get(5, 5), raster.get(15, 5), raster.get(25, 5)]).toEqual([1, 2, 0]);
    expect(raster.count(2)).toBe(300);
  });

  test('edges that a browser blended go to one of their sides', () => {
    const bytes = image(20, 20, 4, (x) =>
      x < 9 ? [0x2c, 0xa0, 0x2c, 255] : x === 9 ? [0x80, 0xc0, 0x80, 255] : [0, 0, 0, 0],
    );
    // One column of the blended colour is 20 pixels, none with its like both beside and above.
    const { raster, unknown } = read(bytes, { width: 20, height: 20 }, ['#2ca02c']);
    expect(unknown).toEqual([]);
    expect([0, 1]).toContain(raster.get(9, 9));
    expect(raster.get(15, 9)).toBe(0);
  });

  test('a label may be black or white', () => {
    const bytes = image(30, 30, 4, (x) => (x < 10 ? [0, 0, 0, 255] : x < 20 ? [255, 255, 255, 255] : [0, 0, 0, 0]));
    const { raster } = read(bytes, { width: 30, height: 30 }, ['#000000', '#ffffff']);
    expect([raster.get(1, 1), raster.get(12, 1), raster.get(22, 1)]).toEqual([1, 2, 0]);
  });

  test.each([
    ['another size', image(20, 20, 3, () => [255, 255, 255]), { kind: 'size', width: 20, height: 20 }],
    ['no PNG', Uint8Array.of(1, 2, 3), { kind: 'unreadable' }],
    [
      'a photograph',
      image(40, 30, 3, (x, y) => [(x * 37) & 255, (y * 53) & 255, (x * y) & 255]),
      { kind: 'photograph' },
    ],
  ])('of %s is refused, and it says why', (_, bytes, problem) => {
    const reading = readMask(bytes, { width: 40, height: 30 }, COLOURS);
    expect(reading).toMatchObject({ ok: false, problem });
  });

  test('base64 may have a prefix', () => {
    expect(bytesOfBase64('data:image/png;base64,AQID')).toEqual(Uint8Array.of(1, 2, 3));
    expect(bytesOfBase64('a b')).toBeUndefined();
  });
});
