import { describe, expect, test } from '@jest/globals';
import { cuboidConsolidator, fuseCuboids } from '../../../../core/consolidation/shapes/cuboids';
import { fusePolygons } from '../../../../core/consolidation/shapes/fuse-polygons';
import { fusePolylines } from '../../../../core/consolidation/shapes/fuse-polylines';
import { keypointConsolidator } from '../../../../core/consolidation/shapes/keypoints';
import { lineConsolidator } from '../../../../core/consolidation/shapes/lines';
import { polygonConsolidator } from '../../../../core/consolidation/shapes/polygons';
import { polylineConsolidator } from '../../../../core/consolidation/shapes/polylines';
import { turnBetween } from '../../../../core/geometry/angle';
import { cuboidIou } from '../../../../core/geometry/cuboid';
import type { Point } from '../../../../core/geometry/point';
import { polygonIou } from '../../../../core/geometry/polygon-overlap';
import { polylineDistance, resample } from '../../../../core/geometry/polyline';
import { randomGenerator } from '../../../../core/random/generator';

const points = (...pairs: [number, number][]): Point[] => pairs.map(([x, y]) => ({ x, y }));
const ones = (list: readonly unknown[]) => list.map(() => 1);
/** A concave outline: an arrow head. */
const arrow = points([0, 0], [100, 40], [0, 80], [30, 40]);

describe('fusing polygons', () => {
  test.each([3, 5, 7])('%i noisy outlines give a better one than any of them, with few vertices', (workers) => {
    const random = randomGenerator(`outlines ${workers}`);
    let better = 0;
    for (let trial = 0; trial < 20; trial++) {
      const noisy = Array.from({ length: workers }, () => {
        // Everybody starts elsewhere, some the other way round, with other points in between.
        const vertices = resample(arrow, 12 + random.integer(14), true).map(({ x, y }) => ({
          x: x + 4 * random.normal(),
          y: y + 4 * random.normal(),
        }));
        const start = random.integer(vertices.length);
        const turned = [...vertices.slice(start), ...vertices.slice(0, start)];
        return random.next() < 0.5 ? turned.reverse() : turned;
      });
      const fused = fusePolygons(noisy, ones(noisy));
      const iou = polygonIou(fused, arrow);
      expect(iou).toBeGreaterThan(0.7);
      expect(fused.length).toBeLessThanOrEqual(2 * 25);
      if (iou > Math.max(...noisy.map((outline) => polygonIou(outline, arrow)))) better++;
    }
    expect(better).toBeGreaterThan(workers === 3 ? 12 : 15);
  });

  test('one outline far off does not spoil what three agree on', () => {
    const shifted = arrow.map(({ x, y }) => ({ x: x + 60, y }));
    const fused = fusePolygons([arrow, arrow, shifted, arrow], [1, 1, 1, 1]);
    expect(polygonIou(fused, arrow)).toBeGreaterThan(0.98);
  });

  test('a heavier worker is followed more', () => {
    const wide = arrow.map(({ x, y }) => ({ x: x * 1.2, y }));
    expect(polygonIou(fusePolygons([arrow, wide], [1, 9]), wide)).toBeGreaterThan(0.97);
  });
});

describe('fusing polylines', () => {
  const road = points([0, 0], [50, 5], [90, 40], [140, 45]);

  test('direction, number of points and a late start do not matter', () => {
    const random = randomGenerator('road');
    const shake = ({ x, y }: Point) => ({ x: x + random.normal(), y: y + random.normal() });
    const fused = fusePolylines(
      [
        road.map(shake),
        resample(road, 9).map(shake).reverse(),
        resample(road, 17).map(shake),
        resample(road, 12).slice(4).map(shake),
        resample(road, 7).map(shake),
      ],
      [1, 1, 1, 1, 1],
    );
    expect(polylineDistance(fused, road)).toBeLessThan(1.5);
    expect(fused.length).toBeLessThan(20);
  });
});

describe('fusing cuboids', () => {
  const car = {
    label: 'Car',
    centerX: 4,
    centerY: -7,
    centerZ: 0.8,
    length: 4.4,
    width: 1.8,
    height: 1.5,
    roll: 0,
    pitch: 0,
    yaw: 1.2,
  };

  test('a back taken for the front and a swapped length and width are understood', () => {
    const written = [
      { ...car, yaw: 1.24 },
      { ...car, yaw: 1.2 + Math.PI },
      { ...car, yaw: 1.17 + Math.PI / 2, length: 1.8, width: 4.4 },
      { ...car, yaw: 1.2 - 2 * Math.PI },
    ];
    const fused = fuseCuboids(written, ones(written));
    expect(cuboidIou(fused, car)).toBeGreaterThan(0.95);
    expect(Math.abs(turnBetween(fused.yaw, 1.2))).toBeLessThan(0.05);
    expect(fused.length).toBeCloseTo(4.4);
  });

  test("Ground Truth's file is read, class ids by its map", () => {
    const content = {
      annotations: [
        {
          'class-id': 0,
          'object-name': 'Car:1',
          'center-x': 4,
          'center-y': -7,
          'center-z': 0.8,
          length: 4.4,
          width: 1.8,
          height: 1.5,
          roll: 0,
          pitch: 0,
          yaw: 1.2,
        },
      ],
      'class-map': { '0': 'Car' },
    };
    expect(cuboidConsolidator.readAnswer(content, {})).toEqual({ ok: true, value: { cuboids: [car] } });
    expect(
      cuboidConsolidator.readAnswer({ task: { annotations: content.annotations } }, { categories: ['Car'] }),
    ).toEqual({
      ok: true,
      value: { cuboids: [car] },
    });
    expect(cuboidConsolidator.readAnswer({ cuboids: [{ ...car, length: -1 }] }, {})).toEqual({
      ok: false,
      reason: 'cuboids[0].length is -1, below 0',
    });
  });
});

describe('reading vertices and points', () => {
  test("Ground Truth's polygons, polylines, lines and keypoints", () => {
    const inputImageProperties = { width: 200, height: 100 };
    const triangle = points([0, 0], [10, 0], [0, 10]);
    expect(
      polygonConsolidator.readAnswer(
        { p: { polygons: [{ label: 'a', vertices: [...triangle, triangle[0]] }], inputImageProperties } },
        { element: 'p' },
      ),
    ).toEqual({ ok: true, value: { polygons: [{ label: 'a', vertices: triangle }], width: 200, height: 100 } });
    expect(
      polylineConsolidator.readAnswer(
        { l: { polylines: [{ label: 'a', vertices: triangle }], inputImageProperties } },
        {},
      ),
    ).toMatchObject({ ok: true, value: { polylines: [{ label: 'a', vertices: triangle }] } });
    expect(lineConsolidator.readAnswer({ lines: [{ label: 'a', vertices: triangle }] }, {})).toEqual({
      ok: false,
      reason: 'lines[0].vertices holds 3 points; a line has 2',
    });
    expect(
      keypointConsolidator.readAnswer({ k: { keypoints: [{ label: 'eye', x: 205, y: 7 }], inputImageProperties } }, {}),
    ).toMatchObject({ ok: true, value: { keypoints: [{ label: 'eye', x: 200, y: 7 }] } });
  });

  test.each([
    ['no list', { polygons: [{ label: 'a', vertices: 'x' }] }, 'polygons[0].vertices is "x", not a list'],
    [
      'no number',
      { polygons: [{ label: 'a', vertices: [{ x: 1 }] }] },
      'polygons[0].vertices[0].y is missing, not a number',
    ],
    [
      'far outside',
      { polygons: [{ label: 'a', vertices: points([0, 0], [999, 0], [0, 9]) }], width: 100, height: 100 },
      'polygons[0].vertices[1].x is 999, far outside the image of 100 pixels',
    ],
  ])('refuses a polygon with %s', (_, content, reason) => {
    expect(polygonConsolidator.readAnswer(content, {})).toEqual({ ok: false, reason });
  });
});

describe('keypoints', () => {
  test('left and right eyes that one worker swapped stay left and right', () => {
    const face = (left: number, right: number) => ({
      keypoints: [
        { label: 'left', x: left, y: 50 },
        { label: 'right', x: right, y: 50 },
        { label: 'nose', x: 100, y: 70 },
      ],
      width: 200,
      height: 150,
    });
    const { objects } = keypointConsolidator.consolidate(
      [
        {
          answers: [face(80, 120), face(81, 119), face(121, 79), face(79, 121)].map((answer, i) => ({
            workerId: `w${i}`,
            answer,
          })),
        },
      ],
      {},
    );
    const found = objects[0]!.label.keypoints;
    expect(found.map(({ label, x }) => `${label} ${Math.round(x / 10)}`).sort()).toEqual([
      'left 8',
      'nose 10',
      'right 12',
    ]);
  });
});
