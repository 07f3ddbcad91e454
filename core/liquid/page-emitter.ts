/** A function can answer with 6 MB, quotes and line breaks written with a backslash; beyond this a template writes more than any page needs. */
const MAX_PAGE_BYTES = 5_000_000;

/** Collects what a template prints, up to the size of a page. */
export class PageEmitter {
  buffer = '';
  private bytes = 0;

  write(printed: unknown): void {
    const text = String(printed ?? '');
    this.bytes += bytesOf(text);
    this.buffer += text;
    if (this.bytes > MAX_PAGE_BYTES)
      throw new RangeError(`the page grows beyond ${MAX_PAGE_BYTES.toLocaleString('en-US')} bytes`);
  }
}

/** In an answer in UTF-8 that is JSON text. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 || code === 0x5c || code === 0x0a) bytes += 1;
    // Each half of a pair that is four bytes together counts for two.
    else if (code > 0x7f) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}
