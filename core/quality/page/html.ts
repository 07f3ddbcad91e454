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
export const name = (text: string): Markup => html`<bdi class="name" title="${text}">${shortened(text, 44)}</bdi>`;

/**
 * Cut in the middle to about so many narrow letters: names of one family differ at their ends. Letters of East Asian scripts are twice as
 * wide.
 */
export function shortened(text: string, width: number): string {
  const letters = [...text.replace(/\s+/g, ' ')];
  if (widthOf(text) <= width) return letters.join('');
  const taken = (from: readonly string[]) => {
    let used = 0;
    return from.findIndex((letter) => {
      used += letterWidth(letter);
      return used > (width - 1) / 2;
    });
  };
  const head = taken(letters);
  const tail = taken(letters.toReversed());
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - tail).join('')}`;
}

export const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);

const letterWidth = (letter: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u.test(
    letter,
  )
    ? 2
    : 1;
