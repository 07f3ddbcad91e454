/** First look at an image: where workers disagree, and samples of signed distances near contours and in contested areas. */
import { DistanceTile, TILE } from './distance-tile';
import type { MaskStack } from './mask-stack';
import { RunRows } from './run-rows';
import { type VotePatterns, votePatterns } from './vote-patterns';

export interface ContourSurvey {
  patterns: VotePatterns;
  /** Per pattern, the classes in it, sorted; one where all agree. */
  choices: number[][];
  rows: RunRows[];
  /** Tiles with a contested pixel, `row * tilesAcross + column`, ascending. */
  tiles: number[];
  tilesAcross: number;
  /** Pixels within reach of contours, and pixels where workers disagree: distances, the class they are of, and how many pixels each stands for. */
  contour: PixelSamples;
  contested: PixelSamples;
  /** Per class: mean area drawn, mean contour length, pixels on which all agree. */
  area: Float64Array;
  contourLength: Float64Array;
  agreed: Float64Array;
}

/** `distances[i * workers + w]`. */
export interface PixelSamples {
  count: number;
  distances: Float64Array;
  label: number[];
  /** Pixels per sample. */
  stride: number;
}

/** Enough for variances within a few per cent, whatever the size of the image. */
const CONTOUR_SAMPLES = 3000;
const CONTESTED_SAMPLES = 250;
/** Rows and tiles that are looked at: all of a small image, evenly spread ones of a large. */
const ROWS = 256;
const TILES = 96;

export function surveyContours(stack: MaskStack): ContourSurvey {
  const { width, height, classes, runs } = stack;
  const workers = runs.length;
  const patterns = votePatterns(runs, classes.length);
  const choices = patterns.labels.map((labels) => [...new Set(labels)].sort((a, b) => a - b));
  const area = new Float64Array(classes.length + 1);
  const agreed = new Float64Array(classes.length + 1);
  for (const [p, labels] of patterns.labels.entries()) {
    for (const label of labels) area[label]! += patterns.pixels[p]! / workers;
    if (choices[p]!.length === 1) agreed[labels[0]!]! += patterns.pixels[p]!;
  }
  const tilesAcross = Math.ceil(width / TILE);
  const contestedPixels = patterns.pixels.reduce((sum, n, p) => sum + (choices[p]!.length > 1 ? n : 0), 0);
  const tiles = contestedTiles(patterns, choices, width, tilesAcross);
  const rows = runs.map((own) => new RunRows(own, width, height));
  const contour = sampler(workers, CONTOUR_SAMPLES);
  const tileStep = Math.max(1, Math.floor(tiles.length / TILES));
  const looked = tiles.filter((_, i) => i % tileStep === 0);
  const tilesDown = new Set(looked.map((index) => Math.floor(index / tilesAcross))).size;
  const rowStep = Math.max(1, Math.floor((tilesDown * TILE) / ROWS));
  const stand = rowStep * (looked.length > 0 ? tiles.length / looked.length : 1);
  const contested = sampler(
    workers,
    CONTESTED_SAMPLES,
    Math.max(1, Math.floor(contestedPixels / stand / CONTESTED_SAMPLES)),
  );
  const contourLength = new Float64Array(classes.length + 1);
  const tile = new DistanceTile(rows, width, height);
  const distances = new Float64Array(workers);
  // A slanted line crosses the grid about 4 / pi times as often as it is long.
  const crossing = ((Math.PI / 4) * stand) / workers;
  for (const index of looked) {
    const left = (index % tilesAcross) * TILE;
    const top = Math.floor(index / tilesAcross) * TILE;
    tile.moveTo(left, top);
    for (let y = top; y < Math.min(height, top + TILE); y += rowStep)
      for (let x = left; x < Math.min(width, left + TILE); x++) {
        let differ = false;
        const first = tile.labelAt(0, x, y);
        for (let w = 0; w < workers; w++) {
          const own = tile.labelAt(w, x, y);
          if (own !== first) differ = true;
          const right = x + 1 < width ? tile.labelAt(w, x + 1, y) : own;
          const below = y + 1 < height ? tile.labelAt(w, x, y + 1) : own;
          if (right === own && below === own) continue;
          for (const other of [right, below])
            if (other !== own) {
              contourLength[own]! += crossing;
              contourLength[other]! += crossing;
            }
          const label = own || (right !== own ? right : below);
          if (contour.due()) {
            tile.distances(label, x, y, distances);
            contour.add(distances, label);
          }
        }
        if (differ && contested.due()) {
          const label = commonestClass(tile, workers, x, y);
          tile.distances(label, x, y, distances);
          contested.add(distances, label);
        }
      }
  }
  return {
    patterns,
    choices,
    rows,
    tiles,
    tilesAcross,
    contour: contour.samples(stand),
    contested: contested.samples(stand),
    area,
    contourLength,
    agreed,
  };
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

function commonestClass(tile: DistanceTile, workers: number, x: number, y: number): number {
  const votes = new Map<number, number>();
  for (let w = 0; w < workers; w++) {
    const label = tile.labelAt(w, x, y);
    if (label > 0) votes.set(label, (votes.get(label) ?? 0) + 1);
  }
  return [...votes].sort(([a, m], [b, n]) => n - m || a - b)[0]![0];
}

/** Takes every `stride`-th pixel offered; when full, every second sample is dropped and the stride doubled. */
function sampler(workers: number, most: number, stride = 1) {
  const distances = new Float64Array(most * 2 * workers);
  const label: number[] = [];
  let offered = 0;
  return {
    due: () => offered++ % stride === 0,
    add(values: Float64Array, of: number): void {
      distances.set(values, label.length * workers);
      label.push(of);
      if (label.length < most * 2) return;
      for (let i = 0; i < most; i++) {
        distances.copyWithin(i * workers, 2 * i * workers, (2 * i + 1) * workers);
        label[i] = label[2 * i]!;
      }
      label.length = most;
      stride *= 2;
    },
    samples: (stand: number): PixelSamples => ({
      count: label.length,
      distances: distances.slice(0, label.length * workers),
      label,
      stride: stride * stand,
    }),
  };
}
