/** Finding what is under a point by its colours and edges: no model, in a few milliseconds, in the browser. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha. */
  readonly data: Uint8ClampedArray;
}

/** left, top, right, bottom in pixels of the window; right and bottom end after the last one. */
export type Extent = [number, number, number, number];

/** Highest difference between two colours here. */
const LEVELS = 256;
/** How much of a pixel's difference from the colour at the seed counts beside its edges: shading may lead far away in small steps. */
const COLOR_SHARE = 0.4;
/** A region is the same while it grows by less than this. */
const GROWTH = 1.12;
const LEAST_AREA = 12;

/**
 * The extent of the object that holds a pixel. The region around it is flooded over ever higher edges; of all the regions it passes
 * through, the one that stays the same over the most levels is the object. One that reaches the window's border is background.
 *
 * @returns undefined when nothing stands out
 */
export function objectAt(pixels: Pixels, seedX: number, seedY: number): Extent | undefined {
  const { width, height } = pixels;
  const smooth = blurred(pixels);
  const seed = colorAround(smooth, width, height, seedX, seedY);
  const flood = new Flood(width * height);
  const isSeen = new Uint8Array(width * height);
  flood.add(seedY * width + seedX, 0);
  isSeen[seedY * width + seedX] = 1;
  const regions: Region[] = [];
  let region: Region = { level: 0, area: 0, extent: [width, height, 0, 0], isOpen: false };
  for (let at = flood.next(); at >= 0; at = flood.next()) {
    if (flood.level > region.level) {
      regions.push(region);
      region = { ...region, level: flood.level, extent: [...region.extent] };
    }
    const x = at % width;
    const y = (at - x) / width;
    include(region, x, y, width, height);
    if (region.isOpen) break;
    for (let side = 0; side < 4; side += 1) {
      const [nextX, nextY] = [x + (side === 0 ? 1 : side === 1 ? -1 : 0), y + (side === 2 ? 1 : side === 3 ? -1 : 0)];
      if (nextX < 0 || nextY < 0 || nextX >= width || nextY >= height) continue;
      const next = nextY * width + nextX;
      if (isSeen[next]) continue;
      isSeen[next] = 1;
      flood.add(next, Math.max(difference(smooth, at, next), COLOR_SHARE * fromSeed(smooth, next, seed)));
    }
  }
  return steadiest(regions, region.level);
}

interface Region {
  level: number;
  area: number;
  extent: Extent;
  isOpen: boolean;
}

function include(region: Region, x: number, y: number, width: number, height: number): void {
  const { extent } = region;
  region.area += 1;
  if (x < extent[0]) extent[0] = x;
  if (y < extent[1]) extent[1] = y;
  if (x >= extent[2]) extent[2] = x + 1;
  if (y >= extent[3]) extent[3] = y + 1;
  region.isOpen = extent[0] === 0 && extent[1] === 0 && extent[2] === width && extent[3] === height;
}

/** @param end the level at which the flood ran out into the background */
function steadiest(regions: readonly Region[], end: number): Extent | undefined {
  let best: Region | undefined;
  let most = 3;
  for (let i = 0; i < regions.length; i += 1) {
    const region = regions[i]!;
    if (region.area < LEAST_AREA) continue;
    let j = i + 1;
    while (j < regions.length && regions[j]!.area <= region.area * GROWTH) j += 1;
    const life = (regions[j]?.level ?? end) - region.level;
    // Of two that last as long the later is the whole, the earlier a part of it. At its end a region begins to leak.
    if (life >= most) [best, most] = [regionAt(regions, i, j, region.level + life / 2), life];
  }
  return best?.extent;
}

/** The last of the regions i to j that is not above a level. */
function regionAt(regions: readonly Region[], i: number, j: number, level: number): Region {
  let at = i;
  while (at + 1 < j && regions[at + 1]!.level <= level) at += 1;
  return regions[at]!;
}

/** Pixels by the lowest level they can be reached over: buckets, as levels are few. */
class Flood {
  level = 0;
  private readonly heads = new Int32Array(LEVELS).fill(-1);
  private readonly links: Int32Array;

  constructor(size: number) {
    this.links = new Int32Array(size).fill(-1);
  }

  add(pixel: number, level: number): void {
    const bucket = Math.max(this.level, Math.min(LEVELS - 1, Math.round(level)));
    this.links[pixel] = this.heads[bucket]!;
    this.heads[bucket] = pixel;
  }

  /** -1 at the end. */
  next(): number {
    while (this.level < LEVELS && this.heads[this.level]! < 0) this.level += 1;
    if (this.level >= LEVELS) return -1;
    const pixel = this.heads[this.level]!;
    this.heads[this.level] = this.links[pixel]!;
    return pixel;
  }
}

type Color = [number, number, number];

const difference = (data: Float32Array, a: number, b: number): number =>
  Math.max(
    Math.abs(data[3 * a]! - data[3 * b]!),
    Math.abs(data[3 * a + 1]! - data[3 * b + 1]!),
    Math.abs(data[3 * a + 2]! - data[3 * b + 2]!),
  ) * 2;

const fromSeed = (data: Float32Array, at: number, [red, green, blue]: Color): number =>
  Math.max(Math.abs(data[3 * at]! - red), Math.abs(data[3 * at + 1]! - green), Math.abs(data[3 * at + 2]! - blue));

function colorAround(data: Float32Array, width: number, height: number, x: number, y: number): Color {
  const sum: Color = [0, 0, 0];
  let count = 0;
  for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j += 1)
    for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i += 1) {
      for (let c = 0; c < 3; c += 1) sum[c]! += data[3 * (j * width + i) + c]!;
      count += 1;
    }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** Red, green and blue, each the mean of a pixel and its neighbours above, below and beside: single noisy pixels make no edge. */
function blurred({ data, width, height }: Pixels): Float32Array {
  const smooth = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const around = [
        at,
        x > 0 ? at - 1 : at,
        x + 1 < width ? at + 1 : at,
        y > 0 ? at - width : at,
        y + 1 < height ? at + width : at,
      ];
      for (let c = 0; c < 3; c += 1) {
        let sum = 2 * data[4 * at + c]!;
        for (const one of around) sum += data[4 * one + c]!;
        smooth[3 * at + c] = sum / 7;
      }
    }
  return smooth;
}
