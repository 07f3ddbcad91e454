/** A picture made small, and the size it had. */
export interface SmallPicture {
  /** Of the picture itself, in its own pixels. */
  width: number;
  height: number;
  smallWidth: number;
  smallHeight: number;
  /** Row by row, three bytes a pixel. */
  rgb: Uint8Array;
}

/** Longest side of a small picture: 192 KB at most. */
export const longestSide = 256;

/** Half widths of the windows that colours are averaged over, in pixels of the small picture. */
export const radii = [1, 3, 6, 12, 24] as const;
/** Light, red against green, yellow against blue, strength of edges. */
export const channels = 4;

/** What features are read from: each a number per pixel of the small picture. */
export interface PixelPlanes {
  width: number;
  height: number;
  /** Light, red-green, yellow-blue, edges. */
  raw: Float32Array[];
  /** `means[channel][radius]`: mean over the window around each pixel. */
  means: Float32Array[][];
  /** Standard deviation of light over windows of radius 3, 6 and 12. */
  spread: Float32Array[];
  /** Mean and standard deviation of the three colour channels over the picture. */
  average: number[];
  deviation: number[];
}

export function pixelPlanes({ smallWidth: width, smallHeight: height, rgb }: SmallPicture): PixelPlanes {
  const count = width * height;
  const raw = Array.from({ length: channels }, () => new Float32Array(count));
  const [light, redGreen, yellowBlue, edges] = raw as [Float32Array, Float32Array, Float32Array, Float32Array];
  for (let i = 0; i < count; i++) {
    const r = rgb[3 * i]! / 255;
    const g = rgb[3 * i + 1]! / 255;
    const b = rgb[3 * i + 2]! / 255;
    light[i] = 0.3 * r + 0.59 * g + 0.11 * b;
    redGreen[i] = r - g;
    yellowBlue[i] = (r + g) / 2 - b;
  }
  gradients(light, width, height, edges);
  const sums = raw.map((plane) => integral(plane, width, height));
  const means = sums.map((sum) => radii.map((radius) => windowMeans(sum, width, height, radius)));
  const squares = integral(
    light.map((value) => value * value),
    width,
    height,
  );
  const spread = [1, 2, 3].map((r) => {
    const plane = windowMeans(squares, width, height, radii[r]!);
    const mean = means[0]![r]!;
    for (let i = 0; i < count; i++) plane[i] = Math.sqrt(Math.max(0, plane[i]! - mean[i]! ** 2));
    return plane;
  });
  const average = [0, 1, 2].map((c) => sums[c]!.at(-1)! / count);
  const deviation = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (raw[c]![i]! - average[c]!) ** 2;
    // A picture of one colour has no spread to measure by: one step of 255 stands for it.
    return Math.max(Math.sqrt(sum / count), 1 / 255);
  });
  return { width, height, raw, means, spread, average, deviation };
}

function gradients(light: Float32Array, width: number, height: number, out: Float32Array): void {
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const right = light[y * width + (x + 1 < width ? x + 1 : x)]!;
      const dx = right - light[y * width + (x > 0 ? x - 1 : x)]!;
      const dy = light[below + x]! - light[above + x]!;
      out[y * width + x] = Math.sqrt(dx * dx + dy * dy);
    }
  }
}

/** Sums over all rectangles that begin at the top left, one row and column more than the plane. */
export function integral(plane: ArrayLike<number>, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    const at = (y + 1) * (width + 1);
    for (let x = 0; x < width; x++) {
      row += plane[y * width + x]!;
      sums[at + x + 1] = sums[at - width + x]! + row;
    }
  }
  return sums;
}

/** Means over the windows of `2 · radius + 1` pixels around each pixel, cut at the picture's edge. */
export function windowMeans(sums: Float64Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(width * height);
  const row = width + 1;
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius);
    const bottom = Math.min(height, y + radius + 1);
    for (let x = 0; x < width; x++) {
      const left = x < radius ? 0 : x - radius;
      const right = x + radius < width ? x + radius + 1 : width;
      const sum =
        sums[bottom * row + right]! - sums[bottom * row + left]! - sums[top * row + right]! + sums[top * row + left]!;
      out[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return out;
}
