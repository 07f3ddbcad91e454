import type { MaskEntry } from './mask-entries';

/** What a mask tool submits, or a draft of it. */
export type MaskValue = Record<string, unknown>;

/** A label or an instance with its colour, as answers and initial values list them. */
export interface ColouredLabel {
  label: string;
  color: string;
}

/** What an initial value or a saved answer says. */
export interface MaskSource {
  colours: ColouredLabel[];
  /** Where the picture of the mask lies; undefined when there is none. */
  src?: string | undefined;
  /** The picture itself, base64. */
  png?: string | undefined;
}

export type SourceReading = { ok: true; source: MaskSource } | { ok: false; problem: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** `{"labelMappings":{"Road":{"color":"#…"}},"src":"…"}` or `{"instances":[{"color":"#…","label":"Car"}],"src":"…"}`; answers hold the picture instead of an address. */
export function readSource(value: unknown): SourceReading {
  // What a template prints where there is no earlier label.
  if (value === null) return { ok: true, source: { colours: [] } };
  if (!isRecord(value)) return { ok: false, problem: 'it is no object' };
  const { labelMappings, instances, src, labeledImage } = value;
  const png = isRecord(labeledImage) ? labeledImage.pngImageData : undefined;
  const colours: ColouredLabel[] = [];
  if (Array.isArray(instances))
    for (const [i, entry] of instances.entries()) {
      if (!isRecord(entry) || typeof entry.label !== 'string' || typeof entry.color !== 'string')
        return { ok: false, problem: `instances[${i}] is not {"color":"#…","label":"…"}` };
      colours.push({ label: entry.label, color: entry.color });
    }
  else if (isRecord(labelMappings))
    for (const [label, entry] of Object.entries(labelMappings)) {
      if (!isRecord(entry) || typeof entry.color !== 'string')
        return { ok: false, problem: `labelMappings.${label} is not {"color":"#…"}` };
      colours.push({ label, color: entry.color });
    }
  else if (src !== undefined || png !== undefined)
    return { ok: false, problem: 'labelMappings or instances is missing' };
  const seen = new Map<string, string>();
  for (const [i, { label, color }] of colours.entries()) {
    if (!HEX.test(color)) return { ok: false, problem: `the colour of ${label} is not #rrggbb: ${color}` };
    const full = fullColour(color);
    const other = seen.get(full);
    if (other !== undefined) return { ok: false, problem: `${other} and ${label} have the same colour ${full}` };
    seen.set(full, label);
    colours[i] = { label, color: full };
  }
  return {
    ok: true,
    source: {
      colours,
      src: typeof src === 'string' && src !== '' ? src : undefined,
      png: typeof png === 'string' && png !== '' ? png : undefined,
    },
  };
}

const fullColour = (color: string): string => {
  const hex = color.slice(1).toLowerCase();
  return `#${hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex.slice(0, 6)}`;
};

/** The colours of the labels that are used, by label. */
export const labelMappingsOf = (used: readonly MaskEntry[]): Record<string, { color: string }> =>
  Object.fromEntries(used.flatMap(({ label, color }) => (label === undefined ? [] : [[label, { color }]])));

/** The instances that are used, in the order they were begun. */
export const instancesOf = (used: readonly MaskEntry[]): { color: string; label: string }[] =>
  used.flatMap(({ label, color }) => (label === undefined ? [] : [{ color, label }]));
