/** Puts an outcome into a manifest line. Every key that is not the outcome's passes through. */
import { scanJson } from './json-scan';
import type { ManifestLine } from './line';

/** Existing keys keep their place and take the new value; new keys come last, in the order of `set`. */
export const mergeOutcome = (line: ManifestLine, set: Record<string, unknown>): ManifestLine => ({ ...line, ...set });

/** A line that passed validation, read again. */
export const readLine = (text: string): ManifestLine => JSON.parse(text) as ManifestLine;

/** One line of the output manifest, without the line break. */
export const serializeLine = (line: ManifestLine): string => JSON.stringify(line);

/**
 * The same on the line's text: what is not the outcome's stays as the user wrote it, to the byte. JSON.parse would change numbers beyond
 * 2^53 and move keys that look like integers.
 * @throws RangeError when the text is not a JSON object; such lines have failed validation before.
 */
export function mergeOutcomeText(text: string, set: Record<string, unknown>): string {
  const scan = scanJson(text);
  if (!scan.ok || scan.close < 0) throw new RangeError('mergeOutcomeText: expected the text of a JSON object');
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
