/** A box in pixels of the small picture, by its edges, so that nothing is added up in inner loops. */
export interface EdgeBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function edgeIou(a: EdgeBox, b: EdgeBox): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (edgeArea(a) + edgeArea(b) - both);
}

export const edgeArea = ({ left, top, right, bottom }: EdgeBox): number => (right - left) * (bottom - top);
