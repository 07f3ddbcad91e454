/**
 * Splits a text into the units a span may begin and end at: runs of letters, runs of digits, single marks; in scripts written without spaces, single
 * characters, because words there are a matter of opinion and people's spans do not keep to a dictionary's. Offsets are UTF-16 code units.
 */
export interface Tokens {
  starts: number[];
  ends: number[];
  kinds: TokenKind[];
}

export enum TokenKind {
  word,
  number,
  /** One character of a script written without spaces: kana, Han, Thai, Lao, Khmer, Burmese. */
  unspaced,
  mark,
}

export function tokensOf(text: string): Tokens {
  const tokens: Tokens = { starts: [], ends: [], kinds: [] };
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    let end = at + widthAt(text, at);
    if (kind === TokenKind.word || kind === TokenKind.number)
      while (end < text.length && (kindAt(text, end) === kind || isCombining(text.charCodeAt(end))))
        end += widthAt(text, end);
    // A mark after a blank stands alone.
    else if (kind !== undefined) while (end < text.length && isCombining(text.charCodeAt(end))) end++;
    if (kind !== undefined) {
      tokens.starts.push(at);
      tokens.ends.push(end);
      tokens.kinds.push(kind);
    }
    at = end;
  }
  return tokens;
}

const widthAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00 && at + 1 < text.length ? 2 : 1;
};

/** Undefined for a blank. */
function kindAt(text: string, at: number): TokenKind | undefined {
  const code = text.charCodeAt(at);
  if (code < 128) {
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return TokenKind.word;
    if (code >= 48 && code <= 57) return TokenKind.number;
    return code <= 32 || code === 127 ? undefined : TokenKind.mark;
  }
  if (isUnspaced(code)) return TokenKind.unspaced;
  const known = kindOfOthers.get(code);
  if (known !== undefined) return known === BLANK ? undefined : (known as TokenKind);
  const character = String.fromCodePoint(text.codePointAt(at)!);
  const kind = /^[\p{L}\p{M}]/u.test(character)
    ? TokenKind.word
    : /^\p{N}/u.test(character)
      ? TokenKind.number
      : /^[\s\p{Z}\p{Cc}]/u.test(character)
        ? BLANK
        : TokenKind.mark;
  // A surrogate alone does not tell which character it begins.
  if (code < 0xd800 || code > 0xdfff) kindOfOthers.set(code, kind);
  return kind === BLANK ? undefined : kind;
}

const BLANK = -1;
const kindOfOthers = new Map<number, number>();

const isUnspaced = (code: number): boolean =>
  (code >= 0x3040 && code <= 0x30ff) ||
  (code >= 0x3400 && code <= 0x9fff) ||
  code === 0x3005 ||
  (code >= 0x31f0 && code <= 0x31ff) ||
  (code >= 0xff66 && code <= 0xff9f) ||
  // Han beyond the first 65,536 characters.
  (code >= 0xd840 && code <= 0xd884) ||
  (code >= 0x0e00 && code <= 0x0eff) ||
  (code >= 0x1000 && code <= 0x109f) ||
  (code >= 0x1780 && code <= 0x17ff);

/** Marks that belong to the character before: accents, vowel signs, variation selectors, joiners. */
const isCombining = (code: number): boolean => {
  if (code < 0x300) return false;
  const known = combining.get(code);
  if (known !== undefined) return known;
  const is = code === 0x200d || /^\p{M}/u.test(String.fromCharCode(code));
  combining.set(code, is);
  return is;
};
const combining = new Map<number, boolean>();
