/**
 * Reads the mask out of what a worker sent: Ground Truth's `labelMappings` with a painted picture (ground-truth `crowd-semantic-segmentation`), the
 * bare run lengths of one class, or a mask in our own form.
 */
import { decodeBase64 } from './base64';
import { brief, sizeProblem } from './mask-limits';
import { type PaintedMask, parseColour, readPaintedMask } from './painted-mask';
import { PngProblem } from './png-rows';
import { canonicalMask, fromBinary, orderedNames, type SemanticMask } from './semantic-mask';

type Read<Value> = { ok: true; value: Value } | { ok: false; reason: string };

/** The name of the class in a bare binary mask, when neither the mask nor the job says one. */
export const UNNAMED = 'foreground';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const bad = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

export interface ReadMaskOptions {
  element?: string;
  categories?: readonly string[];
}

export function readSemanticMask(content: unknown, options: ReadMaskOptions): Read<SemanticMask> {
  const found = findValue(content, options.element, isMaskValue);
  if (!found)
    return bad('the answer holds no mask: neither {"labelMappings","labeledImage"} nor {"width","height","counts"}');
  const read =
    'runs' in found ? readOwn(found) : 'counts' in found ? readCounts(found, options.categories) : readPainted(found);
  if (!read.ok) return read;
  const { categories } = options;
  const mask = canonicalMask(read.value, categories);
  const unknown = categories && mask.classes.find((name) => !categories.includes(name));
  return unknown === undefined
    ? { ok: true, value: mask }
    : bad(`the label ${brief(unknown)} is not one of the categories`);
}

/** The value of the element of that name; templates name their element freely, so else the only value that fits. */
export function findValue(
  content: unknown,
  element: string | undefined,
  fits: (value: unknown) => boolean,
): Record<string, unknown> | undefined {
  if (fits(content)) return content as Record<string, unknown>;
  if (!isRecord(content)) return undefined;
  if (element !== undefined && Object.hasOwn(content, element) && fits(content[element]))
    return content[element] as Record<string, unknown>;
  const others = Object.values(content).filter(fits);
  return others.length === 1 ? (others[0] as Record<string, unknown>) : undefined;
}

const isMaskValue = (value: unknown): boolean =>
  isRecord(value) && ('labelMappings' in value || 'counts' in value || ('runs' in value && 'classes' in value));

function readOwn(value: Record<string, unknown>): Read<SemanticMask> {
  const { width, height, classes, runs } = value;
  const problem = sizeProblem(width, height);
  if (problem) return bad(problem);
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string' && name !== ''))
    return bad('classes is not a list of names');
  if (!Array.isArray(runs) || runs.length % 2 !== 0) return bad('runs is not a list of [class, length, …]');
  let pixels = 0;
  for (let i = 0; i < runs.length; i += 2) {
    if (!(Number.isInteger(runs[i]) && runs[i] >= 0 && runs[i] <= classes.length))
      return bad(`runs[${i}] is ${brief(runs[i])}, no class of 0 … ${classes.length}`);
    if (!(Number.isInteger(runs[i + 1]) && runs[i + 1] >= 0))
      return bad(`runs[${i + 1}] is ${brief(runs[i + 1])}, no length`);
    pixels += runs[i + 1];
  }
  if (pixels !== (width as number) * (height as number))
    return bad(`the runs cover ${pixels} pixels, the mask has ${width} x ${height}`);
  return { ok: true, value: { width: width as number, height: height as number, classes, runs } };
}

function readCounts(value: Record<string, unknown>, categories: readonly string[] | undefined): Read<SemanticMask> {
  const read = readBinaryMask(value);
  if (!read.ok) return read;
  const { label } = value;
  if (label !== undefined && (typeof label !== 'string' || label === ''))
    return bad(`label is ${brief(label)}, not a name`);
  if (label === undefined && categories && categories.length > 1)
    return bad(`the mask names no label, and the job has ${categories.length}`);
  return { ok: true, value: fromBinary(read.value, (label as string | undefined) ?? categories?.[0] ?? UNNAMED) };
}

export function readBinaryMask(
  value: Record<string, unknown>,
): Read<{ width: number; height: number; counts: number[] }> {
  const { width, height, counts } = value;
  const problem = sizeProblem(width, height);
  if (problem) return bad(problem);
  if (!Array.isArray(counts)) return bad(`counts is ${brief(counts)}, not a list of run lengths`);
  let pixels = 0;
  for (const [i, length] of counts.entries()) {
    if (!(Number.isInteger(length) && length >= 0)) return bad(`counts[${i}] is ${brief(length)}, no length`);
    pixels += length;
  }
  if (pixels !== (width as number) * (height as number))
    return bad(`the counts cover ${pixels} pixels, the mask has ${width} x ${height}`);
  return { ok: true, value: { width: width as number, height: height as number, counts } };
}

function readPainted(value: Record<string, unknown>): Read<SemanticMask> {
  const { labelMappings } = value;
  if (!isRecord(labelMappings))
    return bad(`labelMappings is ${brief(labelMappings)}, not {"<label>":{"color":"#rrggbb"}}`);
  const colours: { name: string; rgb: number }[] = [];
  for (const name of orderedNames(Object.keys(labelMappings))) {
    const entry = labelMappings[name];
    const text = isRecord(entry) ? entry.color : undefined;
    const rgb = parseColour(text);
    if (rgb === undefined) return bad(`labelMappings[${brief(name)}].color is ${brief(text)}, not #rrggbb`);
    colours.push({ name, rgb });
  }
  const clash = sharedColour(colours);
  if (clash) return bad(`labelMappings gives ${brief(clash[0])} and ${brief(clash[1])} the same colour`);
  const read = readPicture(value, colours);
  if (!read.ok) return read;
  return { ok: true, value: { ...read.value, classes: colours.map(({ name }) => name) } };
}

/** The painted picture beside a colour list. Where nothing was painted, some pages send no picture: the image's size is then enough. */
export function readPicture(
  value: Record<string, unknown>,
  colours: readonly { name: string; rgb: number }[],
): Read<PaintedMask> {
  const { labeledImage, inputImageProperties } = value;
  const data = isRecord(labeledImage) ? labeledImage.pngImageData : undefined;
  if (data === undefined && colours.length === 0 && isRecord(inputImageProperties)) {
    const { width, height } = inputImageProperties;
    const problem = sizeProblem(width, height);
    if (problem) return bad(`inputImageProperties: ${problem}`);
    const size = { width: width as number, height: height as number };
    return { ok: true, value: { ...size, runs: [0, size.width * size.height] } };
  }
  if (typeof data !== 'string') return bad(`labeledImage.pngImageData is ${brief(data)}, not base64`);
  const bytes = decodeBase64(data);
  if (!bytes) return bad('labeledImage.pngImageData is not base64');
  try {
    return { ok: true, value: readPaintedMask(bytes, colours) };
  } catch (error) {
    if (error instanceof PngProblem) return bad(`labeledImage.pngImageData: ${error.message}`);
    throw error;
  }
}

/** Two names of one colour, whose pixels could not be told apart. */
export function sharedColour(colours: readonly { name: string; rgb: number }[]): [string, string] | undefined {
  const first = new Map<number, string>();
  for (const { name, rgb } of colours) {
    const other = first.get(rgb);
    if (other !== undefined) return [other, name];
    first.set(rgb, name);
  }
  return undefined;
}
