import type { Read, ReadOptions } from '../consolidator';

/** Longest piece of an answer that a reason quotes. */
const QUOTED = 100;

/**
 * The labels in a worker's answer: `{"<element>":{"labels":[…]}}`, `{"labels":[…]}`, a bare list, or a string: JSON, or names separated by
 * `|` or `;`. Each label once, sorted. An empty list is an answer: none of them.
 */
export function readLabelSet(content: unknown, { element, categories }: ReadOptions): Read<string[]> {
  const list = listIn(content, element);
  if (!Array.isArray(list)) {
    const name = JSON.stringify(element ?? '<element>');
    return { ok: false, reason: `the answer holds no {${name}:{"labels":[…]}}, and is no list of labels` };
  }
  for (const [i, label] of list.entries()) {
    if (typeof label !== 'string')
      return {
        ok: false,
        reason: `label ${i} is not a string: ${(JSON.stringify(label) ?? String(label)).slice(0, QUOTED)}`,
      };
    if (categories && !categories.includes(label))
      return { ok: false, reason: `the label ${JSON.stringify(label.slice(0, QUOTED))} is not one of the categories` };
  }
  return { ok: true, value: [...new Set(list as string[])].sort() };
}

function listIn(content: unknown, element: string | undefined): unknown {
  if (Array.isArray(content)) return content;
  if (typeof content === 'string') return listInString(content, element);
  if (!isRecord(content)) return undefined;
  if (element !== undefined && Object.hasOwn(content, element)) {
    const list = labelsOf(content[element]);
    if (list) return list;
  }
  if (Array.isArray(content.labels)) return content.labels;
  const lists = Object.values(content)
    .map(labelsOf)
    .filter((list) => list !== undefined);
  return lists.length === 1 ? lists[0] : undefined;
}

function listInString(text: string, element: string | undefined): unknown {
  const trimmed = text.trim();
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(trimmed);
      return typeof parsed === 'string' ? undefined : listIn(parsed, element);
    } catch {
      // A label may well begin with a bracket: then it is a list of names like any other.
    }
  }
  return trimmed
    .split(/[|;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const labelsOf = (value: unknown): unknown[] | undefined =>
  isRecord(value) && Array.isArray(value.labels) ? value.labels : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
