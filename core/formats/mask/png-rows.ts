/**
 * Reads a PNG (W3C recommendation, third edition) row by row, so that a mask of 40 megapixels never lies in memory as 160 MB of RGBA: what is
 * inflated at once is a few rows. Interlaced files are refused: they have no rows to stream, and no canvas writes them.
 */
import { Unzlib } from 'fflate';
import { sizeProblem } from './mask-limits';

export interface PngHeader {
  width: number;
  height: number;
  bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  colourType: number;
  /** `0xRRGGBBAA` per palette entry, for colour type 3. */
  palette: Uint32Array;
}

/** Why a file is no PNG that can be read; the message names the place. */
export class PngProblem extends Error {}

/** `row` holds one row's bytes, filters undone; it is reused for the next row. */
export type PngRow = (header: PngHeader, row: Uint8Array, y: number) => void;

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Compressed bytes handed over at once. Deflate expands at most 1032 times, so this bounds what is inflated at once. */
const SLICE = 4096;

/** @throws PngProblem */
export function readPngRows(bytes: Uint8Array, onRow: PngRow): void {
  for (const _ of pngRowsInSteps(bytes, onRow));
}

/**
 * The same in small steps, for pages that have to stay alive meanwhile: yields how many rows are read.
 * @throws PngProblem
 */
export function* pngRowsInSteps(bytes: Uint8Array, onRow: PngRow): Generator<number, void> {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw new PngProblem('it does not begin as a PNG does');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | undefined;
  let rows: RowAssembler | undefined;
  let inflate: Unzlib | undefined;
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const begin = offset + 8;
    if (begin + length + 4 > bytes.length) throw new PngProblem(`its ${type} chunk at byte ${offset} is cut off`);
    const data = bytes.subarray(begin, begin + length);
    if (type === 'IHDR') header = readHeader(data);
    else if (!header) throw new PngProblem(`its first chunk is ${type}, not IHDR`);
    else if (type === 'PLTE') readPalette(header, data);
    else if (type === 'tRNS' && header.colourType === 3)
      for (let i = 0; i < Math.min(length, header.palette.length); i++)
        header.palette[i] = ((header.palette[i]! & 0xffffff00) | data[i]!) >>> 0;
    else if (type === 'IDAT') {
      if (!inflate) {
        if (header.colourType === 3 && header.palette.length === 0) throw new PngProblem('its palette is missing');
        const assembler = new RowAssembler(header, onRow);
        rows = assembler;
        inflate = new Unzlib((chunk) => assembler.take(chunk));
      }
      for (let i = 0; i < length && !rows!.complete; i += SLICE) {
        try {
          inflate.push(data.subarray(i, i + SLICE), false);
        } catch (error) {
          throw new PngProblem(`its pixels cannot be inflated after row ${rows!.y}: ${(error as Error).message}`);
        }
        yield rows!.y;
      }
    } else if (type === 'IEND') break;
    offset = begin + length + 4;
  }
  if (!header) throw new PngProblem('it holds no header');
  if (!rows?.complete) throw new PngProblem(`it ends after row ${rows?.y ?? 0} of ${header.height}`);
}

function readHeader(data: Uint8Array): PngHeader {
  if (data.length < 13) throw new PngProblem('its header is too short');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [bitDepth, colourType, , , interlace] = data.subarray(8, 13) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const problem = sizeProblem(width, height);
  if (problem) throw new PngProblem(problem);
  const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
  if (!depths[colourType]?.includes(bitDepth))
    throw new PngProblem(`colour type ${colourType} with ${bitDepth} bits does not exist`);
  if (interlace !== 0) throw new PngProblem('it is interlaced');
  return { width, height, bitDepth, colourType, palette: new Uint32Array(0) };
}

function readPalette(header: PngHeader, data: Uint8Array): void {
  header.palette = Uint32Array.from(
    { length: Math.floor(data.length / 3) },
    (_, i) => ((data[3 * i]! << 24) | (data[3 * i + 1]! << 16) | (data[3 * i + 2]! << 8) | 255) >>> 0,
  );
}

/** Cuts the inflated stream into rows and undoes their filters (PNG §9). */
class RowAssembler {
  y = 0;
  private readonly step: number;
  private row: Uint8Array;
  private above: Uint8Array;
  private filter = -1;
  private filled = 0;

  constructor(
    private readonly header: PngHeader,
    private readonly onRow: PngRow,
  ) {
    const bits = CHANNELS[header.colourType]! * header.bitDepth;
    this.step = Math.max(1, bits >> 3);
    const length = Math.ceil((header.width * bits) / 8);
    this.row = new Uint8Array(length);
    this.above = new Uint8Array(length);
  }

  get complete(): boolean {
    return this.y >= this.header.height;
  }

  take(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.complete) {
      if (this.filter < 0) {
        this.filter = chunk[at++]!;
        if (this.filter > 4) throw new PngProblem(`row ${this.y} has the unknown filter ${this.filter}`);
        continue;
      }
      const count = Math.min(chunk.length - at, this.row.length - this.filled);
      this.row.set(chunk.subarray(at, at + count), this.filled);
      at += count;
      this.filled += count;
      if (this.filled < this.row.length) return;
      unfilter(this.filter, this.row, this.above, this.step);
      this.onRow(this.header, this.row, this.y);
      [this.row, this.above] = [this.above, this.row];
      this.filter = -1;
      this.filled = 0;
      this.y++;
    }
  }
}

function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  const n = row.length;
  if (filter === 1) for (let i = step; i < n; i++) row[i] = row[i]! + row[i - step]!;
  else if (filter === 2) for (let i = 0; i < n; i++) row[i] = row[i]! + above[i]!;
  else if (filter === 3)
    for (let i = 0; i < n; i++) row[i] = row[i]! + (((i < step ? 0 : row[i - step]!) + above[i]!) >> 1);
  else if (filter === 4)
    for (let i = 0; i < n; i++) {
      const a = i < step ? 0 : row[i - step]!;
      const b = above[i]!;
      const c = i < step ? 0 : above[i - step]!;
      const pa = Math.abs(b - c);
      const pb = Math.abs(a - c);
      const pc = Math.abs(a + b - 2 * c);
      row[i] = row[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
    }
}
