import { parseColour, readPaintedMask } from './painted-mask';
import { readPngRows } from './png-rows';
import { canonicalMask, RunBuilder, type SemanticMask } from './semantic-mask';

/** Ground Truth's `internal-color-map`: class index, as text, to name and colour. */
type ColourMap = Record<string, { 'class-name'?: unknown; 'hex-color'?: unknown }>;

const background = 'BACKGROUND';

/**
 * Reads Ground Truth's mask file: a PNG whose pixel value is the class index of the `internal-color-map`. A picture of colours, as other tools write, is read by
 * the map's colours. Throws with the reason.
 */
export function readMaskFile(bytes: Uint8Array, colourMap: unknown, labels: readonly string[]): SemanticMask {
  const names = namesOf(colourMap);
  const indexed = readIndices(bytes);
  const mask = indexed ? byIndex(indexed, names, labels) : byColour(bytes, colourMap as ColourMap, names);
  const read = canonicalMask(mask, labels);
  const unknown = read.classes.find((name) => !labels.includes(name));
  if (unknown !== undefined) throw new Error(`the class "${unknown}" is not one of the labels ${labels.join(', ')}`);
  return read;
}

function namesOf(colourMap: unknown): Map<number, string> {
  if (typeof colourMap !== 'object' || colourMap === null) throw new Error('the metadata has no "internal-color-map"');
  const names = new Map<number, string>();
  for (const [key, entry] of Object.entries(colourMap as ColourMap)) {
    const name = entry?.['class-name'];
    if (!/^\d+$/.test(key) || typeof name !== 'string')
      throw new Error(`"internal-color-map" names no class for ${JSON.stringify(key)}`);
    names.set(Number(key), name);
  }
  return names;
}

interface Indices {
  width: number;
  height: number;
  /** `[index, length, …]`. */
  runs: number[];
}

/** Pixel values of a palette or grey picture; undefined for one of colours. */
function readIndices(bytes: Uint8Array): Indices | undefined {
  const builder = new RunBuilder();
  let size: { width: number; height: number } | undefined;
  readPngRows(bytes, ({ width, height, colourType, bitDepth }, row) => {
    if ((colourType !== 3 && colourType !== 0) || bitDepth > 8) return;
    size = { width, height };
    const mask = (1 << bitDepth) - 1;
    for (let x = 0; x < width; x++) {
      const bit = x * bitDepth;
      builder.push((row[bit >> 3]! >> (8 - bitDepth - (bit & 7))) & mask, 1);
    }
  });
  return size && { ...size, runs: builder.runs };
}

function byIndex(
  { width, height, runs }: Indices,
  names: Map<number, string>,
  labels: readonly string[],
): SemanticMask {
  const classes: string[] = [];
  const classOf = new Map<number, number>();
  const builder = new RunBuilder();
  for (let i = 0; i < runs.length; i += 2) {
    const index = runs[i]!;
    let value = classOf.get(index);
    if (value === undefined) {
      const name = names.get(index);
      if (name === undefined && index !== 0)
        throw new Error(`the mask has pixels of class ${index}, which "internal-color-map" does not name`);
      const isBackground = name === undefined || (name === background && !labels.includes(name));
      value = isBackground ? 0 : classes.push(name);
      classOf.set(index, value);
    }
    builder.push(value, runs[i + 1]!);
  }
  return { width, height, classes, runs: builder.runs };
}

function byColour(bytes: Uint8Array, colourMap: ColourMap, names: Map<number, string>): SemanticMask {
  const colours = [...names].flatMap(([index, name]) => {
    const rgb = parseColour(colourMap[String(index)]!['hex-color']);
    if (rgb === undefined) throw new Error(`"internal-color-map" gives no colour of the form #rrggbb for "${name}"`);
    return name === background ? [] : [{ name, rgb }];
  });
  return { ...readPaintedMask(bytes, colours), classes: colours.map(({ name }) => name) };
}
