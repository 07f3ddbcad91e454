/**
 * Checks one manifest line (reference: Ground Truth input manifest). A bad line is a value with one sentence of place and cause, since
 * one bad line fails one object and not the job. Called a million times per job: the common case is one JSON.parse and two look-ups.
 */
import { scanJson } from './json-scan';
import type { ManifestLine } from './line';
import { parseS3Uri } from './s3-uri';

export const MAX_LINE_CHARACTERS = 100_000;
export const MAX_ATTRIBUTE_CHARACTERS = 20_000;

export type ParsedLine = { ok: true; line: ManifestLine } | { ok: false; reason: string };

/** `lineNumber` is 1-based and counts blank lines, as an editor shows it. */
export function parseManifestLine(text: string, lineNumber: number): ParsedLine {
  const refuse = (why: string): ParsedLine => ({ ok: false, reason: `line ${lineNumber}: ${why}` });
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refuse(`not JSON: ${whereNotJson(body)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(
      `expected a JSON object, found ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}`,
    );
  }
  const line = value as ManifestLine;
  const source: unknown = line.source;
  const sourceRef: unknown = line['source-ref'];
  if (source === undefined && sourceRef === undefined) return refuse('has neither source nor source-ref');
  if (source !== undefined && typeof source !== 'string')
    return refuse(`source is ${kindOf(source)}, expected a string`);
  if (source === '') return refuse('source is empty');
  if (sourceRef !== undefined) {
    if (typeof sourceRef !== 'string') return refuse(`source-ref is ${kindOf(sourceRef)}, expected a string`);
    if (!parseS3Uri(sourceRef)?.key) {
      return refuse(
        `source-ref is not the S3 URI of an object (s3://bucket/key): ${JSON.stringify(sourceRef.slice(0, 200))}`,
      );
    }
  }
  for (const name in line) {
    if (name.charCodeAt(0) === 36)
      return refuse(`attribute ${JSON.stringify(name.slice(0, 60))} must not start with $`);
  }
  // No attribute can be over its limit in a line that is itself below it.
  if (body.length > MAX_ATTRIBUTE_CHARACTERS) {
    const over = somethingTooLong(body, line);
    if (over) return refuse(over);
  }
  return { ok: true, line };
}

/**
 * Labels of earlier jobs and their metadata do not count: what a job wrote, a job that reviews it or adds to it has to read, and a thousand boxes are longer than
 * any line that people write.
 */
function somethingTooLong(body: string, line: ManifestLine): string | undefined {
  const scan = scanJson(body);
  if (!scan.ok) return undefined;
  const own = scan.members.filter(({ name }) => !isLabel(name, line));
  const labels = scan.members.length - own.length;
  const text = labels === 0 ? body : own.map(({ keyStart, end }) => body.slice(keyStart, end)).join(',');
  const long = tooLong(text, MAX_LINE_CHARACTERS);
  if (long) return `is ${long}`;
  for (const { name, start, end } of own) {
    const value = line[name];
    const over = tooLong(typeof value === 'string' ? value : body.slice(start, end), MAX_ATTRIBUTE_CHARACTERS);
    if (over) return `attribute ${JSON.stringify(name.slice(0, 60))} is ${over}`;
  }
  return undefined;
}

/** Whether an attribute is a label or the metadata of one. */
function isLabel(name: string, line: ManifestLine): boolean {
  const base = name.endsWith('-metadata') ? name.slice(0, -'-metadata'.length) : name;
  const metadata = line[`${base}-metadata`];
  if (base === 'source' || base === 'source-ref' || typeof metadata !== 'object' || metadata === null) return false;
  return 'job-name' in metadata && 'type' in metadata;
}

/** "100,201 characters; the limit is 100,000", or undefined. Characters are code points: an emoji is one. */
function tooLong(text: string, limit: number): string | undefined {
  if (text.length <= limit) return undefined;
  let characters = text.length;
  for (let i = 0; i < text.length; i++) {
    if ((text.codePointAt(i) as number) > 0xffff) {
      characters--;
      i++;
    }
  }
  return characters > limit
    ? `${characters.toLocaleString('en-US')} characters; the limit is ${limit.toLocaleString('en-US')}`
    : undefined;
}

function whereNotJson(text: string): string {
  const scan = scanJson(text);
  return scan.ok ? 'unreadable' : `${scan.message} at character ${scan.position + 1}`;
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
