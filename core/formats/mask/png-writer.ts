/**
 * Writes masks as PNG. Ground Truth's consolidated semantic masks are 8-bit palette files whose pixel value is the class index, 0 the background; with
 * more than 256 values the colours themselves are written. Rows are made from the runs one at a time and deflated as they come.
 */
import { Zlib } from 'fflate';
import { crc32 } from './crc32';
import { parseColour } from './painted-mask';

export interface MaskPicture {
  width: number;
  height: number;
  /** `[value, length, …]`, row-major. */
  runs: readonly number[];
  /** `#rrggbb` of each value; white where it ends, as in Ground Truth's files. */
  colours: readonly string[];
}

const PALETTE_SIZE = 256;
/** Filter 2 (up): rows of a mask mostly repeat the one above, which leaves zeros. */
const UP = 2;

/** @throws RangeError when a value has no place in the picture, the runs end early, or a colour is none */
export function writeMaskPng({ width, height, runs, colours }: MaskPicture): Uint8Array {
  const indexed = colours.length <= PALETTE_SIZE;
  const samples = indexed ? 1 : 3;
  const rgb = Uint8Array.from(colours.flatMap(channelsOf));
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, indexed ? 3 : 2);
  const deflated: Uint8Array[] = [];
  const deflate = new Zlib({ level: 6 }, (data) => deflated.push(data));
  let above = new Uint8Array(width * samples);
  let row = new Uint8Array(width * samples);
  let run = 0;
  let left = runs[1] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; ) {
      if (left === 0) {
        run += 2;
        if (run >= runs.length) throw new RangeError(`the runs end in row ${y} of ${height}`);
        left = runs[run + 1]!;
      }
      const value = runs[run]!;
      if (!(value >= 0 && value < (indexed ? PALETTE_SIZE : colours.length)))
        throw new RangeError(`the value ${value} has no colour`);
      const count = Math.min(left, width - x);
      if (indexed) row.fill(value, x, x + count);
      else for (let i = 3 * x; i < 3 * (x + count); i++) row[i] = rgb[3 * value + (i % 3)]!;
      x += count;
      left -= count;
    }
    const line = new Uint8Array(row.length + 1);
    line[0] = UP;
    for (let i = 0; i < row.length; i++) line[i + 1] = row[i]! - above[i]!;
    deflate.push(line, y === height - 1);
    [row, above] = [above, row];
  }
  const palette = new Uint8Array(PALETTE_SIZE * 3).fill(255);
  if (indexed) palette.set(rgb);
  return joined([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk('IHDR', new Uint8Array(header.buffer)),
    ...(indexed ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', joined(deflated)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function channelsOf(colour: string): number[] {
  const rgb = parseColour(colour);
  if (rgb === undefined) throw new RangeError(`${JSON.stringify(colour)} is not a colour of the form #rrggbb`);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
