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
  const mask = Float32Array.from(distance, (d) => (d > threshold ? 1 : 0));
  const weights = blurred(blurred(mask, side), side).map((share, i) => mask[i]! * share * share);
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
  const border: number[] = [];
  for (let i = 0; i < side; i++)
    for (const edge of [0, 1, side - 2, side - 1]) border.push(edge * side + i, i * side + edge);
  const ground = [0, 1, 2].map((channel) => median(border.map((pixel) => rgb[pixel * 3 + channel]!)));
  const distance = new Float32Array(side * side);
  for (let pixel = 0; pixel < distance.length; pixel++)
    distance[pixel] = Math.hypot(
      rgb[pixel * 3]! - ground[0]!,
      rgb[pixel * 3 + 1]! - ground[1]!,
      rgb[pixel * 3 + 2]! - ground[2]!,
    );
  return distance;
}

/** Means of 3 × 3 pixels; the border repeats. */
function blurred(values: Float32Array, side: number): Float32Array {
  const rows = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      rows[y * side + x] =
        values[y * side + Math.max(0, x - 1)]! + values[y * side + x]! + values[y * side + Math.min(side - 1, x + 1)]!;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      out[y * side + x] =
        (rows[Math.max(0, y - 1) * side + x]! + rows[y * side + x]! + rows[Math.min(side - 1, y + 1) * side + x]!) / 9;
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
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    sum += w;
    sx += w * (i % side);
    sy += w * Math.floor(i / side);
  }
  if (sum === 0) return { x: (side - 1) / 2, y: (side - 1) / 2, spread: side / 4 };
  const x = sx / sum;
  const y = sy / sum;
  let squares = 0;
  for (let i = 0; i < weights.length; i++)
    if (weights[i]) squares += weights[i]! * (((i % side) - x) ** 2 + (Math.floor(i / side) - y) ** 2);
  return { x, y, spread: Math.sqrt(squares / sum / 2) };
}

function bilinear(values: Float32Array, side: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  // Outside the picture lies ground.
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= side || row >= side ? 0 : values[row * side + column]!;
  return (
    (at(left, top) * (1 - fx) + at(left + 1, top) * fx) * (1 - fy) +
    (at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx) * fy
  );
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}
