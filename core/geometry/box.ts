/** An upright box in pixels, origin at the top left of the image. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Area in square pixels. */
export const boxArea = (box: Box): number => box.width * box.height;

/** Area both boxes cover, in square pixels. */
export function boxOverlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  if (width <= 0) return 0;
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return height <= 0 ? 0 : width * height;
}

/** Intersection over union (Jaccard index), 0…1. Two boxes without area are the same only where they are equal. */
export function boxIou(a: Box, b: Box): number {
  const overlap = boxOverlap(a, b);
  const union = boxArea(a) + boxArea(b) - overlap;
  if (union > 0) return overlap / union;
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height ? 1 : 0;
}

/** The part of the box inside an image of that size. It may be empty: width or height 0. */
export function clipBox<B extends Box>(box: B, width: number, height: number): B {
  const left = clamp(box.left, 0, width);
  const top = clamp(box.top, 0, height);
  return {
    ...box,
    left,
    top,
    width: clamp(box.left + box.width, 0, width) - left,
    height: clamp(box.top + box.height, 0, height) - top,
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
