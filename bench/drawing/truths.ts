/** The true mask of one object. */
export interface Truth {
  width: number;
  height: number;
  /** 1 on the object. */
  pixels: Uint8Array;
}

/** The middles of its left, right, top and bottom ends, as somebody would click them. */
export function extremesOf({ width, height, pixels }: Truth): { x: number; y: number }[] {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [i, pixel] of pixels.entries()) {
    if (!pixel) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const middle = (isThere: (x: number, y: number) => boolean) => {
    const there = [...pixels.entries()].flatMap(([i, pixel]) =>
      pixel && isThere(i % width, Math.floor(i / width)) ? i : [],
    );
    const i = there[there.length >> 1]!;
    return { x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 };
  };
  return [
    { ...middle((x) => x === left), x: left },
    { ...middle((x) => x === right), x: right + 1 },
    { ...middle((_, y) => y === top), y: top },
    { ...middle((_, y) => y === bottom), y: bottom + 1 },
  ];
}

export function intersectionOverUnion({ pixels }: Truth, other: Uint8Array): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] && other[i]) both++;
    if (pixels[i] || other[i]) either++;
  }
  return either === 0 ? 1 : both / either;
}
