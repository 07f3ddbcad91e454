/**
 * Reads instance masks out of what a worker sent: the `crowd-instance-segmentation` element's `instances` with a painted picture, or bare
 * `{"width","height","instances":[{"label","counts"}]}`, counts for the whole frame or, with left, top, width and height, for a box of it.
 */
import { type InstanceMask, type InstanceMasks, instanceFromSpans, spansByValue } from './instance-mask';
import { brief, sizeProblem } from './mask-limits';
import { parseColour } from './painted-mask';
import { findValue, type ReadMaskOptions, readPicture, sharedColour } from './read-semantic';
import { fromBinary } from './semantic-mask';

type Read<Value> = { ok: true; value: Value } | { ok: false; reason: string };

const bad = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** More are no person's work, and values must fit 16 bits. */
const MOST_INSTANCES = 20_000;

export function readInstanceMasks(content: unknown, options: ReadMaskOptions): Read<InstanceMasks> {
  const found = findValue(content, options.element, (value) => isRecord(value) && Array.isArray(value.instances));
  if (!found) return bad('the answer holds no {"instances":[…]}');
  const instances = found.instances as unknown[];
  if (instances.length > MOST_INSTANCES)
    return bad(`there are ${instances.length} instances, more than ${MOST_INSTANCES}`);
  const labels: string[] = [];
  for (const [i, instance] of instances.entries()) {
    const label = isRecord(instance) ? instance.label : undefined;
    if (typeof label !== 'string' || label === '') return bad(`instances[${i}].label is ${brief(label)}, not a name`);
    if (options.categories && !options.categories.includes(label))
      return bad(`instances[${i}]: the label ${brief(label)} is not one of the categories`);
    labels.push(label);
  }
  const painted = 'labeledImage' in found || 'inputImageProperties' in found;
  return painted ? readPainted(found, labels) : readBare(found, labels);
}

function readPainted(found: Record<string, unknown>, labels: string[]): Read<InstanceMasks> {
  const colours: { name: string; rgb: number }[] = [];
  for (const [i, instance] of (found.instances as Record<string, unknown>[]).entries()) {
    const rgb = parseColour(instance.color);
    if (rgb === undefined) return bad(`instances[${i}].color is ${brief(instance.color)}, not #rrggbb`);
    colours.push({ name: `instances[${i}]`, rgb });
  }
  const clash = sharedColour(colours);
  if (clash) return bad(`${clash[0]} and ${clash[1]} have the same colour`);
  const read = readPicture(found, colours);
  if (!read.ok) return read;
  const { width, height, runs } = read.value;
  const spans = spansByValue(runs, width, labels.length);
  // An instance that was erased again stays in the element's list without a pixel.
  const instances = labels.flatMap((label, i) => instanceFromSpans(spans[i + 1]!, label) ?? []);
  return { ok: true, value: { width, height, instances } };
}

function readBare(found: Record<string, unknown>, labels: string[]): Read<InstanceMasks> {
  const { width, height } = found;
  const problem = sizeProblem(width, height);
  if (problem) return bad(problem);
  const frame = { width: width as number, height: height as number };
  const instances: InstanceMask[] = [];
  for (const [i, value] of (found.instances as Record<string, unknown>[]).entries()) {
    const read = readInstance(value, frame, labels[i]!);
    if (!read.ok) return bad(`instances[${i}]: ${read.reason}`);
    if (read.value) instances.push(read.value);
  }
  return { ok: true, value: { ...frame, instances } };
}

function readInstance(
  value: Record<string, unknown>,
  frame: { width: number; height: number },
  label: string,
): Read<InstanceMask | undefined> {
  const { left = 0, top = 0, width = frame.width, height = frame.height, counts } = value;
  const problem = sizeProblem(width, height);
  if (problem) return bad(problem);
  for (const [name, start, extent, limit] of [
    ['left', left, width, frame.width],
    ['top', top, height, frame.height],
  ] as const) {
    if (!(Number.isInteger(start) && (start as number) >= 0)) return bad(`${name} is ${brief(start)}`);
    if ((start as number) + (extent as number) > limit) return bad(`it reaches beyond the frame's ${limit} pixels`);
  }
  if (!Array.isArray(counts)) return bad(`counts is ${brief(counts)}, not a list of run lengths`);
  let pixels = 0;
  for (const [k, length] of counts.entries()) {
    if (!(Number.isInteger(length) && length >= 0)) return bad(`counts[${k}] is ${brief(length)}, no length`);
    pixels += length;
  }
  const box = { width: width as number, height: height as number };
  if (pixels !== box.width * box.height)
    return bad(`the counts cover ${pixels} pixels, the mask has ${box.width} x ${box.height}`);
  const { runs } = fromBinary({ ...box, counts }, label);
  const spans = spansByValue(runs, box.width, 1)[1]!;
  for (let s = 0; s < spans.length; s += 3) {
    spans[s]! += top as number;
    spans[s + 1]! += left as number;
    spans[s + 2]! += left as number;
  }
  return { ok: true, value: instanceFromSpans(spans, label) };
}
