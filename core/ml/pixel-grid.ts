/** Places of a small picture that are looked at: every `stride`-th pixel of every `stride`-th row. */
export interface PixelGrid {
  stride: number;
  columns: number;
  rows: number;
}

export function gridOf(width: number, height: number, mostCells: number): PixelGrid {
  const stride = Math.max(1, Math.ceil(Math.sqrt((width * height) / mostCells)));
  return { stride, columns: Math.ceil(width / stride), rows: Math.ceil(height / stride) };
}

/** The middle of a cell, as a pixel. */
export function cellPixel(cell: number, { stride }: PixelGrid, size: number): number {
  const middle = cell * stride + (stride >> 1);
  return middle < size ? middle : size - 1;
}
