import { parseLenientJson } from '../../elements/shared/lenient-json';
import type { Size } from '../geometry';
import { isRecord, listIn } from './entries';
import type { Shape, ShapeKind } from './shape';

export interface ReadShapes {
  shapes: { label: string; points: number[] }[];
  /** Entries that are none. */
  unread: unknown[];
}

/** Shapes in an initial value or an answer: the list itself, or under its key. Undefined when there is no list at all. */
export function readShapes(value: unknown, kind: ShapeKind, size: Size | undefined): ReadShapes | undefined {
  const list = listIn(value, kind.answerKey);
  if (!list) return undefined;
  const read: ReadShapes = { shapes: [], unread: [] };
  for (const entry of list) {
    const shape = kind.read(entry, size);
    if (shape) read.shapes.push(shape);
    else read.unread.push(entry);
  }
  return read;
}

/** The attribute's text. @throws SyntaxError when it is neither JSON nor like it, or holds no list */
export function parseShapes(text: string, kind: ShapeKind, size: Size | undefined): ReadShapes {
  const value = parse(text);
  // Templates print what a worker or a model left empty.
  if (value === null || value === '' || (isRecord(value) && Object.keys(value).length === 0))
    return { shapes: [], unread: [] };
  const read = readShapes(value, kind, size);
  if (!read) throw new SyntaxError(`expected a list of shapes, or {"${kind.answerKey}": […]}`);
  return read;
}

/** Strict JSON is read a hundred times faster, and large values are machines'. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLenientJson(text);
  }
}

export const sizeIn = (value: unknown): Size | undefined => {
  const properties = isRecord(value) ? value.inputImageProperties : undefined;
  if (!isRecord(properties)) return undefined;
  const { width, height } = properties;
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
};

const entries = new WeakMap<Shape, Record<string, unknown>>();

/** The entry of a shape, made once: an answer of thousands is asked for after every edit. */
export function entryOf(shape: Shape, kind: ShapeKind): Record<string, unknown> {
  let entry = entries.get(shape);
  if (!entry) {
    entry = kind.write(shape);
    entries.set(shape, entry);
  }
  return entry;
}

/** What is submitted: an object under the name of the element. */
export type ShapesValue = Record<string, unknown>;

/** @param initial what the initial value drew; undefined when there was none */
export const answerOf = (
  shapes: readonly Shape[],
  kind: ShapeKind,
  { width, height }: Size,
  initial: ReadShapes['shapes'] | undefined,
): ShapesValue => ({
  [kind.answerKey]: shapes.map((shape) => entryOf(shape, kind)),
  inputImageProperties: { height, width },
  ...(initial && { initialValueModified: !isSameList(shapes, initial) }),
});

/** Whether two lists of shapes say the same, in the same order. */
const isSameList = (
  a: readonly { label: string; points: readonly number[] }[],
  b: readonly { label: string; points: readonly number[] }[],
): boolean =>
  a.length === b.length &&
  a.every(({ label, points }, i) => {
    const other = b[i]!;
    return (
      label === other.label &&
      points.length === other.points.length &&
      points.every((value, j) => value === other.points[j])
    );
  });
