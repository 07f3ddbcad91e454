import { Drop } from 'liquidjs';

/** Text that is HTML already: printing it escapes nothing a second time. Other filters see the plain string. */
export class SafeText extends Drop {
  constructor(readonly html: string) {
    super();
  }
  override valueOf(): string {
    return this.html;
  }
  override toString(): string {
    return this.html;
  }
  toJSON(): string {
    return this.html;
  }
}

/** The carriage return too: a page's parser would take it for part of a line break, and offsets in texts would shift. */
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
};
const TEXTS: Record<string, string> = Object.fromEntries(
  Object.entries(ENTITIES).map(([text, entity]) => [entity, text]),
);

export const escapeHtml = (text: string): string => text.replace(/[&<>"'\r]/g, (character) => ENTITIES[character]!);
export const unescapeHtml = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#39|#13);/g, (entity) => TEXTS[entity]!);

/** What a value prints as before escaping: nothing for what is missing, JSON for objects and lists. */
export function printed(value: unknown): string {
  const plain = value instanceof Drop ? value.valueOf() : value;
  if (plain === undefined || plain === null) return '';
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}

/** Escapes once: what is HTML already comes back as it is. */
export const safe = (value: unknown): SafeText =>
  value instanceof SafeText ? value : new SafeText(escapeHtml(printed(value)));
