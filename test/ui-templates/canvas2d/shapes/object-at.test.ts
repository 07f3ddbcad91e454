import { describe, expect, test } from '@jest/globals';
import { objectAt, type Pixels } from '../../../../ui-templates/canvas2d/shapes/box/object-at';

type Paint = (x: number, y: number) => [number, number, number];

function scene(width: number, height: number, paint: Paint): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  let noise = 7;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      noise = (noise * 1103515245 + 12345) & 0x7fffffff;
      const by = ((noise >> 16) % 9) - 4;
      data.set([...paint(x, y).map((value) => value + by), 255], 4 * (y * width + x));
    }
  return { width, height, data };
}

const isIn = (x: number, y: number, [left, top, right, bottom]: number[]) =>
  x >= left! && x < right! && y >= top! && y < bottom!;

describe('the object under a point', () => {
  const cup = [60, 40, 130, 110];
  const plate = [130, 60, 180, 140];
  const picture = scene(240, 180, (x, y) => {
    if (isIn(x, y, cup)) return [200, 60, 50];
    if (isIn(x, y, plate)) return [170, 60, 110];
    return [90 + x / 4, 110 + y / 5, 120];
  });

  test.each([
    ['a cup', cup, 95, 75],
    ['a cup, near its edge', cup, 64, 105],
    ['a plate that touches it', plate, 160, 100],
  ])('%s', (_what, [left, top, right, bottom], x, y) => {
    const found = objectAt(picture, x, y)!;
    expect(found).toBeDefined();
    for (const [i, wanted] of [left, top, right, bottom].entries())
      expect(Math.abs(found[i]! - wanted!)).toBeLessThanOrEqual(2);
  });

  test('a round thing on a noisy, shaded ground', () => {
    const ball = scene(200, 200, (x, y) => {
      const away = Math.hypot(x - 110, y - 90);
      const light = 140 - 60 * (away / 45);
      return away < 45 ? [light, light, 40] : [120 + x / 8, 120 + x / 8, 130];
    });
    const found = objectAt(ball, 100, 80)!;
    for (const [i, wanted] of [65, 45, 155, 135].entries()) expect(Math.abs(found[i]! - wanted)).toBeLessThanOrEqual(3);
  });

  test('on empty ground nothing is found', () => {
    expect(
      objectAt(
        scene(120, 120, (x) => [100 + x / 6, 120, 130]),
        60,
        60,
      ),
    ).toBeUndefined();
  });

  test('a single pixel is no object, and one pixel is no picture to fail on', () => {
    expect(
      objectAt(
        scene(40, 40, (x, y) => (x === 20 && y === 20 ? [255, 0, 0] : [90, 90, 90])),
        20,
        20,
      ),
    ).toBeUndefined();
    expect(
      objectAt(
        scene(1, 1, () => [0, 0, 0]),
        0,
        0,
      ),
    ).toBeUndefined();
  });
});
