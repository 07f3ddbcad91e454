/** Makes a page out of a template's text, before it is rendered, so that nothing of the data is ever rewritten. */

export const ELEMENTS_SCRIPT = '/assets/crowd-html-elements.js';
const ELEMENTS_STYLES = '/assets/crowd-html-elements.css';

/** Ground Truth's own addresses of the elements, every version of them. */
const CROWD_SCRIPT = /https?:\/\/assets\.crowd\.aws\/crowd-html-elements[^"'\s<>]*\.js/g;
const CROWD_STYLES = /https?:\/\/assets\.crowd\.aws\/css\/crowd-html-elements[^"'\s<>]*\.css/g;

const isDocument = (template: string): boolean => /<html[\s>]|<!doctype\s/i.test(template);

/**
 * Points the template to our elements, gives it the script when it has none, and wraps a fragment into a document. Whatever is put before
 * the template's own text stays on its first line, so that line numbers in messages are the author's.
 */
export function taskDocument(template: string, language: string): string {
  const own = template.replace(CROWD_SCRIPT, ELEMENTS_SCRIPT).replace(CROWD_STYLES, ELEMENTS_STYLES);
  const script = own.includes(ELEMENTS_SCRIPT) ? '' : `<script src="${ELEMENTS_SCRIPT}"></script>`;
  if (isDocument(own)) return intoHead(own, script);
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Task</title><style>body{margin:0}</style>${script}`;
  return `<!doctype html><html lang="${language}"><head>${head}</head><body>${own}</body></html>`;
}

function intoHead(document: string, markup: string): string {
  if (!markup) return document;
  for (const place of [/<head[^>]*>/i, /<html[^>]*>/i, /<!doctype[^>]*>/i]) {
    const found = place.exec(document);
    if (found) return insert(document, found.index + found[0].length, markup);
  }
  return markup + document;
}

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

/** Origins of the web addresses the author wrote into the template: libraries, styles and fonts they load. */
export function authorOrigins(template: string): string[] {
  const origins = [...template.matchAll(/https:\/\/([a-z0-9.-]+(?::\d+)?)/gi)].map(([origin]) => origin.toLowerCase());
  return [...new Set(origins)].filter((origin) => !origin.endsWith('//assets.crowd.aws')).sort();
}
