import type { PieceModel } from './tokenizer';

export interface WordPieceVocabulary {
  ids: ReadonlyMap<string, number>;
  unknown: number;
  /** What a piece inside a word begins with: `##`. */
  prefix: string;
  longestWord: number;
}

/** Longest pieces first; a word that cannot be put together is one unknown piece. */
export function wordPieces({ ids, unknown, prefix, longestWord }: WordPieceVocabulary): PieceModel {
  return (word) => {
    const characters = [...word];
    if (characters.length > longestWord) return [unknown];
    const pieces: number[] = [];
    let start = 0;
    while (start < characters.length) {
      let end = characters.length;
      let found: number | undefined;
      for (; end > start; end--) {
        found = ids.get((start > 0 ? prefix : '') + characters.slice(start, end).join(''));
        if (found !== undefined) break;
      }
      if (found === undefined) return [unknown];
      pieces.push(found);
      start = end;
    }
    return pieces;
  };
}
