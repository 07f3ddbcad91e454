import { parseLenientJson } from '../shared/lenient-json';

export interface EntityLabel {
  /** What the answer says. */
  label: string;
  /** What lists show. */
  full: string;
  /** What is drawn below the text. */
  short: string;
}

export type EntityLabels = { ok: true; labels: EntityLabel[]; items: unknown[] } | { ok: false; problem: string };

/**
 * The attribute `labels`: objects with `label`, `fullDisplayName` and `shortDisplayName`, or plain strings; also a whole label category file,
 * whose list is under `labels`. What is wrong is a value: the author sees it on the page.
 */
export function parseEntityLabels(text: string | null): EntityLabels {
  if (text === null || text.trim() === '') return { ok: false, problem: 'The attribute "labels" is missing.' };
  let value: unknown;
  try {
    value = parseLenientJson(text);
  } catch (error) {
    return {
      ok: false,
      problem: `The attribute "labels" cannot be read: ${(error as Error).message}. It is: ${short(text)}`,
    };
  }
  const items = isRecord(value) ? value.labels : value;
  if (!Array.isArray(items)) return { ok: false, problem: `The attribute "labels" is not a list: ${short(text)}` };
  const labels = new Map<string, EntityLabel>();
  for (const item of items) {
    const label = labelOf(item);
    if (!label) return { ok: false, problem: `An entry of "labels" has no "label": ${short(JSON.stringify(item))}` };
    if (!labels.has(label.label)) labels.set(label.label, label);
  }
  return { ok: true, labels: [...labels.values()], items };
}

function labelOf(item: unknown): EntityLabel | undefined {
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean')
    return item === '' ? undefined : namedItself(String(item));
  if (!isRecord(item)) return undefined;
  const label = textOf(item.label);
  if (label === undefined) return undefined;
  const [full, short] = [textOf(item.fullDisplayName), textOf(item.shortDisplayName)];
  return { label, full: full ?? label, short: short ?? label };
}

/** A label that nobody declared: spans that came with one are kept. */
export const namedItself = (label: string): EntityLabel => ({ label, full: label, short: label });

const textOf = (value: unknown): string | undefined =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
