import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { components, holesOf, islandsOf, regionAt } from '../../../../ui-templates/canvas2d/mask/components';
import { LabelRaster } from '../../../../ui-templates/canvas2d/mask/label-raster';
import type { MaskChange } from '../../../../ui-templates/canvas2d/mask/mask-change';
import { MaskPen, noLocks } from '../../../../ui-templates/canvas2d/mask/mask-pen';
import { brushCentre, polygonSpans, strokeSpans } from '../../../../ui-templates/canvas2d/mask/shapes';

/** Crosses tile borders both ways. */
const [WIDTH, HEIGHT] = [300, 290];

const pixelsOf = (raster: LabelRaster): Uint16Array => {
  const all = new Uint16Array(raster.width * raster.height);
  for (let y = 0; y < raster.height; y++)
    raster.readRow(y, 0, raster.width, all.subarray(y * raster.width, (y + 1) * raster.width));
  return all;
};

/** Jest compares a hundred thousand numbers one by one. */
const isSame = (a: Uint16Array, b: Uint16Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

const countsOf = (pixels: Uint16Array): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const value of pixels) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const coordinate = fc.integer({ min: -20, max: 320 });
const point = fc.record({ x: coordinate, y: coordinate });
const stroke = fc.record({
  from: point,
  to: point,
  diameter: fc.integer({ min: 1, max: 90 }),
  value: fc.integer({ min: 0, max: 4 }),
  protects: fc.boolean(),
});

type Stroke = typeof stroke extends fc.Arbitrary<infer S> ? S : never;

function penFor(raster: LabelRaster, { value, protects }: Stroke): MaskPen {
  const locks = noLocks();
  locks.fill(1, 1);
  return new MaskPen(raster, value, protects ? locks : undefined);
}

function draw(raster: LabelRaster, one: Stroke): MaskChange | undefined {
  const pen = penFor(raster, one);
  strokeSpans(one.from, one.to, one.diameter, (...span) => pen.fill(...span));
  return pen.finish();
}

describe('strokes', () => {
  test('undone one by one they leave what was there before each, done again what was there after', () => {
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 12 }), (strokes) => {
        const raster = new LabelRaster(WIDTH, HEIGHT);
        const states = [pixelsOf(raster)];
        const changes: (MaskChange | undefined)[] = [];
        for (const one of strokes) {
          changes.push(draw(raster, one));
          states.push(pixelsOf(raster));
        }
        for (let i = changes.length - 1; i >= 0; i--) {
          changes[i]?.undo();
          expect(isSame(pixelsOf(raster), states[i]!)).toBe(true);
        }
        for (const [i, change] of changes.entries()) {
          change?.redo();
          expect(isSame(pixelsOf(raster), states[i + 1]!)).toBe(true);
        }
        const counts = countsOf(states.at(-1)!);
        expect(raster.values()).toEqual([...counts.keys()].sort((a, b) => a - b));
        for (const [value, pixels] of counts) expect(raster.count(value)).toBe(pixels);
      }),
      { numRuns: 25 },
    );
  });

  test('one that is given up leaves nothing', () => {
    const raster = new LabelRaster(WIDTH, HEIGHT);
    draw(raster, { from: { x: 0, y: 0 }, to: { x: 299, y: 289 }, diameter: 40, value: 1, protects: false });
    const before = pixelsOf(raster);
    const pen = new MaskPen(raster, 2);
    strokeSpans({ x: 0, y: 280 }, { x: 290, y: 3 }, 31, (...span) => pen.fill(...span));
    expect(isSame(pixelsOf(raster), before)).toBe(false);
    pen.abandon();
    expect(isSame(pixelsOf(raster), before)).toBe(true);
    expect(raster.values()).toEqual([1]);
  });

  test('the change of one keeps what it touched, not the picture', () => {
    const raster = new LabelRaster(6000, 4000);
    const change = draw(raster, {
      from: { x: 1000, y: 1000 },
      to: { x: 1200, y: 1100 },
      diameter: 40,
      value: 3,
      protects: false,
    });
    expect(change!.size).toBeLessThan(8000);
    expect(change!.pixelsOf(3)).toEqual({ gained: raster.count(3), lost: 0 });
  });

  test('locked values stay', () => {
    const raster = new LabelRaster(WIDTH, HEIGHT);
    const through = { from: { x: 50, y: 50 }, to: { x: 250, y: 250 }, diameter: 20 };
    draw(raster, { ...through, value: 1, protects: false });
    const first = raster.count(1);
    draw(raster, { from: { x: 50, y: 250 }, to: { x: 250, y: 50 }, diameter: 20, value: 2, protects: true });
    expect(raster.count(1)).toBe(first);
    expect(raster.get(150, 150)).toBe(1);
    draw(raster, { from: { x: 50, y: 250 }, to: { x: 250, y: 50 }, diameter: 20, value: 2, protects: false });
    expect(raster.get(150, 150)).toBe(2);
  });

  test('a change that changes nothing is none', () => {
    const raster = new LabelRaster(WIDTH, HEIGHT);
    const one = { from: { x: 9, y: 9 }, to: { x: 280, y: 280 }, diameter: 9, value: 1, protects: false };
    expect(draw(raster, one)).toBeDefined();
    expect(draw(raster, one)).toBeUndefined();
  });
});

describe('shapes', () => {
  test('a stroke paints exactly the pixels whose centres lie within its radius', () => {
    fc.assert(
      fc.property(
        fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) }),
        fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) }),
        fc.integer({ min: 1, max: 23 }),
        (from, to, diameter) => {
          const [a, b] = [brushCentre(from, diameter), brushCentre(to, diameter)];
          const painted = new Set<string>();
          strokeSpans(a, b, diameter, (y, left, right) => {
            for (let x = left; x < right; x++) painted.add(`${x} ${y}`);
          });
          const wrong: string[] = [];
          for (let y = -15; y < 75; y++)
            for (let x = -15; x < 75; x++) {
              const off = distanceToSegment({ x: x + 0.5, y: y + 0.5 }, a, b) - diameter / 2;
              if (Math.abs(off) > 1e-5 && painted.has(`${x} ${y}`) !== off < 0) wrong.push(`${x} ${y}`);
            }
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([
    [1, 1],
    [2, 4],
    [3, 9],
    [4, 12],
  ])('a brush of %i is that many pixels wide: %i in all', (diameter, pixels) => {
    let painted = 0;
    const at = brushCentre({ x: 10.3, y: 7.8 }, diameter);
    strokeSpans(at, at, diameter, (_, left, right) => {
      painted += right - left;
    });
    expect(painted).toBe(pixels);
  });

  test('polygons that share an edge neither overlap nor leave a gap', () => {
    const corners = [
      { x: 3, y: 5 },
      { x: 91.5, y: 17 },
      { x: 80, y: 95 },
      { x: 11, y: 70.25 },
    ];
    const middle = { x: 47.3, y: 51.8 };
    const whole: string[] = [];
    polygonSpans(corners, (y, left, right) => {
      for (let x = left; x < right; x++) whole.push(`${x} ${y}`);
    });
    const parts: string[] = [];
    for (const [i, corner] of corners.entries())
      polygonSpans([corner, corners[(i + 1) % 4]!, middle], (y, left, right) => {
        for (let x = left; x < right; x++) parts.push(`${x} ${y}`);
      });
    expect(parts.sort()).toEqual(whole.sort());
  });

  test('a polygon whose outline crosses itself fills what it goes around twice', () => {
    const star = [0, 2, 4, 1, 3].map((i) => ({
      x: 50 + 40 * Math.sin((i * 2 * Math.PI) / 5),
      y: 50 - 40 * Math.cos((i * 2 * Math.PI) / 5),
    }));
    const raster = new LabelRaster(100, 100);
    const pen = new MaskPen(raster, 1);
    polygonSpans(star, (...span) => pen.fill(...span));
    pen.finish();
    expect(raster.get(50, 50)).toBe(1);
    expect(raster.get(50, 88)).toBe(0);
  });
});

describe('parts', () => {
  const drawn = (rows: string[]): LabelRaster => {
    const raster = new LabelRaster(rows[0]!.length, rows.length);
    for (const [y, row] of rows.entries())
      for (const [x, sign] of [...row].entries())
        if (sign !== '.') {
          const pen = new MaskPen(raster, Number(sign));
          pen.fill(y, x, x + 1);
          pen.finish();
        }
    return raster;
  };

  test('corners hang together with eight neighbours, not with four', () => {
    const raster = drawn(['1..', '.1.', '..1']);
    const rect = { left: 0, top: 0, right: 3, bottom: 3 };
    expect(components(raster, rect, (value) => value === 1, 8)).toHaveLength(1);
    expect(components(raster, rect, (value) => value === 1, 4)).toHaveLength(3);
  });

  test('a hole is what a value goes all around, other values within included', () => {
    const raster = drawn(['.11111.', '.1...1.', '.1.2.1.', '.11111.', '...1...']);
    expect(holesOf(raster, 1).map(({ area }) => area)).toEqual([6]);
    expect(holesOf(raster, 2)).toEqual([]);
  });

  test('islands are small parts beside the largest', () => {
    const raster = drawn(['111..1', '111...', '.....1', '1.....']);
    expect(islandsOf(raster, 1, 2).map(({ spans }) => spans)).toEqual([
      [0, 5, 6],
      [2, 5, 6],
      [3, 0, 1],
    ]);
    expect(islandsOf(drawn(['1']), 1, 5)).toEqual([]);
  });

  test('the region of a pixel ends where its value does', () => {
    const raster = drawn(['..2..', '..2..', '..2..']);
    expect(regionAt(raster, 4, 1)).toMatchObject({ area: 6 });
    expect(regionAt(raster, 2, 0)).toMatchObject({ area: 3 });
  });

  test('agree with a flood fill on random pictures', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 144, maxLength: 144, max: 1 }), fc.constantFrom(4, 8), (bits, kind) => {
        const raster = drawn(
          Array.from({ length: 12 }, (_, y) =>
            Array.from({ length: 12 }, (_, x) => (bits[y * 12 + x] ? '1' : '.')).join(''),
          ),
        );
        const areas = components(
          raster,
          { left: 0, top: 0, right: 12, bottom: 12 },
          (value) => value === 1,
          kind as 4 | 8,
        );
        expect(areas.map(({ area }) => area).sort()).toEqual(flooded([...bits], kind).sort());
      }),
    );
  });
});

function flooded(bits: number[], neighbours: number): number[] {
  const areas: number[] = [];
  for (let start = 0; start < 144; start++) {
    if (!bits[start]) continue;
    const open = [start];
    bits[start] = 0;
    let area = 0;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      area++;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [x, y] = [(at % 12) + dx, Math.floor(at / 12) + dy];
          if (neighbours === 4 && dx !== 0 && dy !== 0) continue;
          if (x < 0 || y < 0 || x > 11 || y > 11 || !bits[y * 12 + x]) continue;
          bits[y * 12 + x] = 0;
          open.push(y * 12 + x);
        }
    }
    areas.push(area);
  }
  return areas;
}

function distanceToSegment(p: { x: number; y: number }, a: { x: number; y: number }, b: { x: number; y: number }) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return Math.hypot(p.x - a.x - share * dx, p.y - a.y - share * dy);
}
