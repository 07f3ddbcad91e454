/** HTML by template literals: what is put in is escaped, unless it is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | false | null | undefined | readonly Content[];

export const html = (strings: TemplateStringsArray, ...values: Content[]): Markup =>
  new Markup(strings.reduce((text, part, i) => text + printed(values[i - 1]) + part));

function printed(value: Content): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(printed).join('');
  return escaped(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters are invisible at best, and not allowed in HTML at worst. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** A name somebody else chose: may be long, and may run from right to left without turning its surroundings. */
export const name = (text: string): Markup => html`<bdi class="name" title="${text}">${shortened(text, 60)}</bdi>`;

/** Cut to about so many narrow letters; letters of East Asian scripts are twice as wide. */
export function shortened(text: string, width: number): string {
  let used = 0;
  let end = 0;
  const letters = [...text.replace(/\s+/g, ' ')];
  for (; end < letters.length && used <= width; end++) used += letterWidth(letters[end]!);
  return used <= width ? letters.join('') : `${letters.slice(0, end - 2).join('')}…`;
}

export const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);

const letterWidth = (letter: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u.test(
    letter,
  )
    ? 2
    : 1;
