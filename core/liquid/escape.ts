import { Drop } from 'liquidjs';

/** Text that is HTML already: printing it escapes nothing a second time. Conditions and keys see what it says, filters the HTML. */
export class SafeText extends Drop {
  constructor(readonly html: string) {
    super();
  }
  /** What a page prints. */
  get printed(): string {
    return this.html;
  }
  override liquidMethodMissing(key: string | number): unknown {
    return key === 'size' ? this.valueOf().length : undefined;
  }
  override valueOf(): string {
    return unescapeHtml(this.html);
  }
  override toString(): string {
    return this.html;
  }
  toJSON(): string {
    return this.html;
  }
}

/** What filters made of HTML: entities in it stay, and anything a filter has put in beside them is escaped when it is printed. */
export class FilteredText extends SafeText {
  override get printed(): string {
    return escapeRest(this.html);
  }
}

/** JSON text of data. Where it is printed as it is, most often into a script, nothing in it can end the script. */
export class JsonText extends Drop {
  constructor(readonly json: string) {
    super();
  }
  get unescaped(): string {
    return this.json.replace(/<(?=\/|!--|script)/gi, '\\u003c');
  }
  override valueOf(): string {
    return this.json;
  }
  override toString(): string {
    return this.json;
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

/** Escapes what is no entity yet. */
export const escapeRest = (html: string): string =>
  html.replace(/&(?!(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);)|[<>"'\r]/gi, (character) => ENTITIES[character]!);

/** What a value prints as before escaping: nothing for what is missing, JSON for objects and lists. */
export function printed(value: unknown): string {
  const plain = value instanceof Drop ? value.valueOf() : value;
  if (plain === undefined || plain === null) return '';
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}

/** Escapes once: what is HTML already comes back as it is. */
export const safe = (value: unknown): SafeText =>
  value instanceof SafeText ? value : new SafeText(escapeHtml(printed(value)));

/** As it is: text as text, objects as JSON. */
export function unescaped(value: unknown): SafeText {
  if (value instanceof SafeText) return new SafeText(value.html);
  if (value instanceof JsonText) return new SafeText(value.unescaped);
  const text = printed(value);
  return new SafeText(typeof value === 'object' ? new JsonText(text).unescaped : text);
}
