/**
 * Writes a mask as Ground Truth's consolidation does (`…/consolidated-annotation/output/<id>_<time>.png`): an 8-bit palette PNG whose pixel
 * value is the class index, index 0 the background. Rows are made from the runs one at a time and deflated as they come.
 */
import { Zlib } from 'fflate';
import { crc32 } from './crc32';

/** Background first; missing entries are white, as in Ground Truth's files. `#rrggbb`. */
export interface PaletteMask {
  width: number;
  height: number;
  /** `[value, length, …]`, values 0 … 255, row-major. */
  runs: readonly number[];
  palette: readonly string[];
}

/** @throws RangeError when a value does not fit a byte, or a colour is none. */
export function writePalettePng({ width, height, runs, palette }: PaletteMask): Uint8Array {
  const pieces: Uint8Array[] = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)];
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, 3);
  pieces.push(chunk('IHDR', new Uint8Array(header.buffer)), chunk('PLTE', paletteBytes(palette)));
  const deflated: Uint8Array[] = [];
  const deflate = new Zlib({ level: 6 }, (data) => deflated.push(data));
  let above = new Uint8Array(width);
  let row = new Uint8Array(width);
  const line = new Uint8Array(width + 1);
  // Filter 2 (up): rows of a mask mostly repeat the one above, which leaves zeros.
  line[0] = 2;
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
      if (!(value >= 0 && value <= 255)) throw new RangeError(`class ${value} does not fit a palette of 256`);
      const count = Math.min(left, width - x);
      row.fill(value, x, x + count);
      x += count;
      left -= count;
    }
    for (let x = 0; x < width; x++) line[x + 1] = row[x]! - above[x]!;
    deflate.push(line.slice(), y === height - 1);
    [row, above] = [above, row];
  }
  pieces.push(chunk('IDAT', joined(deflated)), chunk('IEND', new Uint8Array(0)));
  return joined(pieces);
}

function paletteBytes(palette: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(256 * 3).fill(255);
  for (const [i, colour] of palette.slice(0, 256).entries()) {
    const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
    if (!hex) throw new RangeError(`${JSON.stringify(colour)} is not a colour of the form #rrggbb`);
    const value = Number.parseInt(hex, 16);
    bytes.set([value >> 16, (value >> 8) & 255, value & 255], 3 * i);
  }
  return bytes;
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
