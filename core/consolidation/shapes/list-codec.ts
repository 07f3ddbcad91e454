/** Answers `{ <list>: [shape, …], width?, height? }` and labels of the same form with a confidence in each shape. */
import { type ListReader, readShapes } from './read-shapes';
import type { ShapeCodec } from './shape-consolidator';

export type Fused<Shape> = Shape & { confidence: number };
export type ShapeAnswer<List extends string, Shape> = { [key in List]: Shape[] } & { width?: number; height?: number };
export type FusedShapes<List extends string, Shape> = ShapeAnswer<List, Fused<Shape>>;

export function listCodec<List extends string, Shape extends { label: string }>(
  list: List,
  reader: ListReader<Shape>,
): ShapeCodec<Shape, ShapeAnswer<List, Shape>, FusedShapes<List, Shape>> {
  const sizeOf = ({ width, height }: { width?: number; height?: number }) => ({
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  });
  return {
    read(content, options) {
      const result = readShapes(content, options, reader);
      if (!result.ok) return result;
      const { shapes, ...size } = result.value;
      return { ok: true, value: { [list]: shapes, ...sizeOf(size) } as ShapeAnswer<List, Shape> };
    },
    shapes: (answer) => answer[list],
    size: sizeOf,
    label(kept, answers) {
      const size = answers.map(sizeOf).find(({ width, height }) => width !== undefined && height !== undefined);
      const shapes = kept.map(({ shape, confidence }) => ({ ...shape, confidence }));
      return { [list]: shapes, ...size } as FusedShapes<List, Shape>;
    },
    answer(label) {
      const shapes = label[list].map(({ confidence: _, ...shape }) => shape);
      return { [list]: shapes, ...sizeOf(label) } as unknown as ShapeAnswer<List, Shape>;
    },
  };
}
