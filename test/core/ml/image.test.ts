import { expect, test } from '@jest/globals';
import { decodedSide, imageBlocks, imageFeatureLength, imageFeatures } from '../../../core/ml/image-features';
import { objectView, viewSide } from '../../../core/ml/object-view';

type Colour = readonly [number, number, number];
const [edgesFine, smallCopy, colours, objectEdges, outline] = [0, 2, 3, 4, 5] as const;

function drawn(
  inside: (x: number, y: number) => boolean,
  figure: Colour = [200, 60, 50],
  ground: Colour = [128, 128, 128],
): Uint8Array {
  const pixels = new Uint8Array(decodedSide * decodedSide * 3);
  for (let y = 0; y < decodedSide; y++)
    for (let x = 0; x < decodedSide; x++) pixels.set(inside(x, y) ? figure : ground, (y * decodedSide + x) * 3);
  return pixels;
}
const disc = (cx: number, cy: number, radius: number) => (x: number, y: number) => Math.hypot(x - cx, y - cy) < radius;
const square = (cx: number, cy: number, half: number) => (x: number, y: number) =>
  Math.max(Math.abs(x - cx), Math.abs(y - cy)) < half;

function block(pixels: Uint8Array, number: number): Float32Array {
  const features = new Float32Array(imageFeatureLength);
  imageFeatures(pixels, features, 0);
  const start = imageBlocks.slice(0, number).reduce((sum, length) => sum + length, 0);
  return features.slice(start, start + imageBlocks[number]!);
}
const likeness = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('every block has length 1, also of a picture without any edge', () => {
  for (const [number] of imageBlocks.entries())
    expect(likeness(block(drawn(disc(30, 30, 12)), number), block(drawn(disc(30, 30, 12)), number))).toBeCloseTo(1, 5);
  const flat = new Float32Array(imageFeatureLength);
  imageFeatures(
    drawn(() => false),
    flat,
    0,
  );
  expect(flat.every(Number.isFinite)).toBe(true);
});

test('a shape keeps its object view wherever it lies, whatever its size and whether light or dark', () => {
  const reference = drawn(disc(20, 22, 9));
  const others = [
    drawn(disc(42, 38, 9)),
    drawn(disc(30, 34, 16)),
    drawn(disc(22, 40, 10), [30, 30, 30], [220, 210, 200]),
  ];
  for (const number of [objectEdges, outline])
    for (const other of others) {
      const same = likeness(block(reference, number), block(other, number));
      expect(same).toBeGreaterThan(0.97);
      expect(same).toBeGreaterThan(likeness(block(reference, number), block(drawn(square(42, 38, 9)), number)));
    }
});

test('the object lies in the middle of its view and fills most of it', () => {
  const view = objectView(drawn(square(14, 46, 8)), decodedSide);
  const centre = (viewSide / 2) * viewSide + viewSide / 2;
  expect(Math.abs(view[centre]! - 1)).toBeLessThan(0.2);
  expect(view[0]).toBeCloseTo(0, 1);
  const covered = view.filter((value) => value > 0.5).length / view.length;
  expect(covered).toBeGreaterThan(0.3);
  expect(covered).toBeLessThan(0.7);
});

test('place counts in the edge blocks, colour in the colour blocks', () => {
  const left = drawn(disc(18, 32, 10));
  expect(likeness(block(left, edgesFine), block(drawn(disc(46, 32, 10)), edgesFine))).toBeLessThan(0.5);
  const blue = drawn(disc(18, 32, 10), [50, 70, 200]);
  expect(likeness(block(left, colours), block(drawn(disc(46, 32, 10)), colours))).toBeGreaterThan(0.99);
  expect(likeness(block(left, colours), block(blue, colours))).toBeLessThan(0.97);
  expect(likeness(block(left, smallCopy), block(blue, smallCopy))).toBeLessThan(0.9);
});
