const ORIENTATION = 0x0112;

/**
 * The same JPEG with its EXIF orientation set to "as stored", which browsers would otherwise apply: answers are in stored pixels. Other
 * files come back as they are. Works on the bytes because browsers disagree on the option to ignore orientation.
 */
export function asStored(bytes: Uint8Array): Uint8Array {
  const at = orientationAt(bytes);
  if (at === undefined) return bytes;
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint16(at.offset, 1, at.isLittleEndian);
  return copy;
}

interface Place {
  offset: number;
  isLittleEndian: boolean;
}

function orientationAt(bytes: Uint8Array): Place | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    // Picture data begin: there are no headers behind them.
    if (marker >> 8 !== 0xff || marker === 0xffda) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xffe1 && end <= bytes.length && text(bytes, at + 4, 6) === 'Exif\0\0')
      return orientationIn(view, at + 10, end);
    at = end;
  }
  return undefined;
}

/** Looks through the first directory of the TIFF block that starts at `start`. */
function orientationIn(view: DataView, start: number, end: number): Place | undefined {
  if (start + 8 > end) return undefined;
  const isLittleEndian = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, isLittleEndian);
  if (directory + 2 > end) return undefined;
  const count = view.getUint16(directory, isLittleEndian);
  for (let i = 0; i < count; i += 1) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > end) return undefined;
    if (view.getUint16(entry, isLittleEndian) === ORIENTATION) return { offset: entry + 8, isLittleEndian };
  }
  return undefined;
}

const text = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));
