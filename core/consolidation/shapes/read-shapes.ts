/**
 * Reading lists of shapes out of what a worker submitted: `{"<element>": {"<list>": […], "inputImageProperties": {width, height}}}` as Ground
 * Truth's elements write it, `{"<bare list>": […]}` or the list itself. The first shape that cannot be read refuses the answer, by index and
 * field.
 */
import type { Read, ReadOptions } from '../consolidator';

export interface ShapeList<Shape> {
  shapes: Shape[];
  width?: number;
  height?: number;
}

export interface ListReader<Shape> {
  /** Names a list may have, the element's own first: `['boundingBoxes', 'boxes']`. */
  lists: readonly string[];
  /** One item; `undefined` for a shape without any extent, which marks nothing and is left out. @throws ShapeProblem */
  item(value: unknown, size: { width?: number; height?: number }): Omit<Shape, 'label'> | undefined;
  /** The label inside an item that is an array (`[left, top, width, height, label]`). */
  labelAt?: number;
}

/** A drawing tool cannot make as many; a program can, and would hold up everybody's label. */
const MOST_SHAPES = 10_000;

/** What is wrong with one shape; the reader adds where. */
export class ShapeProblem extends Error {
  override name = 'ShapeProblem';
}

export function readShapes<Shape>(
  content: unknown,
  { element, categories }: ReadOptions,
  reader: ListReader<Shape>,
): Read<ShapeList<Shape>> {
  const found = findList(content, element, reader.lists);
  if (!found)
    return { ok: false, reason: `the answer holds no ${reader.lists.map((list) => `"${list}"`).join(' or ')}` };
  const { list, name, holder } = found;
  if (list.length > MOST_SHAPES)
    return { ok: false, reason: `${name} holds ${list.length} shapes, more than ${MOST_SHAPES}` };
  const size = imageSize(holder);
  if (typeof size === 'string') return { ok: false, reason: size };
  const shapes: Shape[] = [];
  for (const [i, value] of list.entries()) {
    try {
      const label = readLabel(value, reader.labelAt, categories);
      const item = reader.item(value, size);
      if (item) shapes.push({ label, ...item } as Shape);
    } catch (error) {
      if (!(error instanceof ShapeProblem)) throw error;
      return { ok: false, reason: `${name}[${i}]${error.message}` };
    }
  }
  return { ok: true, value: { shapes, ...size } };
}

/** The list in the element of that name, or in the only element that holds one. */
function findList(content: unknown, element: string | undefined, lists: readonly string[]) {
  const inside = (holder: unknown) => {
    if (!isRecord(holder)) return undefined;
    const name = lists.find((list) => Array.isArray(holder[list]));
    return name === undefined ? undefined : { list: holder[name] as unknown[], name, holder };
  };
  if (Array.isArray(content)) return { list: content, name: lists.at(-1)!, holder: {} };
  if (!isRecord(content)) return undefined;
  const named = element === undefined ? undefined : inside(content[element]);
  if (named) return named;
  const bare = inside(content);
  if (bare) return bare;
  const others = Object.values(content)
    .map(inside)
    .filter((found) => found !== undefined);
  return others.length === 1 ? others[0] : undefined;
}

function imageSize(holder: Record<string, unknown>): { width?: number; height?: number } | string {
  const given = isRecord(holder.inputImageProperties) ? holder.inputImageProperties : holder;
  const size: { width?: number; height?: number } = {};
  for (const side of ['width', 'height'] as const) {
    const value = given[side];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      return `inputImageProperties.${side} is ${show(value)}, not a positive number`;
    size[side] = value;
  }
  return size;
}

function readLabel(value: unknown, at: number | undefined, categories: readonly string[] | undefined): string {
  const given = Array.isArray(value)
    ? at === undefined
      ? undefined
      : value[at]
    : isRecord(value)
      ? value.label
      : undefined;
  // A job with one class need not repeat it; without classes, a shape is a shape.
  const label = given ?? (categories?.length === 1 ? categories[0] : '');
  if (typeof label !== 'string') throw new ShapeProblem(`.label is ${show(label)}, not a text`);
  if (categories && !categories.includes(label))
    throw new ShapeProblem(`.label is ${show(label)}, which is not one of the categories`);
  return label;
}

/** A finite number in a field of a shape. @throws ShapeProblem */
export function numberIn(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ShapeProblem(`.${field} is ${show(value)}, not a number`);
}

/** How far beyond the image's edge a coordinate may lie, as a share of its size: a slip of the hand, not another picture. */
const OVERHANG = 0.5;

/** Brings a coordinate into 0…size. @throws ShapeProblem when it is far outside */
export function coordinateIn(value: unknown, field: string, size: number | undefined): number {
  const number = numberIn(value, field);
  if (size === undefined) return number;
  if (number < -OVERHANG * size || number > (1 + OVERHANG) * size)
    throw new ShapeProblem(`.${field} is ${number}, far outside the image of ${size} pixels`);
  return Math.min(Math.max(number, 0), size);
}

export function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text === undefined ? 'missing' : text.slice(0, 100);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
