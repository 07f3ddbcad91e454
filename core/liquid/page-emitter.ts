/** A function can answer with 6 MB; beyond this a template writes more than any page needs. */
export const MAX_PAGE_CHARACTERS = 5_000_000;

/** Collects what a template prints, up to the size of a page. */
export class PageEmitter {
  buffer = '';

  write(printed: unknown): void {
    this.buffer += String(printed ?? '');
    if (this.buffer.length > MAX_PAGE_CHARACTERS)
      throw new RangeError(`the page grows beyond ${MAX_PAGE_CHARACTERS.toLocaleString('en-US')} characters`);
  }
}
