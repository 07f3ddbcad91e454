/** Makes a page out of a template's text, before it is rendered, so that nothing of the data is ever rewritten. */
import type { TemplateDialect } from '../mturk/dialect';
import { htmlOfQuestion, withForm } from '../mturk/page';
import { ELEMENTS_SCRIPT, EXTERNAL_HIT_SCRIPT, withOwnAddresses } from './own-addresses';

export interface DocumentOptions {
  /** Default `liquid`. */
  dialect?: TemplateDialect;
  /** Where `/assets` is, for pages that are shown elsewhere. */
  origin?: string;
}

/**
 * Points the template to our elements, gives it the scripts it needs when it has none, and wraps a fragment into a document. Whatever is put
 * before the template's own text stays on its first line, so that line numbers in messages are the author's.
 */
export function taskDocument(
  template: string,
  language: string,
  { dialect = 'liquid', origin = '' }: DocumentOptions = {},
): string {
  const isTurk = dialect === 'mturk';
  const own = withOwnAddresses(isTurk ? withForm(htmlOfQuestion(template)) : template, origin);
  const scripts = [ELEMENTS_SCRIPT, ...(isTurk ? [EXTERNAL_HIT_SCRIPT] : [])]
    .filter((path) => !includes(own, origin + path))
    .map((path) => `<script src="${origin}${path}"></script>`)
    .join('');
  if (isDocument(own)) return intoHead(own, scripts);
  const title = /<title[\s>]/i.test(own) ? '' : '<title>Task</title>';
  // Elements take the whole page; what has none keeps its distance from the edge.
  const style = /<crowd-/i.test(own) ? '<style>body{margin:0}</style>' : '';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${title}${style}${scripts}`;
  return `<!doctype html><html lang="${language}"><head>${head}</head><body>${own}</body></html>`;
}

const isDocument = (template: string): boolean => /<html[\s>]|<!doctype\s/i.test(template);

/** Whether the page loads the script: what stands in a comment does not. */
const includes = (template: string, address: string): boolean =>
  template.replace(/<!--[\s\S]*?-->|\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, '').includes(address);

function intoHead(document: string, markup: string): string {
  if (!markup) return document;
  for (const place of [/<head[^>]*>/i, /<html[^>]*>/i, /<!doctype[^>]*>/i]) {
    const found = place.exec(document);
    if (found) return insert(document, found.index + found[0].length, markup);
  }
  return markup + document;
}

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

/** Origins of the web addresses the author wrote into the template: libraries, styles, fonts and pictures they load. Not of what is ours. */
export function authorOrigins(template: string): string[] {
  const origins = [...withOwnAddresses(template).matchAll(/https:\/\/([a-z0-9.-]+(?::\d+)?)/gi)];
  return [...new Set(origins.map(([origin]) => origin.toLowerCase()))].sort();
}
