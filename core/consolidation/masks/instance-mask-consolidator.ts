/**
 * Consolidates instance masks. Which masks of different workers mean the same thing, whether it exists and what it is called: the shared
 * machinery of shapes (`../shapes`). Where its edge runs, and to which of two touching things a pixel belongs: the semantic method, with every thing
 * found as a class of its own.
 */
import {
  type InstanceMask,
  type InstanceMasks,
  instanceFromSpans,
  paintInstances,
  spansByValue,
} from '../../formats/mask/instance-mask';
import { readInstanceMasks } from '../../formats/mask/read-instances';
import { assign } from '../../geometry/assign';
import type { Consolidator } from '../consolidator';
import { type ShapeCodec, shapeConsolidator } from '../shapes/shape-consolidator';
import { contourConsensus } from './contour-consensus';
import { instanceIoU, instanceKind } from './instance-kind';

export type FusedInstance = InstanceMask & { confidence: number };
export type FusedInstances = InstanceMasks<FusedInstance>;

interface Kept {
  shape: InstanceMask;
  confidence: number;
}

/** A refined edge that leaves less than this of the instance in common with what its workers drew has lost it. */
const LOST = 0.5;

const codec: ShapeCodec<InstanceMask, InstanceMasks, FusedInstances> = {
  read: readInstanceMasks,
  shapes: (answer) => answer.instances,
  size: ({ width, height }) => ({ width, height }),
  label(kept, answers) {
    const { width, height } = commonSize(answers);
    const laid = answers.filter((answer) => answer.width === width && answer.height === height);
    const shapes = refine(kept, laid, width, height);
    const instances = kept.flatMap(({ confidence }, i) => (shapes[i] ? { ...shapes[i]!, confidence } : []));
    return { width, height, instances };
  },
  answer: ({ width, height, instances }) => ({
    width,
    height,
    instances: instances.map(({ confidence: _, ...shape }) => shape),
  }),
  // The mask itself is in the label; here it would be repeated for every vote.
  show: ({ label, left, top, width, height }) => ({ label, left, top, width, height }),
};

export const instanceMaskConsolidator: Consolidator<InstanceMasks, FusedInstances> = shapeConsolidator(
  instanceKind,
  codec,
);

/** Draws the edges of what was found anew, all things of an image at once, so that no pixel belongs to two. */
function refine(
  kept: readonly Kept[],
  answers: readonly InstanceMasks[],
  width: number,
  height: number,
): (InstanceMask | undefined)[] {
  if (kept.length === 0) return [];
  const found = kept.map(({ shape }) => shape);
  // Likelier things are painted over less likely ones where a drawn mask belongs to both.
  const agreed = paintInstances({ width, height, instances: [...found].reverse() });
  const renumber = (runs: number[]) =>
    runs.map((value, i) => (i % 2 || value === 0 ? value : found.length + 1 - value));
  const fallback = spansByValue(renumber(agreed), width, found.length);
  const classes = found.map((_, i) => String(i));
  const runs = answers.map((answer) => paintedAs(answer, found));
  let refined = fallback;
  if (runs.length > 1) {
    const stack = { width, height, classes, workerIds: runs.map((_, i) => String(i)), runs, setAside: [] };
    const { fused } = contourConsensus([stack], []);
    refined = spansByValue(fused[0]!.runs, width, found.length);
  }
  const taken: InstanceMask[] = [];
  const result = found.map((shape, i) => {
    const better = instanceFromSpans(refined[i + 1]!, shape.label);
    if (better && instanceIoU(better, shape) >= LOST) {
      taken.push(better);
      return better;
    }
    return undefined;
  });
  // What only few workers drew is voted down pixel by pixel though it exists: its workers' own vote stands, without what others hold.
  return result.map((shape, i) => {
    if (shape) return shape;
    const rest = withoutPixels(fallback[i + 1]!, taken, width, height, found[i]!.label);
    if (rest) taken.push(rest);
    return rest;
  });
}

/** A worker's masks painted with the numbers of the things they match, one to one. */
function paintedAs({ width, height, instances: drawn }: InstanceMasks, found: readonly InstanceMask[]): number[] {
  // Where a worker's own masks overlap, which is seen must not depend on the order they were sent in.
  const instances = [...drawn].sort(instanceKind.order);
  const matched: InstanceMask[] = [];
  const numbers: number[] = [];
  if (instances.length > 0) {
    const cost = instances.map((own) =>
      found.map((shape) => {
        const similarity = instanceIoU(own, shape);
        return similarity >= instanceKind.matchAt ? -similarity : Number.POSITIVE_INFINITY;
      }),
    );
    for (const [k, number] of assign(cost).entries())
      if (number >= 0) {
        matched.push(instances[k]!);
        numbers.push(number + 1);
      }
  }
  const runs = paintInstances({ width, height, instances: matched });
  for (let i = 0; i < runs.length; i += 2) if (runs[i]! > 0) runs[i] = numbers[runs[i]! - 1]!;
  return runs;
}

function withoutPixels(
  spans: readonly number[],
  taken: readonly InstanceMask[],
  width: number,
  height: number,
  label: string,
): InstanceMask | undefined {
  const own = instanceFromSpans([...spans], label);
  if (!own) return undefined;
  const painted = paintInstances({ width, height, instances: [own, ...taken] });
  return instanceFromSpans(spansByValue(painted, width, taken.length + 1)[1]!, label);
}

function commonSize(answers: readonly InstanceMasks[]): { width: number; height: number } {
  const count = new Map<string, { width: number; height: number; answers: number }>();
  for (const { width, height } of answers) {
    const entry = count.get(`${width}x${height}`) ?? { width, height, answers: 0 };
    entry.answers++;
    count.set(`${width}x${height}`, entry);
  }
  const [best] = [...count.values()].sort(
    (a, b) => b.answers - a.answers || b.width * b.height - a.width * a.height || b.width - a.width,
  );
  return { width: best!.width, height: best!.height };
}
