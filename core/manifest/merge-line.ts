/** Puts an outcome into a manifest line. Every key that is not the outcome's passes through. */
import { scanJson } from './json-scan';
import type { ManifestLine } from './line';

/** Existing keys keep their place and take the new value; new keys come last, in the order of `set`. */
export const mergeOutcome = (line: ManifestLine, set: Record<string, unknown>): ManifestLine => ({ ...line, ...set });

/** Where the text of an input line goes that is no JSON object: the output manifest must stay JSON Lines and lose nothing. */
const UNREADABLE = 'unreadable-line';

/** A manifest line as an object, also one that failed validation. */
export function readLine(text: string): ManifestLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ManifestLine;
  } catch {
    // Falls through: kept as text.
  }
  return { [UNREADABLE]: text };
}

/** One line of the output manifest, without the line break. */
export const serializeLine = (line: ManifestLine): string => JSON.stringify(line);

/**
 * The same on the line's text: what is not the outcome's stays as the user wrote it, to the byte. JSON.parse would change numbers beyond
 * 2^53 and move keys that look like integers.
 */
export function mergeOutcomeText(text: string, set: Record<string, unknown>): string {
  const scan = scanJson(text);
  if (!scan.ok || scan.close < 0) return serializeLine(mergeOutcome(readLine(text), set));
  let merged = '';
  let copied = 0;
  const placed = new Set<string>();
  for (const { name, start, end } of scan.members) {
    if (!Object.hasOwn(set, name)) continue;
    merged += text.slice(copied, start) + JSON.stringify(set[name]);
    copied = end;
    placed.add(name);
  }
  merged += text.slice(copied, scan.close);
  let comma = scan.members.length > 0;
  for (const name of Object.keys(set)) {
    if (placed.has(name) || set[name] === undefined) continue;
    merged += `${comma ? ',' : ''}${JSON.stringify(name)}:${JSON.stringify(set[name])}`;
    comma = true;
  }
  return merged + text.slice(scan.close);
}
