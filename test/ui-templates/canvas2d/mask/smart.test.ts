import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outlineOf } from '../../../../ui-templates/canvas2d/mask/smart/extreme-outline';
import { findObject, type Hints, type Sample } from '../../../../ui-templates/canvas2d/mask/smart/find-object';
import { bandOf, cleaned, eachRow, resized } from '../../../../ui-templates/canvas2d/mask/smart/grid-mask';
import { minimumCut, SLOTS, STEPS } from '../../../../ui-templates/canvas2d/mask/smart/max-flow';

const SIDE = 3;

function gridGraph(costs: readonly number[]) {
  const neighbours = new Int32Array(SIDE * SIDE * SLOTS).fill(-1);
  const edges = new Float32Array(SIDE * SIDE * SLOTS);
  let next = 0;
  for (let i = 0; i < SIDE * SIDE; i++)
    for (let k = 0; k < SLOTS; k += 2) {
      const [x, y] = [(i % SIDE) + STEPS[k]![0], Math.floor(i / SIDE) + STEPS[k]![1]];
      if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) continue;
      const other = y * SIDE + x;
      neighbours[i * SLOTS + k] = other;
      neighbours[other * SLOTS + k + 1] = i;
      edges[i * SLOTS + k] = edges[other * SLOTS + k + 1] = costs[next++ % costs.length]!;
    }
  return { neighbours, edges };
}

function costOf(sides: ArrayLike<number>, { neighbours, edges }: ReturnType<typeof gridGraph>, terminals: number[]) {
  let cost = 0;
  for (let i = 0; i < sides.length; i++) {
    if (terminals[i]! > 0 && !sides[i]) cost += terminals[i]!;
    if (terminals[i]! < 0 && sides[i]) cost -= terminals[i]!;
    for (let k = 0; k < SLOTS; k += 2) {
      const other = neighbours[i * SLOTS + k]!;
      if (other >= 0 && sides[i] !== sides[other]) cost += edges[i * SLOTS + k]!;
    }
  }
  return cost;
}

test('no cut is cheaper than the one that is found', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 20 }),
      fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 9, maxLength: 9 }),
      (costs, terminals) => {
        const graph = gridGraph(costs);
        const cut = minimumCut(graph.neighbours, graph.edges.slice(), Float32Array.from(terminals));
        let best = Number.POSITIVE_INFINITY;
        for (let bits = 0; bits < 2 ** 9; bits++)
          best = Math.min(
            best,
            costOf(
              Array.from({ length: 9 }, (_, i) => (bits >> i) & 1),
              graph,
              terminals,
            ),
          );
        expect(costOf(cut, graph, terminals)).toBe(best);
      },
    ),
    { numRuns: 200 },
  );
});

describe('masks on grids', () => {
  const disc = (side: number, radius: number) => ({
    width: side,
    height: side,
    cells: Uint8Array.from({ length: side * side }, (_, i) =>
      Math.hypot((i % side) + 0.5 - side / 2, Math.floor(i / side) + 0.5 - side / 2) < radius ? 1 : 0,
    ),
  });
  const areaOf = ({ cells }: { cells: Uint8Array }) => cells.reduce((sum, cell) => sum + cell, 0);

  test('keep their shape when they are enlarged', () => {
    const large = resized(disc(20, 8), 200, 200);
    expect(Math.abs(areaOf(large) / (Math.PI * 80 * 80) - 1)).toBeLessThan(0.05);
  });

  test('rows at the same size are those of the mask, up to the borders', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48, max: 1 }), (cells) => {
        const out = new Uint8Array(48);
        eachRow({ width: 8, height: 6, cells }, 8, 6, (y, left, right) => out.fill(1, y * 8 + left, y * 8 + right));
        expect([...out]).toEqual([...cells]);
      }),
    );
  });

  test('the band lies around the edge, its outer ring just beyond', () => {
    const mask = { width: 12, height: 1, cells: Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]) };
    expect([...bandOf(mask, 2)]).toEqual([0, 0, 0, 1, 2, 2, 2, 2, 1, 0, 0, 0]);
  });

  test('only wanted parts stay, small holes are filled', () => {
    const cells = Uint8Array.from([1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1]);
    const { cells: kept } = cleaned({ width: 5, height: 3, cells }, [0], 0.2);
    expect([...kept]).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
  });
});

describe('outermost points', () => {
  const points = [
    { x: 0, y: 30 },
    { x: 100, y: 60 },
    { x: 40, y: 0 },
    { x: 50, y: 100 },
  ];

  test('lie on the curve that is drawn through them, in whatever order they come', () => {
    for (const order of [points, [...points].reverse()])
      for (const { x, y } of points) expect(outlineOf(order).radius({ x, y })).toBeLessThanOrEqual(1 + 1e-9);
    expect(outlineOf(points).radius({ x: 95, y: 95 })).toBeGreaterThan(1);
    expect(outlineOf(points).radius({ x: 45, y: 40 })).toBeLessThan(0.5);
  });

  test('may be two at one corner', () => {
    const corner = [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
      { x: 100, y: 50 },
      { x: 50, y: 100 },
    ];
    expect(outlineOf(corner).radius({ x: 40, y: 40 })).toBeLessThan(0.5);
  });
});

describe('an object in a large picture', () => {
  const SIZE = { width: 1000, height: 700 };
  const sample: Sample = (part, most) => {
    const scale = Math.min(1, most / Math.max(part.width, part.height));
    const [width, height] = [Math.round(part.width * scale), Math.round(part.height * scale)];
    const data = new Uint8ClampedArray(4 * width * height);
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [part.left + ((i % width) + 0.5) / scale, part.top + (Math.floor(i / width) + 0.5) / scale];
      const isIn = Math.abs(x - 500) / 200 + Math.abs(y - 350) / 130 < 1;
      data.set(isIn ? [60, 120 + (i % 13), 60] : [150, 140 + (i % 11), 130], 4 * i);
    }
    return { width, height, data };
  };
  const hints: Hints = {
    extremes: [
      { x: 300, y: 350 },
      { x: 700, y: 350 },
      { x: 500, y: 220 },
      { x: 500, y: 480 },
    ],
    include: [],
    exclude: [],
    reach: 0,
    bias: 0,
  };

  test('is found to a few pixels, though its shape is no ellipse', () => {
    const spans = findObject(hints, SIZE, sample)!;
    let [both, found] = [0, 0];
    for (let i = 0; i < spans.length; i += 3)
      for (let x = spans[i + 1]!; x < spans[i + 2]!; x++) {
        found++;
        if (Math.abs(x + 0.5 - 500) / 200 + Math.abs(spans[i]! + 0.5 - 350) / 130 < 1) both++;
      }
    expect(both / (found + 2 * 200 * 130 - both)).toBeGreaterThan(0.97);
  });

  test('is not looked for where pixels cannot be read', () => {
    expect(findObject(hints, SIZE, () => undefined)).toBeUndefined();
  });
});
