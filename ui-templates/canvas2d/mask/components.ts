import type { Rect } from '../geometry';
import type { LabelRaster } from './label-raster';

/** Pixels that hang together. */
export interface Component {
  area: number;
  /** Whether it reaches an edge of the rectangle that was looked at. */
  isAtEdge: boolean;
  /** `[y, left, right, …]` from top to bottom. */
  spans: number[];
}

/**
 * The connected parts of those pixels of a rectangle whose value `isIn`.
 *
 * @param neighbours 4: pixels that share an edge hang together; 8: a corner is enough
 */
export function components(
  raster: LabelRaster,
  rect: Rect,
  isIn: (value: number) => boolean,
  neighbours: 4 | 8,
): Component[] {
  const { spans, rowStarts } = runsIn(raster, rect, isIn);
  const parent = Int32Array.from({ length: spans.length / 3 }, (_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r]!;
    for (let at = i; at !== r; ) {
      const next = parent[at]!;
      parent[at] = r;
      at = next;
    }
    return r;
  };
  const reach = neighbours === 8 ? 1 : 0;
  for (let row = 1; row < rowStarts.length - 1; row++) {
    let above = rowStarts[row - 1]!;
    for (let here = rowStarts[row]!; here < rowStarts[row + 1]!; here++) {
      const [left, right] = [spans[3 * here + 1]!, spans[3 * here + 2]!];
      while (above < rowStarts[row]! && spans[3 * above + 2]! + reach <= left) above++;
      for (let i = above; i < rowStarts[row]! && spans[3 * i + 1]! < right + reach; i++) {
        const [a, b] = [root(i), root(here)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  const found = new Map<number, Component>();
  for (let i = 0; i < parent.length; i++) {
    const [y, left, right] = [spans[3 * i]!, spans[3 * i + 1]!, spans[3 * i + 2]!];
    const id = root(i);
    let component = found.get(id);
    if (!component) {
      component = { area: 0, isAtEdge: false, spans: [] };
      found.set(id, component);
    }
    component.area += right - left;
    component.isAtEdge ||= y === rect.top || y === rect.bottom - 1 || left === rect.left || right === rect.right;
    component.spans.push(y, left, right);
  }
  return [...found.values()];
}

function runsIn(raster: LabelRaster, rect: Rect, isIn: (value: number) => boolean) {
  const width = rect.right - rect.left;
  const row = new Uint16Array(width);
  const spans: number[] = [];
  const rowStarts: number[] = [];
  for (let y = rect.top; y < rect.bottom; y++) {
    rowStarts.push(spans.length / 3);
    raster.readRow(y, rect.left, rect.right, row);
    for (let x = 0; x < width; ) {
      const value = row[x]!;
      let end = x + 1;
      while (end < width && row[end] === value) end++;
      if (isIn(value)) {
        // Neighbours of different values may both be in.
        if (spans.length / 3 > rowStarts.at(-1)! && spans.at(-1) === rect.left + x)
          spans[spans.length - 1] = rect.left + end;
        else spans.push(y, rect.left + x, rect.left + end);
      }
      x = end;
    }
  }
  rowStarts.push(spans.length / 3);
  return { spans, rowStarts };
}

const wholeOf = ({ width, height }: LabelRaster): Rect => ({ left: 0, top: 0, right: width, bottom: height });

/** The area of one value around a pixel. */
export function regionAt(raster: LabelRaster, x: number, y: number): Component | undefined {
  const value = raster.get(x, y);
  return components(raster, wholeOf(raster), (other) => other === value, 4).find(({ spans }) => covers(spans, x, y));
}

const covers = (spans: number[], x: number, y: number): boolean => {
  for (let i = 0; i < spans.length; i += 3) if (spans[i] === y && spans[i + 1]! <= x && x < spans[i + 2]!) return true;
  return false;
};

/** What a value goes all around: parts of anything else that do not reach out of its bounds. */
export function holesOf(raster: LabelRaster, value: number): Component[] {
  const bounds = raster.bounds(value);
  if (!bounds) return [];
  return components(raster, bounds, (other) => other !== value, 4).filter(({ isAtEdge }) => !isAtEdge);
}

/** Parts of a value with fewer than `least` pixels; its largest part is never among them. */
export function islandsOf(raster: LabelRaster, value: number, least: number): Component[] {
  const bounds = raster.bounds(value);
  if (!bounds) return [];
  const parts = components(raster, bounds, (other) => other === value, 8);
  const largest = Math.max(...parts.map(({ area }) => area));
  return parts.filter(({ area }) => area < least && area < largest);
}
