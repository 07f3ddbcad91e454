import { expect, test } from '@jest/globals';
import { DistanceTile, REACH, TILE } from '../../../../core/consolidation/masks/distance-tile';
import { RunRows } from '../../../../core/consolidation/masks/run-rows';
import { randomGenerator } from '../../../../core/random/generator';

/** Labels of a generated image, and a distance by looking at every pixel. */
function scene(width: number, height: number, seed: string) {
  const random = randomGenerator(seed);
  const labels = new Array<number>(width * height).fill(0);
  for (let n = 0; n < 6; n++) {
    const [x0, y0] = [random.integer(width), random.integer(height)];
    const [w, h] = [1 + random.integer(40), 1 + random.integer(20)];
    for (let y = y0; y < Math.min(height, y0 + h); y++)
      for (let x = x0; x < Math.min(width, x0 + w); x++) labels[y * width + x] = 1 + (n % 2);
  }
  const runs: number[] = [];
  for (const label of labels) {
    if (runs.length > 0 && runs[runs.length - 2] === label) runs[runs.length - 1]!++;
    else runs.push(label, 1);
  }
  const slow = (label: number, x: number, y: number) => {
    const inside = labels[y * width + x] === label;
    let best = Number.POSITIVE_INFINITY;
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++)
        if ((labels[v * width + u] === label) !== inside) best = Math.min(best, Math.hypot(u - x, v - y));
    if (best >= REACH) return inside ? REACH : -REACH;
    return inside ? best - 0.5 : 0.5 - best;
  };
  return { runs, labels, slow };
}

test.each([
  [50, 40],
  [TILE + 90, 30],
  [20, TILE + 70],
])('distances in %i x %i pixels are those found by looking at all pixels, in every tile', (width, height) => {
  const a = scene(width, height, 'a');
  const b = scene(width, height, 'b');
  const rows = [a, b].map(({ runs }) => new RunRows(runs, width, height));
  const tile = new DistanceTile(rows, width, height);
  const random = randomGenerator('places');
  const out = new Float64Array(2);
  for (let top = 0; top < height; top += TILE)
    for (let left = 0; left < width; left += TILE) {
      tile.moveTo(left, top);
      for (let n = 0; n < 60; n++) {
        const x = left + random.integer(Math.min(TILE, width - left));
        const y = top + random.integer(Math.min(TILE, height - top));
        for (const label of [0, 1, 2]) {
          tile.distances(label, x, y, out);
          expect(out[0]).toBeCloseTo(a.slow(label, x, y), 9);
          expect(out[1]).toBeCloseTo(b.slow(label, x, y), 9);
        }
        expect(tile.labelAt(1, x, y)).toBe(b.labels[y * width + x]);
      }
    }
});
