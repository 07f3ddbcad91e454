import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LabelRaster } from '../../../../ui-templates/canvas2d/mask/label-raster';
import { MaskPen } from '../../../../ui-templates/canvas2d/mask/mask-pen';
import { CELLS, drawTile, type MaskLook, pixelOf } from '../../../../ui-templates/canvas2d/mask/mask-tile';
import { strokeSpans } from '../../../../ui-templates/canvas2d/mask/shapes';

const VALUES = 5;
const look: MaskLook = {
  fill: Uint32Array.from({ length: VALUES }, (_, i) => i),
  edge: Uint32Array.from({ length: VALUES }, (_, i) => (i ? 100 + i : 0)),
  isStriped: new Uint8Array(VALUES),
};

const disc = fc.record({
  x: fc.integer({ min: 0, max: 1100 }),
  y: fc.integer({ min: 0, max: 800 }),
  diameter: fc.integer({ min: 3, max: 700 }),
  value: fc.integer({ min: 0, max: VALUES - 1 }),
});

describe('a square of the mask', () => {
  test('shows the pixel in the middle of each cell, edges where a neighbour differs', () => {
    fc.assert(
      fc.property(
        fc.array(disc, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 1 }),
        (discs, level, column, row) => {
          const raster = new LabelRaster(1100, 800);
          for (const { x, y, diameter, value } of discs) {
            const pen = new MaskPen(raster, value);
            strokeSpans({ x, y }, { x, y }, diameter, (...span) => pen.fill(...span));
            pen.finish();
          }
          const out = new Uint32Array(CELLS * CELLS);
          const isSeen = drawTile(raster, column, row, level, look, out);
          const at = (x: number, y: number) =>
            raster.get(
              ((column * CELLS + x) << level) + ((1 << level) >> 1),
              ((row * CELLS + y) << level) + ((1 << level) >> 1),
            );
          const wrong: string[] = [];
          let isAny = false;
          for (let y = 0; y < CELLS; y += 5)
            for (let x = 0; x < CELLS; x++) {
              const value = at(x, y);
              isAny ||= value !== 0;
              const isEdge = [at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)].some((other) => other !== value);
              const expected = isEdge ? look.edge[value]! : look.fill[value]!;
              if (isSeen && out[y * CELLS + x] !== expected) wrong.push(`${x} ${y}`);
            }
          expect(wrong).toEqual([]);
          if (isAny) expect(isSeen).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('colours are stored as the canvas wants them', () => {
    expect([...new Uint8Array(Uint32Array.of(pixelOf('#2ca02c', 1), pixelOf('#010203', 0.5)).buffer)]).toEqual([
      0x2c, 0xa0, 0x2c, 255, 1, 2, 3, 128,
    ]);
  });
});
