/** A box in pixels of the small picture, by its edges, so that nothing is added up in inner loops. */
export interface EdgeBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function edgeIou(a: EdgeBox, b: EdgeBox): number {
  const width = (a.right < b.right ? a.right : b.right) - (a.left > b.left ? a.left : b.left);
  const height = (a.bottom < b.bottom ? a.bottom : b.bottom) - (a.top > b.top ? a.top : b.top);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (edgeArea(a) + edgeArea(b) - both);
}

export const edgeArea = ({ left, top, right, bottom }: EdgeBox): number => (right - left) * (bottom - top);
