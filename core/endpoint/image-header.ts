/** Type and size of an image, from the first bytes that tell. */
import { ObjectProblem } from './adapter';

export interface ImageHeader {
  type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/bmp' | 'image/webp';
  /** As the image is shown: a picture that lies on its side by its EXIF orientation is turned. */
  width: number;
  height: number;
}

/** @throws ObjectProblem when the bytes are no image whose size can be read */
export function imageHeader(bytes: Uint8Array | undefined): ImageHeader {
  if (!bytes || bytes.length === 0) throw new ObjectProblem('the file is empty');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header = headerOf(view);
    if (header && header.width > 0 && header.height > 0) return header;
  } catch (error) {
    // A read beyond the end: the file is cut off within its header.
    if (!(error instanceof RangeError)) throw error;
  }
  throw new ObjectProblem('the file is no JPEG, PNG, GIF, BMP or WebP image whose size can be read');
}

function headerOf(view: DataView): ImageHeader | undefined {
  if (view.getUint16(0) === 0xffd8) return jpeg(view);
  const tag = view.getUint32(0);
  if (tag === 0x89504e47) return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  if (tag === 0x47494638) return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (view.getUint16(0) === 0x424d)
    return { type: 'image/bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  return tag === 0x52494646 && view.getUint32(8) === 0x57454250 ? webp(view) : undefined;
}

const EXIF = 0x45786966;

function jpeg(view: DataView): ImageHeader | undefined {
  let onItsSide = false;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes, and markers without a length.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && view.getUint32(at + 4) === EXIF) onItsSide = turned(view, at + 10, at + 2 + length);
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return onItsSide ? { type: 'image/jpeg', width: height, height: width } : { type: 'image/jpeg', width, height };
    }
    at += 2 + length;
  }
  return undefined;
}

/** Whether the EXIF orientation swaps width and height (values 5 to 8). */
function turned(view: DataView, tiff: number, end: number): boolean {
  if (tiff + 8 > end) return false;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return false;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > end) return false;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const orientation = view.getUint16(entry + 8, little);
    return orientation >= 5 && orientation <= 8;
  }
  return false;
}

function webp(view: DataView): ImageHeader | undefined {
  const type = 'image/webp';
  const chunk = view.getUint32(12);
  if (chunk === 0x56503820)
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 0x56503858) return undefined;
  const side = (at: number) => 1 + view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  return { type, width: side(24), height: side(27) };
}
