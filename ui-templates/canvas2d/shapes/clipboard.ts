import type { Shape, ShapeKind } from './shape';

/** Copied shapes: of the page, so that one widget can paste what another of its kind has copied. */
let copied: { readonly kind: ShapeKind; readonly shapes: readonly Shape[] } | undefined;

export function copyShapes(kind: ShapeKind, shapes: readonly Shape[]): void {
  copied = { kind, shapes };
}

export const copiedShapes = (kind: ShapeKind): readonly Shape[] => (copied?.kind === kind ? copied.shapes : []);
