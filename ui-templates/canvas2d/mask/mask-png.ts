import { encodeBase64 } from '../../../core/formats/mask/base64';
import { crc32 } from '../../../core/formats/mask/crc32';
import { type LabelRaster, TILE } from './label-raster';
import { deflateRuns } from './run-deflate';

const PALETTE = 256;
/** Filter 2 (up): rows of a mask mostly repeat the one above, which leaves zeros. A band's first row has none to repeat. */
const UP = 2;
const NONE = 0;
const MODULUS = 65_521;
const BACKGROUND = 0xffffff;
/** An empty last block: the bands end on whole bytes and none of them is the last. */
const END = Uint8Array.of(3, 0);

interface Band {
  /** The raster's clock when it was packed. */
  at: number;
  /** Deflated rows, ending on a whole byte, so that bands can be joined. */
  data: Uint8Array;
  adler: number;
  length: number;
}

/**
 * Writes a raster as PNG, one row of tiles at a time: after a stroke only the bands it touched are packed again, so that the mask of a
 * 24-megapixel picture can be asked for at any moment. Background is transparent white. Up to 255 values are palette entries, more are RGBA;
 * either way every pixel reads back as exactly the colour of its value.
 */
export class MaskPng {
  private readonly bands: (Band | undefined)[] = [];
  private blank: { rows: number; band: Band } | undefined;
  private look = '';
  private written: { at: number; bytes: Uint8Array; base64?: string } | undefined;

  constructor(private readonly raster: LabelRaster) {}

  /** Packs one band that is not up to date. False when there is none left: meant for the idle time between strokes. */
  packOne(colours: readonly (string | undefined)[]): boolean {
    this.lookAs(colours);
    for (let row = 0; row < this.raster.rows; row++) {
      if (this.isFresh(row)) continue;
      this.bands[row] = this.pack(row, colours);
      return true;
    }
    return false;
  }

  /** @param colours `#rrggbb` of each value from 1 on, the background's not among them; a value without one is written as background */
  bytes(colours: readonly (string | undefined)[]): Uint8Array {
    this.lookAs(colours);
    const at = this.raster.now;
    if (this.written?.at === at) return this.written.bytes;
    while (this.packOne(colours));
    const bytes = this.assemble(colours);
    this.written = { at, bytes };
    return bytes;
  }

  /** The file in base64, without a prefix, as answers hold it. */
  base64(colours: readonly (string | undefined)[]): string {
    const bytes = this.bytes(colours);
    const written = this.written!;
    written.base64 ??= encodeBase64(bytes);
    return written.base64;
  }

  /** The same for the same pixels, whatever their colours; with more than 255 values the colours count too. */
  signature(colours: readonly (string | undefined)[]): string {
    this.lookAs(colours);
    while (this.packOne(colours));
    return this.bands.map((band) => crc32(band!.data).toString(36)).join(' ');
  }

  private isFresh(row: number): boolean {
    const band = this.bands[row];
    if (!band) return false;
    const { columns, written } = this.raster;
    for (let i = row * columns; i < (row + 1) * columns; i++) if (written[i]! > band.at) return false;
    return true;
  }

  /** Other colours change the palette, and the pixels where there is none. */
  private lookAs(colours: readonly (string | undefined)[]): void {
    const look = `${colours.length < PALETTE ? '' : 'rgba '}${colours.join()}`;
    if (look === this.look) return;
    if (colours.length >= PALETTE || this.look.startsWith('rgba')) this.bands.length = 0;
    this.look = look;
    this.written = undefined;
    this.blank = undefined;
  }

  private pack(row: number, colours: readonly (string | undefined)[]): Band {
    const { raster } = this;
    const rows = Math.min(TILE, raster.height - row * TILE);
    const at = raster.now;
    const isBlank = Array.from({ length: raster.columns }, (_, i) => raster.tile(row * raster.columns + i)).every(
      (tile) => tile === 0,
    );
    if (isBlank && this.blank?.rows === rows) return { ...this.blank.band, at };
    const lines = colours.length < PALETTE ? this.indexed(row, rows) : this.coloured(row, rows, colours);
    const band = { at, data: deflateRuns(lines), adler: adler32(lines), length: lines.length };
    if (isBlank) this.blank = { rows, band };
    return band;
  }

  private indexed(row: number, rows: number): Uint8Array {
    const { width } = this.raster;
    const stride = width + 1;
    const lines = new Uint8Array(rows * stride);
    let here = new Uint16Array(width);
    let above = new Uint16Array(width);
    for (let y = 0; y < rows; y++) {
      this.raster.readRow(row * TILE + y, 0, width, here);
      const at = y * stride;
      lines[at] = y === 0 ? NONE : UP;
      if (y === 0) lines.set(here, at + 1);
      else for (let x = 0; x < width; x++) lines[at + 1 + x] = here[x]! - above[x]!;
      [here, above] = [above, here];
    }
    return lines;
  }

  private coloured(row: number, rows: number, colours: readonly (string | undefined)[]): Uint8Array {
    const { width } = this.raster;
    const rgb = [BACKGROUND, ...colours.map(paletteOf)];
    const alpha = alphaOf(colours);
    const stride = 4 * width + 1;
    const lines = new Uint8Array(rows * stride);
    const values = new Uint16Array(width);
    let here = new Uint8Array(4 * width);
    let above = new Uint8Array(4 * width);
    for (let y = 0; y < rows; y++) {
      this.raster.readRow(row * TILE + y, 0, width, values);
      for (let x = 0; x < width; x++) {
        const colour = rgb[values[x]!]!;
        here[4 * x] = colour >> 16;
        here[4 * x + 1] = colour >> 8;
        here[4 * x + 2] = colour;
        here[4 * x + 3] = alpha[values[x]!]!;
      }
      const at = y * stride;
      lines[at] = y === 0 ? NONE : UP;
      if (y === 0) lines.set(here, at + 1);
      else for (let i = 0; i < here.length; i++) lines[at + 1 + i] = here[i]! - above[i]!;
      [here, above] = [above, here];
    }
    return lines;
  }

  private assemble(colours: readonly (string | undefined)[]): Uint8Array {
    const isIndexed = colours.length < PALETTE;
    const header = new DataView(new ArrayBuffer(13));
    header.setUint32(0, this.raster.width);
    header.setUint32(4, this.raster.height);
    header.setUint8(8, 8);
    header.setUint8(9, isIndexed ? 3 : 6);
    let adler = 1;
    for (const band of this.bands) adler = joinAdler(adler, band!.adler, band!.length);
    const check = new DataView(new ArrayBuffer(4));
    check.setUint32(0, adler);
    const palette = Uint8Array.from(
      [BACKGROUND, ...colours.map(paletteOf)].flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]),
    );
    // Entries that are not named are opaque.
    const alpha = alphaOf(colours);
    return joined([
      Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
      chunk('IHDR', new Uint8Array(header.buffer)),
      ...(isIndexed ? [chunk('PLTE', palette), chunk('tRNS', alpha.subarray(0, alpha.lastIndexOf(0) + 1))] : []),
      chunk(
        'IDAT',
        Uint8Array.of(0x78, 0x5e),
        ...this.bands.map((band) => band!.data),
        END,
        new Uint8Array(check.buffer),
      ),
      chunk('IEND'),
    ]);
  }
}

const paletteOf = (colour: string | undefined): number => (colour === undefined ? BACKGROUND : rgbOf(colour));

/** Of each value. */
const alphaOf = (colours: readonly (string | undefined)[]): Uint8Array =>
  Uint8Array.from([0, ...colours.map((colour) => (colour === undefined ? 0 : 255))]);

/** `#rrggbb` as a number. */
export const rgbOf = (colour: string): number => Number.parseInt(colour.slice(1), 16);

function chunk(type: string, ...pieces: Uint8Array[]): Uint8Array {
  const data = joined([new Uint8Array(8), ...pieces, new Uint8Array(4)]);
  const view = new DataView(data.buffer);
  view.setUint32(0, data.length - 12);
  for (let i = 0; i < 4; i++) data[4 + i] = type.charCodeAt(i);
  view.setUint32(data.length - 4, crc32(data.subarray(4, data.length - 4)));
  return data;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** RFC 1950. Sums stay below 2^32 for 5552 bytes. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let i = 0; i < bytes.length; ) {
    const end = Math.min(i + 5552, bytes.length);
    for (; i < end; i++) {
      a += bytes[i]!;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}

/** The sum of two pieces behind one another, from the sums of each and the length of the second. */
function joinAdler(first: number, second: number, length: number): number {
  const [a1, b1] = [first & 0xffff, first >>> 16];
  const [a2, b2] = [second & 0xffff, second >>> 16];
  const rest = length % MODULUS;
  const a = (a1 + a2 - 1 + MODULUS) % MODULUS;
  const b = (b1 + b2 + rest * (a1 - 1 + MODULUS)) % MODULUS;
  return ((b << 16) | a) >>> 0;
}
