import { clamp, type Point, type Rect } from '../../geometry';
import { type Picture, pixelsOf } from '../../picture';
import { boxBetween } from './box';
import { objectAt } from './object-at';

/** Pixels on the longer side that are looked at. */
const WINDOW = 320;

/** A box around the object under a point: found in what is seen, then once more close by in finer pixels. */
export function smartBox(picture: Picture, at: Point, seen: Rect): number[] | undefined {
  const rough = look(picture, at, seen);
  if (!rough) return undefined;
  const [left, top, right, bottom] = rough as [number, number, number, number];
  const margin = Math.max(4, 0.2 * Math.max(right - left, bottom - top));
  const near = { left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin };
  const isFiner = Math.max(seen.right - seen.left, seen.bottom - seen.top) > 1.5 * (near.right - near.left);
  const fine = isFiner ? look(picture, at, near) : undefined;
  // A finer look may find a part of the thing; a part is not the thing.
  return fine && overlap(fine, rough) > 0.6 ? fine : rough;
}

function look(picture: Picture, at: Point, part: Rect): number[] | undefined {
  const left = Math.floor(clamp(part.left, 0, picture.width - 1));
  const top = Math.floor(clamp(part.top, 0, picture.height - 1));
  const width = Math.ceil(clamp(part.right, left + 1, picture.width)) - left;
  const height = Math.ceil(clamp(part.bottom, top + 1, picture.height)) - top;
  const pixels = pixelsOf(picture, { left, top, width, height }, WINDOW);
  if (!pixels) return undefined;
  const [perX, perY] = [width / pixels.width, height / pixels.height];
  const seed = (value: number, per: number, count: number) => clamp(Math.floor(value / per), 0, count - 1);
  const found = objectAt(pixels, seed(at.x - left, perX, pixels.width), seed(at.y - top, perY, pixels.height));
  if (!found) return undefined;
  return boxBetween(
    { x: left + found[0] * perX, y: top + found[1] * perY },
    { x: left + found[2] * perX, y: top + found[3] * perY },
    picture,
  );
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const area = ([left, top, right, bottom]: readonly number[]) =>
    Math.max(0, right! - left!) * Math.max(0, bottom! - top!);
  const both = area([Math.max(a[0]!, b[0]!), Math.max(a[1]!, b[1]!), Math.min(a[2]!, b[2]!), Math.min(a[3]!, b[3]!)]);
  return both / (area(a) + area(b) - both);
}
