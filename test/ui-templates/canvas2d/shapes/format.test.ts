import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseShapes, readShapes } from '../../../../ui-templates/canvas2d/shapes/answers';
import { box } from '../../../../ui-templates/canvas2d/shapes/box/box';
import { keypoint } from '../../../../ui-templates/canvas2d/shapes/keypoint/keypoint';
import { line } from '../../../../ui-templates/canvas2d/shapes/line/line';
import { polygon } from '../../../../ui-templates/canvas2d/shapes/polygon/polygon';
import { polyline } from '../../../../ui-templates/canvas2d/shapes/polyline/polyline';
import type { ShapeKind } from '../../../../ui-templates/canvas2d/shapes/shape';

const SIZE = { width: 640, height: 480 };
const at = fc.tuple(fc.integer({ min: 0, max: SIZE.width }), fc.integer({ min: 0, max: SIZE.height }));
const chain = (least: number, most: number) => fc.array(at, { minLength: least, maxLength: most }).map((p) => p.flat());
const corners = fc
  .tuple(at, at)
  .filter(([a, b]) => a[0] !== b[0] && a[1] !== b[1])
  .map(([a, b]) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]);

const KINDS: [ShapeKind, fc.Arbitrary<number[]>][] = [
  [box, corners],
  [polygon, chain(3, 40)],
  [polyline, chain(2, 40)],
  [line, chain(2, 2)],
  [keypoint, chain(1, 1)],
];

describe.each(KINDS)('the answer of $name', (kind, points) => {
  const shapes = fc.array(fc.record({ label: fc.string(), points }), { maxLength: 20 });

  test('comes back from a draft to the pixel, whatever was drawn', () => {
    fc.assert(
      fc.property(shapes, (drawn) => {
        const list = drawn.map((shape, id) => kind.write({ id, ...shape }));
        const draft = JSON.parse(JSON.stringify({ [kind.answerKey]: list }));
        expect(readShapes(draft, kind, SIZE)).toEqual({ shapes: drawn, unread: [] });
        // As an adjustment task gets it: the bare list, as text.
        expect(parseShapes(JSON.stringify(list), kind, SIZE).shapes).toEqual(drawn);
      }),
    );
  });

  test('says what it cannot read and keeps the rest', () => {
    fc.assert(
      fc.property(points, (good) => {
        const list = [kind.write({ id: 1, label: 'a', points: good }), { label: 'a' }, null, 3];
        const read = readShapes(list, kind, SIZE);
        expect(read?.shapes).toEqual([{ label: 'a', points: good }]);
        expect(read?.unread).toHaveLength(3);
      }),
    );
  });

  test('nothing is an empty list; no list is none', () => {
    expect(readShapes({ [kind.answerKey]: [] }, kind, SIZE)).toEqual({ shapes: [], unread: [] });
    expect(readShapes(undefined, kind, SIZE)).toBeUndefined();
    expect(parseShapes('{}', kind, SIZE).shapes).toEqual([]);
    expect(() => parseShapes('{boxes: 3}', kind, SIZE)).toThrow(kind.answerKey);
    expect(() => parseShapes('[{', kind, SIZE)).toThrow(SyntaxError);
  });
});

test('the forms of the documentation', () => {
  expect(box.write({ id: 1, label: 'Van', points: [12, 7, 78, 47] })).toEqual({
    height: 40,
    label: 'Van',
    left: 12,
    top: 7,
    width: 66,
  });
  const vertices = [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ];
  expect(polyline.write({ id: 1, label: 'Road', points: [1, 2, 3, 4] })).toEqual({ label: 'Road', vertices });
  expect(
    parseShapes(`{polylines: [{label: 'Road', vertices: [{x: 1, y: 2}, {x: 3, y: 4},]}]}`, polyline, SIZE).shapes,
  ).toEqual([{ label: 'Road', points: [1, 2, 3, 4] }]);
  expect(keypoint.write({ id: 1, label: 'Eye', points: [5, 6] })).toEqual({ label: 'Eye', x: 5, y: 6 });
});

test('positions of models are rounded and kept inside the picture', () => {
  const read = (entry: object) => parseShapes(JSON.stringify([{ label: 'a', ...entry }]), box, SIZE).shapes[0]?.points;
  expect(read({ left: 10.4, top: 10.6, width: 20.5, height: '30' })).toEqual([10, 11, 31, 41]);
  expect(read({ left: -5, top: 470, width: 20, height: 30 })).toEqual([0, 470, 15, 480]);
  expect(read({ left: 700, top: 0, width: 20, height: 30 })).toBeUndefined();
});
