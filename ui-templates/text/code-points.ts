/**
 * Offsets of a text in both countings. The page and its selections count UTF-16 code units; answers count Unicode code points, so that an
 * emoji is one character whatever reads them. Half of a surrogate pair counts as one where it stands alone, as iterating a string does.
 */
export class CodePoints {
  /** Where the characters of two units begin, in code units. */
  private readonly wide: number[] = [];
  /** The length of the text in code points. */
  readonly length: number;

  constructor(text: string) {
    for (let i = 0; i < text.length - 1; i += 1)
      if (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) {
        this.wide.push(i);
        i += 1;
      }
    this.length = text.length - this.wide.length;
  }

  /** An offset in code units as one in code points; inside a character, where that begins. */
  fromUnits(units: number): number {
    return units - countBelow(this.wide, (start) => start < units);
  }

  /** An offset in code points as one in code units. */
  toUnits(points: number): number {
    return points + countBelow(this.wide, (start, index) => start - index < points);
  }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** How many of the first items, in rising order, are below something. */
function countBelow(items: readonly number[], isBelow: (item: number, index: number) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(items[middle]!, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
