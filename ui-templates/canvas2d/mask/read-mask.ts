import { decodeBase64 } from '../../../core/formats/mask/base64';
import { parseColour } from '../../../core/formats/mask/painted-mask';
import { type PngHeader, PngProblem, pngRowsInSteps } from '../../../core/formats/mask/png-rows';
import { LabelRaster, TILE } from './label-raster';

/** Colour management and rounding shift a channel by a few steps of 255; label colours are tens apart. */
const NEAR = 8;
/** Browsers blend colours along edges a pixel wide. Pixels of one colour in larger numbers, each with its like beside and above, were meant. */
const BLENDED_AREA = 16;
/** Milliseconds in which a page does nothing else. */
const BUSY_MS = 8;
/** More colours than these are a photograph's. */
const MOST_COLOURS = 4096;
const MOST_UNKNOWN = 200;
/** Share of the pixels that may be blended edges: fine work on a small picture has many. */
const MOST_BLENDED = 0.3;

export interface ReadMask {
  raster: LabelRaster;
  /** Colours of areas that none of the given ones explains: the `i`-th is the value `colours.length + 1 + i`. */
  unknown: string[];
}

export type MaskReading = { ok: true; mask: ReadMask } | { ok: false; problem: MaskProblem };

export type MaskProblem =
  | { kind: 'unreadable'; reason: string }
  | { kind: 'size'; width: number; height: number }
  | { kind: 'photograph' };

/** Base64 with or without a `data:` prefix. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  return decodeBase64(text);
}

/**
 * Reads a picture of a mask into values: the pixels of `colours[k - 1]` are `k`, transparent and white ones background, black ones too unless
 * a label is black. Areas in other colours keep theirs as unknown ones.
 *
 * @param isExact no colour is taken for another: the picture was written here, not blended by a canvas
 */
export function readMask(...given: Parameters<typeof readInSteps>): MaskReading {
  const steps = readInSteps(...given);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same without keeping the page from anything else for longer than a part of a frame. */
export async function readMaskMeanwhile(
  given: Parameters<typeof readInSteps>,
  onProgress: (share: number) => void,
): Promise<MaskReading> {
  const steps = readInSteps(...given);
  let begin = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - begin < BUSY_MS) continue;
    onProgress(step.value);
    await new Promise((resume) => setTimeout(resume, 0));
    begin = performance.now();
  }
}

/** Yields which share of the mask is read. */
function* readInSteps(
  bytes: Uint8Array,
  size: { width: number; height: number },
  colours: readonly string[],
  isExact = false,
): Generator<number, MaskReading> {
  const seen = new Map<number, { value: number; inside: number; pixels: number }>();
  let raster: LabelRaster | undefined;
  let problem: MaskProblem | undefined;
  try {
    let [here, above] = [new Uint32Array(0), new Uint32Array(0)];
    let [values, tiles]: [Uint16Array, Uint16Array[]] = [new Uint16Array(0), []];
    const steps = pngRowsInSteps(bytes, (header, row, y) => {
      if (y === 0) {
        if (header.width !== size.width || header.height !== size.height) {
          problem = { kind: 'size', width: header.width, height: header.height };
          throw new PngProblem('size');
        }
        raster = new LabelRaster(size.width, size.height);
        [here, above] = [new Uint32Array(size.width), new Uint32Array(size.width)];
        values = new Uint16Array(size.width);
      }
      pixelsOf(header, row, here);
      for (let x = 0; x < here.length; ) {
        const pixel = here[x]!;
        let found = seen.get(pixel);
        if (!found) {
          if (seen.size >= MOST_COLOURS) {
            problem = { kind: 'photograph' };
            throw new PngProblem('photograph');
          }
          // Numbered by first sight, from 1; given their meaning when all are known.
          found = { value: seen.size + 1, inside: 0, pixels: 0 };
          seen.set(pixel, found);
        }
        const begin = x;
        for (; x < here.length && here[x] === pixel; x++) if (x > begin && above[x] === pixel) found.inside++;
        found.pixels += x - begin;
        values.fill(found.value, begin, x);
      }
      [here, above] = [above, here];
      if (y % TILE === 0) tiles = Array.from({ length: raster!.columns }, () => new Uint16Array(TILE * TILE));
      for (const [i, tile] of tiles.entries()) tile.set(values.subarray(i * TILE, (i + 1) * TILE), (y % TILE) * TILE);
      if (y % TILE === TILE - 1 || y === size.height - 1)
        for (const [i, tile] of tiles.entries()) raster!.setTile(Math.floor(y / TILE) * raster!.columns + i, tile);
    });
    for (const y of steps) yield y / size.height;
  } catch (error) {
    if (!(error instanceof PngProblem)) throw error;
    return { ok: false, problem: problem ?? { kind: 'unreadable', reason: error.message } };
  }
  const meaning = meaningOf(seen, colours, isExact);
  if (meaning.unknown.length > MOST_UNKNOWN || meaning.blended > MOST_BLENDED * size.width * size.height)
    return { ok: false, problem: { kind: 'photograph' } };
  yield* renumber(raster!, meaning.values);
  for (const [i, { pixels }] of [...seen.values()].entries())
    if (meaning.values[i] !== 0) raster!.recount(0, meaning.values[i]!, pixels);
  return { ok: true, mask: { raster: raster!, unknown: meaning.unknown } };
}

/** From the order in which colours were seen, counted from 1, to what they stand for. */
function* renumber(raster: LabelRaster, values: readonly number[]): Generator<number, void> {
  const meaning = Uint16Array.from([0, ...values]);
  for (let index = 0; index < raster.columns * raster.rows; index++) {
    const tile = raster.tile(index);
    if (typeof tile === 'number') raster.setTile(index, meaning[tile]!);
    else {
      for (let i = 0; i < tile.length; i++) tile[i] = meaning[tile[i]!]!;
      raster.touch(index);
      raster.settle(index);
    }
    yield 1;
  }
}

/** What each colour that was seen stands for, in the order they were seen. */
function meaningOf(
  seen: Map<number, { inside: number; pixels: number }>,
  colours: readonly string[],
  isExact: boolean,
) {
  const exact = new Map<number, number>([
    [0xffffff, 0],
    [0x000000, 0],
  ]);
  for (const [i, colour] of colours.entries()) {
    const rgb = parseColour(colour);
    if (rgb !== undefined) exact.set(rgb, i + 1);
  }
  const known = [...exact].map(([rgb, value]) => ({ rgb, value }));
  const unknown: string[] = [];
  let blended = 0;
  const pixels = [...seen];
  const values: (number | undefined)[] = pixels.map(([pixel]) => {
    if ((pixel & 255) < 128) return 0;
    const rgb = pixel >>> 8;
    const nearest = nearestOf(known, rgb);
    return exact.get(rgb) ?? (!isExact && gap(nearest.rgb, rgb) <= NEAR ? nearest.value : undefined);
  });
  for (const [i, [pixel, { inside, pixels: count }]] of pixels.entries()) {
    if (values[i] !== undefined) continue;
    if (inside <= BLENDED_AREA && !isExact) {
      blended += count;
      continue;
    }
    const rgb = pixel >>> 8;
    unknown.push(`#${rgb.toString(16).padStart(6, '0')}`);
    values[i] = colours.length + unknown.length;
    known.push({ rgb, value: values[i] });
  }
  // What is left are blended edges: they go to the nearest colour.
  return {
    unknown,
    blended,
    values: pixels.map(([pixel], i) => values[i] ?? nearestOf(known, pixel >>> 8).value),
  };
}

const nearestOf = <Known extends { rgb: number }>(known: readonly Known[], rgb: number): Known =>
  known.reduce((a, b) => (gap(b.rgb, rgb) < gap(a.rgb, rgb) ? b : a));

const gap = (a: number, b: number): number =>
  Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** A row's pixels as `0xRRGGBBAA`. Of 16-bit samples the high byte counts. */
function pixelsOf({ colourType, bitDepth, palette }: PngHeader, row: Uint8Array, out: Uint32Array): void {
  if (bitDepth < 8 || colourType === 3) {
    const most = (1 << bitDepth) - 1;
    for (let x = 0; x < out.length; x++) {
      const bit = x * bitDepth;
      const value = (row[bit >> 3]! >> (8 - bitDepth - (bit & 7))) & most;
      out[x] = colourType === 3 ? (palette[value] ?? 0) : ((Math.round((value * 255) / most) * 0x010101) << 8) | 255;
    }
    return;
  }
  const bytes = bitDepth >> 3;
  const samples = SAMPLES[colourType]!;
  for (let x = 0, i = 0; x < out.length; x++, i += samples * bytes) {
    const red = row[i]!;
    const green = samples > 2 ? row[i + bytes]! : red;
    const blue = samples > 2 ? row[i + 2 * bytes]! : red;
    const alpha = samples % 2 === 0 ? row[i + (samples - 1) * bytes]! : 255;
    out[x] = (red << 24) | (green << 16) | (blue << 8) | alpha;
  }
}
