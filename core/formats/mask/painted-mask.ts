/**
 * Reads the picture a worker painted (`labeledImage`): each colour stands for a label or an instance; transparent, white and black pixels are
 * background. A canvas blends colours along edges: such a pixel lies between two of the colours and goes to the nearer one. Painted areas in any
 * other colour mean that the picture does not belong to its colour list, and are the picture's problem.
 */
import { type PngHeader, PngProblem, readPngRows } from './png-rows';
import { RunBuilder } from './semantic-mask';

export interface PaintedMask {
  width: number;
  height: number;
  /** `[value, length, …]`; value `k` is the colour `colours[k - 1]`. */
  runs: number[];
}

export interface PaintedColour {
  name: string;
  /** `0xRRGGBB`. */
  rgb: number;
}

/** Colour management and rounding shift a channel by a few steps of 255; label colours are tens apart. */
const NEAR = 8;
/** Edges are a pixel wide, so blended pixels rarely repeat both to the left and above. More than this many do: an area was painted so. */
const BLENDED_AREA = 16;

/** `#rgb` or `#rrggbb` (an alpha part is ignored) as a number. */
export function parseColour(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1];
  if (!hex) return undefined;
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex.slice(0, 6);
  return Number.parseInt(full, 16);
}

/** @throws PngProblem with the reason and the place. */
export function readPaintedMask(bytes: Uint8Array, colours: readonly PaintedColour[]): PaintedMask {
  const builder = new RunBuilder();
  const classify = colourClassifier(colours);
  let size = { width: 0, height: 0 };
  let above = new Uint32Array(0);
  let here = new Uint32Array(0);
  let blendedArea = 0;
  readPngRows(bytes, (header, row, y) => {
    if (y === 0) {
      size = { width: header.width, height: header.height };
      above = new Uint32Array(header.width);
      here = new Uint32Array(header.width);
    }
    pixelsOf(header, row, here);
    let last = here[0]!;
    let match = classify(last);
    let begin = 0;
    for (let x = 0; x < here.length; x++) {
      const pixel = here[x]!;
      if (pixel !== last) {
        builder.push(match.value, x - begin);
        last = pixel;
        begin = x;
        match = classify(pixel);
        if (match.value < 0) throw new PngProblem(`the pixel at (${x}, ${y}) is ${hexOf(pixel)}, no label's colour`);
      } else if (match.value < 0)
        throw new PngProblem(`the pixel at (${x}, ${y}) is ${hexOf(pixel)}, no label's colour`);
      else if (match.blended && x > 0 && y > 0 && above[x] === pixel && ++blendedArea > BLENDED_AREA)
        throw new PngProblem(`an area around (${x}, ${y}) is painted ${hexOf(pixel)}, no label's colour`);
    }
    builder.push(match.value, here.length - begin);
    [above, here] = [here, above];
  });
  return { ...size, runs: builder.runs };
}

interface Match {
  /** -1: no label's colour. */
  value: number;
  blended: boolean;
}

function colourClassifier(colours: readonly PaintedColour[]): (pixel: number) => Match {
  const exact = new Map<number, number>([
    [0xffffff, 0],
    [0x000000, 0],
  ]);
  // A label may be white or black itself; two labels of one colour cannot be told apart, which the caller refuses.
  for (const [i, { rgb }] of colours.entries()) exact.set(rgb, i + 1);
  const known = [...exact].map(([rgb, value]) => ({ rgb, value }));
  const seen = new Map<number, Match>();
  return (pixel) => {
    let match = seen.get(pixel);
    if (match === undefined) {
      match = pixel % 256 < 128 ? { value: 0, blended: false } : nearest(Math.floor(pixel / 256), known);
      // A photograph by mistake would fill the memory with colours.
      if (seen.size < 65_536) seen.set(pixel, match);
    }
    return match;
  };
}

function nearest(rgb: number, known: { rgb: number; value: number }[]): Match {
  const point = channels(rgb);
  let best = { value: -1, distance: NEAR + 1 };
  for (const { rgb: colour, value } of known) {
    const distance = Math.max(...channels(colour).map((c, i) => Math.abs(c - point[i]!)));
    if (distance < best.distance) best = { value, distance };
  }
  if (best.value >= 0) return { value: best.value, blended: false };
  let blend = { value: -1, distance: NEAR + 1 };
  for (const [i, a] of known.entries())
    for (const b of known.slice(0, i)) {
      if (a.value === 0 && b.value === 0) continue;
      const from = channels(a.rgb);
      const to = channels(b.rgb).map((c, k) => c - from[k]!);
      const length = to.reduce((sum, c) => sum + c * c, 0);
      const share = to.reduce((sum, c, k) => sum + c * (point[k]! - from[k]!), 0) / length;
      if (!(share > 0 && share < 1)) continue;
      const distance = Math.max(...to.map((c, k) => Math.abs(from[k]! + share * c - point[k]!)));
      if (distance < blend.distance) blend = { value: share < 0.5 ? a.value : b.value, distance };
    }
  return { value: blend.value, blended: true };
}

const channels = (rgb: number): number[] => [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
const hexOf = (pixel: number): string =>
  `#${Math.floor(pixel / 256)
    .toString(16)
    .padStart(6, '0')}`;

/** A row's pixels as `0xRRGGBBAA`. Of 16-bit samples the high byte counts. */
function pixelsOf({ colourType, bitDepth, palette }: PngHeader, row: Uint8Array, out: Uint32Array): void {
  const n = out.length;
  if (colourType === 6 && bitDepth === 8)
    for (let x = 0, i = 0; x < n; x++, i += 4)
      out[x] = (row[i]! << 24) | (row[i + 1]! << 16) | (row[i + 2]! << 8) | row[i + 3]!;
  else if (colourType === 3 || (colourType === 0 && bitDepth < 16)) {
    const mask = (1 << bitDepth) - 1;
    const scale = colourType === 3 ? 1 : 255 / mask;
    for (let x = 0; x < n; x++) {
      const bit = x * bitDepth;
      const value = ((row[bit >> 3]! >> (8 - bitDepth - (bit & 7))) & mask) * scale;
      if (colourType === 0) out[x] = (value << 24) | (value << 16) | (value << 8) | 255;
      else {
        if (value >= palette.length) throw new PngProblem(`the pixel in column ${x} has no palette entry ${value}`);
        out[x] = palette[value]!;
      }
    }
  } else {
    const bytes = bitDepth >> 3;
    const samples = { 0: 1, 2: 3, 4: 2, 6: 4 }[colourType]!;
    const step = samples * bytes;
    for (let x = 0, i = 0; x < n; x++, i += step) {
      const r = row[i]!;
      const g = samples > 2 ? row[i + bytes]! : r;
      const b = samples > 2 ? row[i + 2 * bytes]! : r;
      const alpha = samples % 2 === 0 ? row[i + (samples - 1) * bytes]! : 255;
      out[x] = (r << 24) | (g << 16) | (b << 8) | alpha;
    }
  }
}
