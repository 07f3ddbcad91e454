/** First look at an image: where workers disagree, and how far from the core's contour each of them drew, by sample. */
import type { CoreMask } from './core-mask';
import { DistanceTile, TILE } from './distance-tile';
import type { MaskStack } from './mask-stack';
import { RunRows } from './run-rows';
import type { VotePatterns } from './vote-patterns';

export interface ContourSurvey {
  /** Per pattern, the classes in it, sorted; one where all agree. */
  choices: number[][];
  /** Each worker's mask, then the core. */
  rows: RunRows[];
  /** Tiles with a contested pixel, `row * tilesAcross + column`, ascending. */
  tiles: number[];
  tilesAcross: number;
  /** Signed distances of the workers' contours at places on the core's, `[i * workers + w]`. */
  distances: Float64Array;
  count: number;
  /** Per class: area and contour length of the core, pixels on which all agree. */
  area: Float64Array;
  contourLength: Float64Array;
  agreed: Float64Array;
}

/** Enough for variances within a few per cent, whatever the size of the image. */
const SAMPLES = 1000;
/** Rows and tiles that are looked at: all of a small image, evenly spread ones of a large. */
const ROWS = 256;
const TILES = 96;

export function surveyContours(stack: MaskStack, core: CoreMask): ContourSurvey {
  const { width, height, classes, runs } = stack;
  const workers = runs.length;
  const { patterns, choices } = core;
  const area = new Float64Array(classes.length + 1);
  const agreed = new Float64Array(classes.length + 1);
  for (const [p, labels] of patterns.labels.entries()) {
    area[core.decided[p]!]! += patterns.pixels[p]!;
    if (choices[p]!.length === 1) agreed[labels[0]!]! += patterns.pixels[p]!;
  }
  const tilesAcross = Math.ceil(width / TILE);
  const tiles = contestedTiles(patterns, choices, width, tilesAcross);
  const rows = [...runs, core.runs].map((own) => new RunRows(own, width, height));
  const tileStep = Math.max(1, Math.floor(tiles.length / TILES));
  const looked = tiles.filter((_, i) => i % tileStep === 0);
  const tilesDown = new Set(looked.map((index) => Math.floor(index / tilesAcross))).size;
  const rowStep = Math.max(1, Math.floor((tilesDown * TILE) / ROWS));
  const contour = sampler(workers, SAMPLES);
  const contourLength = new Float64Array(classes.length + 1);
  const tile = new DistanceTile(rows, width, height);
  const distances = new Float64Array(workers + 1);
  // A slanted line crosses the grid about 4 / pi times as often as it is long.
  const crossing = (Math.PI / 4) * rowStep * (looked.length > 0 ? tiles.length / looked.length : 1);
  for (const index of looked) {
    const left = (index % tilesAcross) * TILE;
    const top = Math.floor(index / tilesAcross) * TILE;
    tile.moveTo(left, top);
    for (let y = top; y < Math.min(height, top + TILE); y += rowStep)
      for (let x = left; x < Math.min(width, left + TILE); x++) {
        const own = tile.labelAt(workers, x, y);
        const right = x + 1 < width ? tile.labelAt(workers, x + 1, y) : own;
        const below = y + 1 < height ? tile.labelAt(workers, x, y + 1) : own;
        if (right === own && below === own) continue;
        for (const other of [right, below])
          if (other !== own) {
            contourLength[own]! += crossing;
            contourLength[other]! += crossing;
          }
        if (contour.due()) {
          tile.distances(own || (right !== own ? right : below), x, y, distances);
          contour.add(distances);
        }
      }
  }
  return { choices, rows, tiles, tilesAcross, ...contour.samples(), area, contourLength, agreed };
}

function contestedTiles({ segments }: VotePatterns, choices: number[][], width: number, tilesAcross: number): number[] {
  const found = new Set<number>();
  let at = 0;
  for (let i = 0; i < segments.length; i += 2) {
    const end = at + segments[i + 1]!;
    if (choices[segments[i]!]!.length > 1)
      for (let begin = at; begin < end; ) {
        const y = Math.floor(begin / width);
        const last = Math.min(end, (y + 1) * width) - 1;
        const row = Math.floor(y / TILE) * tilesAcross;
        for (let t = Math.floor((begin - y * width) / TILE); t <= Math.floor((last - y * width) / TILE); t++)
          found.add(row + t);
        begin = last + 1;
      }
    at = end;
  }
  return [...found].sort((a, b) => a - b);
}

/** Takes every `stride`-th place offered; when full, every second sample is dropped and the stride doubled. */
function sampler(workers: number, most: number) {
  const distances = new Float64Array(most * 2 * workers);
  let count = 0;
  let stride = 1;
  let offered = 0;
  return {
    due: () => offered++ % stride === 0,
    add(values: Float64Array): void {
      distances.set(values.subarray(0, workers), count++ * workers);
      if (count < most * 2) return;
      for (let i = 0; i < most; i++) distances.copyWithin(i * workers, 2 * i * workers, (2 * i + 1) * workers);
      count = most;
      stride *= 2;
    },
    samples: () => ({ count, distances: distances.slice(0, count * workers) }),
  };
}
