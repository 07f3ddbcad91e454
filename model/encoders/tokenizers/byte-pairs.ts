import type { PieceModel } from './tokenizer';

/** Byte-pair encoding: from single characters on, the earliest learnt pair is joined until none is left. */
export function bytePairs(
  ids: ReadonlyMap<string, number>,
  merges: readonly (readonly [string, string])[],
  unknown: number | undefined,
): PieceModel {
  const ranks = new Map(merges.map(([left, right], rank) => [`${left}\u0000${right}`, rank]));
  const known = new Map<string, number[]>();
  return (word) => {
    const before = known.get(word);
    if (before) return before;
    let parts = [...word];
    for (;;) {
      let rank = Number.POSITIVE_INFINITY;
      let at = -1;
      for (let i = 0; i + 1 < parts.length; i++) {
        const r = ranks.get(`${parts[i]}\u0000${parts[i + 1]}`);
        if (r !== undefined && r < rank) [rank, at] = [r, i];
      }
      if (at < 0) break;
      parts = [...parts.slice(0, at), parts[at]! + parts[at + 1]!, ...parts.slice(at + 2)];
    }
    const pieces = parts.flatMap((part) => {
      const id = ids.get(part) ?? unknown;
      return id === undefined ? [] : [id];
    });
    if (known.size < mostKnown) known.set(word, pieces);
    return pieces;
  };
}

/** Words whose pieces are kept: most of a text is made of few words. */
const mostKnown = 50_000;

/** Bytes as the printable characters GPT-2's tokenizer writes them with. */
const characterOfByte: readonly string[] = (() => {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
})();

export const asByteCharacters = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => characterOfByte[byte]).join('');

/** Where GPT-2 cuts a text. */
export const gpt2Words = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
