import type { CodePoints } from '../../text/code-points';
import type { NewSpan, Span } from '../../text/span-store';
import { parseLenientJson } from '../shared/lenient-json';

/** One entity of the answer. Offsets count Unicode code points; the end is not included. */
export interface Entity {
  endOffset: number;
  label: string;
  startOffset: number;
}

export interface EntityAnnotationValue {
  entities: Entity[];
  /** Only where there was an `initial-value`. */
  initialValueModified?: boolean;
}

/** What an answer says of spans: by place, then by label, so that the same work gives the same answer in whatever order it was done. */
export function entitiesOf(spans: readonly Span[], points: CodePoints): Entity[] {
  return spans
    .map(({ start, end, label }) => ({
      endOffset: points.fromUnits(end),
      label,
      startOffset: points.fromUnits(start),
    }))
    .sort(
      (a, b) =>
        a.startOffset - b.startOffset || a.endOffset - b.endOffset || (a.label < b.label ? -1 : +(a.label > b.label)),
    );
}

export interface GivenSpans {
  spans: NewSpan[];
  /** How many do not fit the text. */
  leftOut: number;
}

/**
 * Spans from an answer, an initial value, or the text of one: a list of entities, or an object that has them under `entities`. Those that are
 * outside the text or upside down are left out; what is there twice comes once.
 * @param suggested whether a model made them, with its confidence where an entity has none of its own
 * @throws SyntaxError when a text is not even lenient JSON
 */
export function spansOf(given: unknown, points: CodePoints, suggested?: number | true): GivenSpans {
  const value = typeof given === 'string' ? parse(given) : given;
  const list = isRecord(value) ? value.entities : value;
  const spans = new Map<string, NewSpan>();
  let leftOut = 0;
  for (const item of Array.isArray(list) ? list : []) {
    const [from, to, label] = isRecord(item) ? [item.startOffset, item.endOffset, item.label] : [];
    const [startOffset, endOffset] = [offset(from), offset(to)];
    if (startOffset === undefined || endOffset === undefined || label === undefined || label === null) leftOut += 1;
    else if (startOffset >= endOffset || endOffset > points.length) leftOut += 1;
    else {
      const span = { start: points.toUnits(startOffset), end: points.toUnits(endOffset), label: String(label) };
      const confidence = share((item as Record<string, unknown>).confidence ?? (item as Record<string, unknown>).score);
      spans.set(`${span.start} ${span.end} ${span.label}`, { ...span, suggested: confidence ?? suggested });
    }
  }
  return { spans: [...spans.values()], leftOut };
}

/** Nearly all of it is plain JSON, which is read many times as fast. */
function parse(text: string): unknown {
  if (text.trim() === '') return [];
  try {
    return JSON.parse(text);
  } catch {
    return parseLenientJson(text);
  }
}

const offset = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
};

/** A confidence from 0 to 1. */
export const share = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
