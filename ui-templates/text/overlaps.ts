import type { TextRange } from './boundaries';

/** The ranges that begin before one that is kept has ended are left out. @param ranges by start */
export function withoutOverlaps<T extends TextRange>(ranges: readonly T[]): T[] {
  let end = 0;
  return ranges.filter((range) => {
    if (range.start < end) return false;
    end = range.end;
    return true;
  });
}

/** The ranges that share a character with one that begins before them. @param ranges by start */
export function overlapping<T extends TextRange>(ranges: readonly T[]): T[] {
  let reach = 0;
  return ranges.filter(({ start, end }) => {
    const isOver = start < reach;
    reach = Math.max(reach, end);
    return isOver;
  });
}
