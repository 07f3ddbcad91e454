import type { Read, ReadOptions } from '../consolidator';

/** Members under which an element's value holds its text, in this order. */
const MEMBERS = ['text', 'value'];

/** The text in a worker's answer: `{"<element>":"…"}`, `{"<element>":{"text"|"value":"…"}}` or a bare string. Text of white space alone is no answer. */
export function readText(content: unknown, { element }: ReadOptions): Read<string> {
  const text = textIn(content, element);
  if (text === undefined)
    return { ok: false, reason: `the answer holds no text: expected ${expected(element)}, or a bare string` };
  if (text.trim() === '') return { ok: false, reason: 'the text is empty' };
  return { ok: true, value: text.trim() };
}

function textIn(content: unknown, element: string | undefined): string | undefined {
  if (typeof content === 'string') return content;
  if (!isRecord(content)) return undefined;
  const named = element !== undefined && Object.hasOwn(content, element) ? textOf(content[element]) : undefined;
  if (named !== undefined) return named;
  const texts = Object.values(content)
    .map(textOf)
    .filter((text) => text !== undefined);
  return texts.length === 1 ? texts[0] : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return undefined;
  const member = MEMBERS.find((name) => Object.hasOwn(value, name) && typeof value[name] === 'string');
  return member === undefined ? undefined : (value[member] as string);
}

const expected = (element = '<element>'): string =>
  `{${JSON.stringify(element)}:"…"} or {${JSON.stringify(element)}:{"text":"…"}}`;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
