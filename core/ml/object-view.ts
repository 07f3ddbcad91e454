/** Side of the square view. */
export const viewSide = 24;

/**
 * What stands out from the ground, in the middle of the view and always about the same size: 0 where the picture looks like its border,
 * about 1 on the object, whether that is lighter or darker. Pictures of one thing on a plain ground become alike wherever the thing
 * lies; for a photo without one it is just another view.
 *
 * Ground: the median colour of the border. Object: what is farther from it than Otsu's threshold (1979). Middle and size: first and
 * second moments, weighted towards thick parts so that a stray line does not pull them.
 */
export function objectView(rgb: Uint8Array, side: number): Float32Array {
  const distance = blurred(distanceFromGround(rgb, side), side);
  const threshold = otsuThreshold(distance);
  const mask = new Float32Array(distance.length);
  for (let i = 0; i < mask.length; i++) mask[i] = distance[i]! > threshold ? 1 : 0;
  const weights = blurred(blurred(mask, side), side);
  for (let i = 0; i < weights.length; i++) weights[i] = mask[i] ? weights[i]! ** 2 : 0;
  const { x, y, spread } = moments(weights, side);
  let object = 0;
  let pixels = 0;
  for (let i = 0; i < distance.length; i++) {
    if (!mask[i]) continue;
    object += distance[i]!;
    pixels++;
  }
  const scale = pixels ? pixels / object : 0;
  // A disc reaches to 2 spreads, a square to 2.5 at its corners.
  const half = Math.min(side, Math.max(3, 2.6 * spread));
  const view = new Float32Array(viewSide * viewSide);
  for (let row = 0; row < viewSide; row++)
    for (let column = 0; column < viewSide; column++) {
      const px = x + ((column + 0.5) / viewSide - 0.5) * 2 * half;
      const py = y + ((row + 0.5) / viewSide - 0.5) * 2 * half;
      view[row * viewSide + column] = Math.min(1.5, bilinear(distance, side, px, py) * scale);
    }
  return view;
}

function distanceFromGround(rgb: Uint8Array, side: number): Float32Array {
  const [red, green, blue] = [0, 1, 2].map((channel) => borderMedian(rgb, side, channel)) as [number, number, number];
  const distance = new Float32Array(side * side);
  for (let pixel = 0; pixel < distance.length; pixel++) {
    const r = rgb[pixel * 3]! - red;
    const g = rgb[pixel * 3 + 1]! - green;
    const b = rgb[pixel * 3 + 2]! - blue;
    distance[pixel] = Math.sqrt(r * r + g * g + b * b);
  }
  return distance;
}

/** Median of one channel over the two outermost rows and columns. */
function borderMedian(rgb: Uint8Array, side: number, channel: number): number {
  const counts = new Uint32Array(256);
  for (const edge of [0, 1, side - 2, side - 1])
    for (let i = 0; i < side; i++) {
      counts[rgb[(edge * side + i) * 3 + channel]!]! += 1;
      counts[rgb[(i * side + edge) * 3 + channel]!]! += 1;
    }
  let passed = 0;
  let value = 0;
  while (passed <= 4 * side) passed += counts[value++]!;
  return value - 1;
}

/** Means of 3 × 3 pixels; the border repeats. */
function blurred(values: Float32Array, side: number): Float32Array {
  const rows = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  const last = side - 1;
  for (let y = 0; y < side; y++) {
    const row = y * side;
    for (let x = 1; x < last; x++) rows[row + x] = values[row + x - 1]! + values[row + x]! + values[row + x + 1]!;
    rows[row] = 2 * values[row]! + values[row + 1]!;
    rows[row + last] = values[row + last - 1]! + 2 * values[row + last]!;
  }
  for (let y = 0; y < side; y++) {
    const above = Math.max(0, y - 1) * side;
    const below = Math.min(last, y + 1) * side;
    for (let x = 0; x < side; x++) out[y * side + x] = (rows[above + x]! + rows[y * side + x]! + rows[below + x]!) / 9;
  }
  return out;
}

/** The threshold that parts the values into the two groups farthest from each other. Values are 0 … 442. */
function otsuThreshold(values: Float32Array): number {
  const bins = 128;
  const width = 442 / bins;
  const histogram = new Float64Array(bins);
  for (const value of values) histogram[Math.min(bins - 1, Math.floor(value / width))]! += 1;
  let total = 0;
  for (let bin = 0; bin < bins; bin++) total += bin * histogram[bin]!;
  let below = 0;
  let sumBelow = 0;
  let best = 0;
  let threshold = 0;
  for (let bin = 0; bin < bins; bin++) {
    below += histogram[bin]!;
    sumBelow += bin * histogram[bin]!;
    const above = values.length - below;
    if (!below || !above) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between <= best) continue;
    best = between;
    threshold = (bin + 1) * width;
  }
  return threshold;
}

function moments(weights: Float32Array, side: number): { x: number; y: number; spread: number } {
  let sum = 0;
  let sx = 0;
  let sy = 0;
  let squares = 0;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const w = weights[y * side + x]!;
      if (w === 0) continue;
      sum += w;
      sx += w * x;
      sy += w * y;
      squares += w * (x * x + y * y);
    }
  if (sum === 0) return { x: (side - 1) / 2, y: (side - 1) / 2, spread: side / 4 };
  const x = sx / sum;
  const y = sy / sum;
  return { x, y, spread: Math.sqrt(Math.max(0, squares / sum - x * x - y * y) / 2) };
}

function bilinear(values: Float32Array, side: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  return (
    (valueAt(values, side, left, top) * (1 - fx) + valueAt(values, side, left + 1, top) * fx) * (1 - fy) +
    (valueAt(values, side, left, top + 1) * (1 - fx) + valueAt(values, side, left + 1, top + 1) * fx) * fy
  );
}

/** Outside the picture lies ground. */
function valueAt(values: Float32Array, side: number, x: number, y: number): number {
  return x < 0 || y < 0 || x >= side || y >= side ? 0 : values[y * side + x]!;
}
