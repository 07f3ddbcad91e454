/**
 * Cuboids in one point cloud, as Ground Truth writes them (`center-x … yaw`, lengths in metres, angles in radians) and as our own editor does
 * (`centerX …`). A label's cuboids have the camel-case names.
 */
import { turnBetween, wrapAngle } from '../../geometry/angle';
import { type Cuboid, cuboidIou } from '../../geometry/cuboid';
import { weightedMedian } from '../../geometry/weighted-median';
import type { Consolidator, ReadOptions } from '../consolidator';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { compareLabels } from './order';
import { isRecord, numberIn, ShapeProblem } from './read-shapes';
import { shapeConsolidator } from './shape-consolidator';
import type { ShapeKind } from './shape-kind';

export interface LabelledCuboid extends Cuboid {
  label: string;
  roll: number;
  pitch: number;
}

export type Cuboids = ShapeAnswer<'cuboids', LabelledCuboid>;
export type FusedCuboids = FusedShapes<'cuboids', LabelledCuboid>;

export const cuboidKind: ShapeKind<LabelledCuboid> = {
  name: 'cuboids',
  similarityName: 'IoU',
  labelOf: (cuboid) => cuboid.label,
  withLabel: (cuboid, label) => (cuboid.label === label ? cuboid : { ...cuboid, label }),
  similarity: cuboidIou,
  // In three dimensions the same care of hand gives a lower IoU than in two.
  matchAt: 0.15,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse: fuseCuboids,
  order: (a, b) =>
    a.centerX - b.centerX ||
    a.centerY - b.centerY ||
    a.centerZ - b.centerZ ||
    a.length - b.length ||
    a.width - b.width ||
    a.height - b.height ||
    a.yaw - b.yaw ||
    compareLabels(a, b),
};

const reader = {
  lists: ['annotations', 'cuboids'],
  item(value: unknown) {
    if (!isRecord(value)) throw new ShapeProblem(' is not a cuboid');
    return readCuboid(value);
  },
};

const codec = listCodec<'cuboids', LabelledCuboid>('cuboids', reader);

export const cuboidConsolidator: Consolidator<Cuboids, FusedCuboids> = shapeConsolidator(cuboidKind, {
  ...codec,
  read: (content, options) => codec.read(withLabels(content, options), options),
});

/** Centre, size and angles out of Ground Truth's or our own names. @throws ShapeProblem */
export function readCuboid(value: Record<string, unknown>): Omit<LabelledCuboid, 'label'> | undefined {
  const field = (dashed: string, camel: string, otherwise?: number) =>
    numberIn(value[dashed] ?? value[camel] ?? otherwise, dashed);
  const cuboid = {
    centerX: field('center-x', 'centerX'),
    centerY: field('center-y', 'centerY'),
    centerZ: field('center-z', 'centerZ'),
    length: field('length', 'length'),
    width: field('width', 'width'),
    height: field('height', 'height'),
    yaw: wrapAngle(field('yaw', 'yaw', 0)),
    roll: field('roll', 'roll', 0),
    pitch: field('pitch', 'pitch', 0),
  };
  for (const side of ['length', 'width', 'height'] as const)
    if (cuboid[side] < 0) throw new ShapeProblem(`.${side} is ${cuboid[side]}, below 0`);
  return cuboid.length > 0 && cuboid.width > 0 && cuboid.height > 0 ? cuboid : undefined;
}

/**
 * The cuboid several cuboids mean. The same box can be written with four headings (a quarter turn swaps length and width), and people take the
 * back of a car for its front: all are first turned to the quarter nearest to a central one; sizes and turns are then medians, and
 * the heading is what most of the weight says.
 */
export function fuseCuboids(cuboids: readonly LabelledCuboid[], weights: readonly number[]): LabelledCuboid {
  if (cuboids.length === 1) return { ...cuboids[0]! };
  const reference = mostCentralYaw(cuboids, weights);
  const turned = cuboids.map((cuboid) => {
    const quarters = Math.round(turnBetween(reference, cuboid.yaw) / (Math.PI / 2));
    const yaw = wrapAngle(cuboid.yaw - (quarters * Math.PI) / 2);
    const swapped = quarters % 2 !== 0;
    return {
      quarter: ((quarters % 4) + 4) % 4,
      turn: turnBetween(reference, yaw),
      length: swapped ? cuboid.width : cuboid.length,
      width: swapped ? cuboid.length : cuboid.width,
    };
  });
  const median = (values: number[]) => weightedMedian(values, weights);
  const votes = [0, 0, 0, 0];
  for (const [i, { quarter }] of turned.entries()) votes[quarter]! += weights[i]!;
  const heading = votes.indexOf(Math.max(...votes));
  const along = median(turned.map(({ length }) => length));
  const across = median(turned.map(({ width }) => width));
  return {
    label: cuboids[0]!.label,
    centerX: median(cuboids.map(({ centerX }) => centerX)),
    centerY: median(cuboids.map(({ centerY }) => centerY)),
    centerZ: median(cuboids.map(({ centerZ }) => centerZ)),
    length: heading % 2 === 0 ? along : across,
    width: heading % 2 === 0 ? across : along,
    height: median(cuboids.map(({ height }) => height)),
    yaw: wrapAngle(reference + median(turned.map(({ turn }) => turn)) + (heading * Math.PI) / 2),
    roll: median(cuboids.map(({ roll }) => roll)),
    pitch: median(cuboids.map(({ pitch }) => pitch)),
  };
}

/** The yaw from which all others, up to quarter turns, lie least far. */
function mostCentralYaw(cuboids: readonly LabelledCuboid[], weights: readonly number[]): number {
  const quarter = Math.PI / 2;
  const off = (from: number, to: number) => {
    const turn = Math.abs(turnBetween(from, to)) % quarter;
    return Math.min(turn, quarter - turn);
  };
  let best = cuboids[0]!.yaw;
  let least = Number.POSITIVE_INFINITY;
  for (const { yaw } of cuboids) {
    const sum = cuboids.reduce((total, other, i) => total + weights[i]! * off(yaw, other.yaw), 0);
    if (sum < least - 1e-12) {
      least = sum;
      best = yaw;
    }
  }
  return best;
}

/** Ground Truth names classes by `class-id`, a position in the categories or a key of the `class-map` beside; here each cuboid gets its name. */
function withLabels(content: unknown, { categories, element }: ReadOptions): unknown {
  if (Array.isArray(content)) return content.map((item) => labelled(item, undefined, categories));
  if (!isRecord(content)) return content;
  const holder = element !== undefined && isRecord(content[element]) ? content[element] : undefined;
  // Not deeper than an element's value: what lies further in is not ours to read.
  const rename = (record: Record<string, unknown>, depth: number): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        if (reader.lists.includes(key) && Array.isArray(value))
          return [key, value.map((item) => labelled(item, record['class-map'] ?? content['class-map'], categories))];
        return [key, depth > 0 && isRecord(value) && key !== 'class-map' ? rename(value, depth - 1) : value];
      }),
    );
  return holder ? rename(holder, 0) : rename(content, 1);
}

function labelled(item: unknown, classMap: unknown, categories: readonly string[] | undefined): unknown {
  if (!isRecord(item) || item.label !== undefined) return item;
  const id = item['class-id'] ?? item.classId;
  if (id === undefined) return item;
  const named = isRecord(classMap) ? classMap[String(id)] : undefined;
  return { ...item, label: named ?? categories?.[Number(id)] ?? String(id) };
}
