import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { circularMean, turnBetween, wrapAngle } from '../../../core/geometry/angle';
import { type Box, boxIou, clipBox } from '../../../core/geometry/box';
import { type Cuboid, cuboidIou } from '../../../core/geometry/cuboid';
import { geometricMedian } from '../../../core/geometry/geometric-median';
import { contains, polygonArea, signedArea } from '../../../core/geometry/polygon';
import { evenOddArea, polygonIou, polygonOverlap } from '../../../core/geometry/polygon-overlap';
import { polylineDistance, resample } from '../../../core/geometry/polyline';
import { simplify, simplifyRing } from '../../../core/geometry/simplify';
import { weightedMedian } from '../../../core/geometry/weighted-median';

const ring = ({ left, top, width, height }: Box) => [
  { x: left, y: top },
  { x: left + width, y: top },
  { x: left + width, y: top + height },
  { x: left, y: top + height },
];
const boxes = fc.record({
  left: fc.integer({ min: -50, max: 50 }),
  top: fc.integer({ min: -50, max: 50 }),
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 60 }),
});
/** Open at the top: 7 of the 9 squares of its box. */
const cup = [
  [0, 0],
  [3, 0],
  [3, 3],
  [2, 3],
  [2, 1],
  [1, 1],
  [1, 3],
  [0, 3],
].map(([x, y]) => ({ x: x!, y: y! }));

describe('boxes', () => {
  test('overlap over union', () => {
    const box = { left: 0, top: 0, width: 2, height: 2 };
    expect(boxIou(box, { left: 1, top: 1, width: 2, height: 2 })).toBeCloseTo(1 / 7);
    expect(boxIou(box, { left: 2, top: 0, width: 2, height: 2 })).toBe(0);
    expect(boxIou(box, box)).toBe(1);
  });

  test('what hangs over the image is cut off', () => {
    expect(clipBox({ left: -5, top: 90, width: 20, height: 20 }, 100, 100)).toEqual({
      left: 0,
      top: 90,
      width: 15,
      height: 10,
    });
  });
});

describe('polygons', () => {
  test('a concave polygon has the area and the overlap it has', () => {
    expect(polygonArea(cup)).toBe(7);
    expect(polygonIou(cup, ring({ left: 0, top: 0, width: 3, height: 3 }))).toBeCloseTo(7 / 9);
    expect(polygonOverlap(cup, ring({ left: 1, top: 1, width: 1, height: 2 }))).toBe(0);
    expect(polygonOverlap(cup, ring({ left: 0, top: 2, width: 3, height: 1 }))).toBe(2);
    expect(contains(cup, { x: 0.5, y: 2 })).toBe(true);
    expect(contains(cup, { x: 1.5, y: 2 })).toBe(false);
  });

  test('a figure of eight covers both its loops', () => {
    const eight = [
      { x: 0, y: 0 },
      { x: 2, y: 2 },
      { x: 2, y: 0 },
      { x: 0, y: 2 },
    ];
    expect(signedArea(eight)).toBe(0);
    expect(evenOddArea(eight)).toBeCloseTo(2);
  });

  test('of boxes written as polygons the overlap is that of boxes, whichever way they run and whatever they share', () => {
    fc.assert(
      fc.property(boxes, boxes, fc.boolean(), (a, b, turned) => {
        const other = turned ? ring(b).reverse() : ring(b);
        expect(polygonIou(ring(a), other)).toBeCloseTo(boxIou(a, b), 9);
      }),
    );
  });

  test('turning both about a point changes no overlap', () => {
    fc.assert(
      fc.property(boxes, fc.double({ min: 0, max: 6, noNaN: true }), (box, angle) => {
        const turn = ({ x, y }: { x: number; y: number }) => ({
          x: x * Math.cos(angle) - y * Math.sin(angle),
          y: x * Math.sin(angle) + y * Math.cos(angle),
        });
        expect(polygonIou(cup.map(turn), ring(box).map(turn))).toBeCloseTo(polygonIou(cup, ring(box)), 6);
      }),
    );
  });
});

describe('cuboids', () => {
  const cube: Cuboid = { centerX: 0, centerY: 0, centerZ: 0, length: 2, width: 2, height: 2, yaw: 0 };

  test('a cube turned by 45 degrees shares an octagon with itself', () => {
    const octagon = 8 * (Math.SQRT2 - 1);
    expect(cuboidIou(cube, { ...cube, yaw: Math.PI / 4 })).toBeCloseTo(octagon / (8 - octagon));
  });

  test('height counts, half a turn does not', () => {
    expect(cuboidIou(cube, { ...cube, centerZ: 1 })).toBeCloseTo(1 / 3);
    expect(cuboidIou({ ...cube, length: 4 }, { ...cube, length: 4, yaw: Math.PI })).toBeCloseTo(1);
    expect(cuboidIou(cube, { ...cube, centerZ: 2 })).toBe(0);
  });
});

describe('polylines', () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];

  test('resampling goes along the chain at equal steps', () => {
    expect(resample(corner, 5)).toEqual([
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 5 },
      { x: 10, y: 10 },
    ]);
  });

  test('simplifying drops what lies on the way and keeps corners', () => {
    expect(simplify(resample(corner, 41), 0.01)).toEqual(corner);
    const square = resample(ring({ left: 0, top: 0, width: 8, height: 8 }), 64, true);
    expect(polygonArea(simplifyRing(square, 0.01))).toBeCloseTo(64);
    expect(simplifyRing(square, 0.01)).toHaveLength(4);
    expect(simplifyRing(square, 1000)).toHaveLength(3);
  });

  test('two parallel lines are as far apart as they are', () => {
    const shifted = corner.slice(0, 2).map(({ x, y }) => ({ x, y: y + 3 }));
    expect(polylineDistance(corner.slice(0, 2), shifted)).toBeCloseTo(3);
    expect(polylineDistance(corner, [...corner].reverse())).toBeCloseTo(0);
  });
});

describe('middles', () => {
  test('the weighted median has half of the weight on either side', () => {
    expect(weightedMedian([5, 1, 9], [1, 1, 1])).toBe(5);
    expect(weightedMedian([5, 1, 9], [1, 5, 1])).toBe(1);
    expect(weightedMedian([1, 3], [2, 2])).toBe(2);
    expect(weightedMedian([4, 1, 2, 3], [1, 1, 1, 1])).toBe(2.5);
    expect(weightedMedian([], [])).toBeNaN();
    const many = Array.from({ length: 41 }, (_, i) => (i * 17) % 41);
    expect(
      weightedMedian(
        many,
        many.map(() => 1),
      ),
    ).toBe(20);
  });

  test('one far point does not move the geometric median far', () => {
    const near = [
      { x: 0, y: 0 },
      { x: 2, y: 0 },
      { x: 0, y: 2 },
      { x: 2, y: 2 },
    ];
    const { x, y } = geometricMedian([...near, { x: 1000, y: 1000 }], [1, 1, 1, 1, 1]);
    expect(Math.hypot(x - 1, y - 1)).toBeLessThan(1.5);
    expect(geometricMedian(near.slice(0, 2), [1, 1])).toEqual({ x: 1, y: 0 });
    const heavy = geometricMedian(near.slice(0, 2), [1, 3]);
    expect(heavy.x).toBeCloseTo(2, 3);
  });

  test('angles are averaged round the circle', () => {
    expect(Math.abs(circularMean([Math.PI - 0.1, -Math.PI + 0.1], [1, 1]))).toBeCloseTo(Math.PI);
    expect(turnBetween(3, -3)).toBeCloseTo(2 * Math.PI - 6);
    expect(wrapAngle(-Math.PI)).toBe(Math.PI);
  });
});
