/** Masks in Ground Truth's own forms: the consolidated palette file, and the workers' painted pictures. */
import { encodeBase64 } from './base64';
import { type InstanceMasks, paintInstances } from './instance-mask';
import { LABEL_COLOURS } from './label-colours';
import { writeMaskPng } from './png-writer';
import { renumberedRuns, type SemanticMask } from './semantic-mask';

const WHITE = '#ffffff';

/** The colour of the `index`-th label or instance: all different, none white or black. */
export function colourOf(index: number): string {
  const known = LABEL_COLOURS[index];
  if (known) return known;
  // An odd factor visits every one of the 2^24 colours once.
  const rgb = Math.imul(index + 1, 0x9e3779) & 0xffffff;
  return `#${(rgb === 0 || rgb === 0xffffff ? 0x010101 : rgb).toString(16).padStart(6, '0')}`;
}

/** The consolidated file: pixel value = class index in `categories` from 1, 0 the background. @throws RangeError with more than 255 categories */
export function consolidatedPng(
  mask: SemanticMask,
  categories: readonly string[],
  colours?: readonly string[],
): Uint8Array {
  if (categories.length > 255) throw new RangeError(`${categories.length} classes do not fit a palette of 256`);
  return writeMaskPng({
    width: mask.width,
    height: mask.height,
    runs: renumberedRuns(mask, categories),
    colours: [WHITE, ...categories.map((_, i) => colours?.[i] ?? colourOf(i))],
  });
}

/** A semantic mask as the worker's page would send it. */
export function semanticAnswer(
  mask: SemanticMask,
  categories: readonly string[] = mask.classes,
): Record<string, unknown> {
  const used = mask.classes.filter((name) => categories.includes(name));
  return {
    inputImageProperties: { height: mask.height, width: mask.width },
    labelMappings: Object.fromEntries(used.map((name) => [name, { color: colourOf(categories.indexOf(name)) }])),
    labeledImage: { pngImageData: encodeBase64(consolidatedPng(mask, categories)) },
  };
}

/** Pixel value = number of the instance from 1, in the colour `colourOf` gives it, 0 the background; with more than 255 instances the colours alone tell. */
export function instancePng(masks: InstanceMasks): Uint8Array {
  const { width, height, instances } = masks;
  const colours = [WHITE, ...instances.map((_, i) => colourOf(i))];
  return writeMaskPng({ width, height, runs: paintInstances(masks), colours });
}

/** Instances as the worker's page would send them: each its colour. */
export function instanceAnswer(masks: InstanceMasks): Record<string, unknown> {
  const { width, height, instances } = masks;
  return {
    inputImageProperties: { height, width },
    instances: instances.map(({ label }, i) => ({ color: colourOf(i), label })),
    labeledImage: { pngImageData: encodeBase64(instancePng(masks)) },
  };
}
