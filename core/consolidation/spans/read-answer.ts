/**
 * Reads what a worker marked: Ground Truth's `{"entities":[{"startOffset","endOffset","label"}]}` under the template's element (or under
 * `annotations`, as the output manifest has it), and the bare forms `{"spans":[[start,end,label],…]}`, `{"spans":[{start,end,label},…]}` and
 * a list of either. Order and repetitions do not matter: the answer comes out sorted, each span once.
 */
import type { Read, ReadOptions } from '../consolidator';
import { distinctSpans, type Span, type SpanAnswer } from './span';

const MAX_SPANS = 10_000;

export function readSpanAnswer(content: unknown, { element, categories }: ReadOptions): Read<SpanAnswer> {
  const found = locate(content, element);
  if (!found.ok) return found;
  const { list, place, tokens } = found.value;
  if (list.length > MAX_SPANS) return refuse(`${place}: ${list.length} spans; the limit is ${MAX_SPANS}`);
  if (tokens !== undefined && !(Number.isSafeInteger(tokens) && (tokens as number) >= 0))
    return refuse(`tokens: expected the length of the text, found ${show(tokens)}`);
  const known = categories && new Set(categories);
  const spans: Span[] = [];
  for (const [i, entry] of list.entries()) {
    const span = readSpan(entry);
    const where = `${place}[${i}]`;
    if (!span)
      return refuse(
        `${where}: expected {"startOffset","endOffset","label"} or [start,end,label], found ${show(entry)}`,
      );
    const { start, end, label } = span;
    if (!Number.isSafeInteger(start) || (start as number) < 0)
      return refuse(`${where}: the start must be an integer from 0, found ${show(start)}`);
    if (!Number.isSafeInteger(end)) return refuse(`${where}: the end must be an integer, found ${show(end)}`);
    if ((end as number) <= (start as number)) return refuse(`${where}: the end ${end} is not after the start ${start}`);
    if (tokens !== undefined && (end as number) > (tokens as number))
      return refuse(`${where}: the end ${end} is beyond the text's length ${tokens}`);
    if (typeof label !== 'string' || label === '') return refuse(`${where}: expected a label, found ${show(label)}`);
    if (known && !known.has(label)) return refuse(`${where}: ${show(label)} is none of the job's labels`);
    spans.push({ start: start as number, end: end as number, label });
  }
  return {
    ok: true,
    value:
      tokens === undefined
        ? { spans: distinctSpans(spans) }
        : { spans: distinctSpans(spans), tokens: tokens as number },
  };
}

interface Located {
  list: unknown[];
  place: string;
  tokens?: unknown;
}

function locate(content: unknown, element: string | undefined): Read<Located> {
  const named = element !== undefined && isRecord(content) ? content[element] : undefined;
  if (named !== undefined) {
    const direct = spansIn(named, element!);
    return direct ? { ok: true, value: direct } : refuse(`${element}: expected {"entities":[…]}, found ${show(named)}`);
  }
  const bare = spansIn(content, '');
  if (bare) return { ok: true, value: bare };
  if (isRecord(content)) {
    const fitting = Object.entries(content).flatMap(([key, value]) => spansIn(value, key) ?? []);
    if (fitting.length === 1) return { ok: true, value: fitting[0]! };
    if (fitting.length > 1)
      return refuse(`more than one list of spans: ${fitting.map((found) => found.place).join(', ')}`);
  }
  return refuse(`expected {"entities":[…]} or {"spans":[…]}, found ${show(content)}`);
}

function spansIn(value: unknown, at: string): Located | undefined {
  if (Array.isArray(value)) return { list: value, place: at || 'spans' };
  if (!isRecord(value)) return undefined;
  const prefix = at ? `${at}.` : '';
  for (const key of ['entities', 'spans']) {
    const list = value[key];
    if (Array.isArray(list)) return { list, place: `${prefix}${key}`, tokens: value.tokens };
  }
  const { annotations } = value;
  if (isRecord(annotations) && Array.isArray(annotations.entities))
    return { list: annotations.entities, place: `${prefix}annotations.entities` };
  return undefined;
}

function readSpan(entry: unknown): { start: unknown; end: unknown; label: unknown } | undefined {
  if (Array.isArray(entry)) return { start: entry[0], end: entry[1], label: entry[2] };
  if (!isRecord(entry)) return undefined;
  return { start: entry.startOffset ?? entry.start, end: entry.endOffset ?? entry.end, label: entry.label };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'nothing';

const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });
