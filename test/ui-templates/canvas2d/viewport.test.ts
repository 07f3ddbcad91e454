import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fitRect,
  fitWhole,
  keepInSight,
  pan,
  reveal,
  toImage,
  toScreen,
  zoomAt,
} from '../../../ui-templates/canvas2d/viewport';

const side = fc.integer({ min: 1, max: 12_000 });
const size = fc.record({ width: side, height: side });
const room = fc.record({ width: fc.integer({ min: 300, max: 3000 }), height: fc.integer({ min: 300, max: 3000 }) });
const place = fc.record({
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('the view of a picture', () => {
  test('fits the whole of any picture into any stage', () => {
    fc.assert(
      fc.property(size, room, (image, stage) => {
        const view = fitWhole(image, stage);
        const end = toScreen(view, { x: image.width, y: image.height });
        expect(view.x).toBeGreaterThanOrEqual(0);
        expect(view.y).toBeGreaterThanOrEqual(0);
        expect(end.x).toBeLessThanOrEqual(stage.width + 1e-6);
        expect(end.y).toBeLessThanOrEqual(stage.height + 1e-6);
      }),
    );
  });

  test('zooms at the pointer: what is under it stays there', () => {
    fc.assert(
      fc.property(size, room, place, fc.double({ min: 1, max: 4, noNaN: true }), (image, stage, share, factor) => {
        const view = fitWhole(image, stage);
        const under = { x: image.width * share.x, y: image.height * share.y };
        const at = toScreen(view, under);
        const zoomed = zoomAt(view, factor, at, image, stage);
        const after = toScreen(zoomed, under);
        // Up to what has to stay in sight of the picture.
        expect(Math.hypot(after.x - at.x, after.y - at.y)).toBeLessThan(1e-6 * stage.width);
      }),
    );
  });

  test('never loses the picture, however far it is moved', () => {
    fc.assert(
      fc.property(
        size,
        room,
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (image, stage, dx, dy) => {
          const view = pan(fitWhole(image, stage), dx, dy, image, stage);
          expect(view.x).toBeLessThan(stage.width);
          expect(view.y).toBeLessThan(stage.height);
          expect(view.x + image.width * view.scale).toBeGreaterThan(0);
          expect(view.y + image.height * view.scale).toBeGreaterThan(0);
          expect(keepInSight(view, image, stage)).toEqual(view);
        },
      ),
    );
  });

  test('a point becomes a stage pixel and comes back', () => {
    const view = { scale: 3.7, x: -120, y: 44 };
    const there = toImage(view, toScreen(view, { x: 17, y: 901 }));
    expect(there.x).toBeCloseTo(17);
    expect(there.y).toBeCloseTo(901);
  });

  test('brings a part to the middle and a point back from outside', () => {
    const [image, stage] = [
      { width: 6000, height: 4000 },
      { width: 1000, height: 700 },
    ];
    const view = fitRect({ left: 3000, top: 1000, right: 3200, bottom: 1100 }, image, stage);
    expect(toScreen(view, { x: 3100, y: 1050 })).toEqual({ x: 500, y: 350 });
    const { x, y } = toScreen(reveal(view, { x: 0, y: 4000 }, stage), { x: 0, y: 4000 });
    expect([Math.round(x), Math.round(y)]).toEqual([40, 660]);
  });
});
