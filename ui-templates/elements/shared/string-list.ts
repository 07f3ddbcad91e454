import { parseLenientJson } from './lenient-json';

export type StringList = { ok: true; items: string[] } | { ok: false; problem: string };

/** An attribute that holds a list of strings, such as `categories`; what is there twice counts once. What is wrong is a value: the author sees it on the page. */
export function parseStringList(attribute: string, text: string | null): StringList {
  if (text === null || text.trim() === '') return { ok: false, problem: `The attribute "${attribute}" is missing.` };
  try {
    const value = parseLenientJson(text);
    if (!Array.isArray(value))
      return { ok: false, problem: `The attribute "${attribute}" is not a list: ${short(text)}` };
    return { ok: true, items: [...new Set(value.map(nameOf))] };
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, problem: `The attribute "${attribute}" cannot be read: ${message}. It is: ${short(text)}` };
  }
}

/** Some jobs hand over labels as their category file has them, `{"label":"Car"}`. */
function nameOf(item: unknown): string {
  if (typeof item === 'string') return item;
  const label = (item as { label?: unknown } | null)?.label;
  return typeof label === 'string' ? label : JSON.stringify(item);
}

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
