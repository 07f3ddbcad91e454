import type { PieceModel } from './tokenizer';

/** What an unknown character costs beside the least likely piece. */
const unknownPenalty = 10;

/** SentencePiece's unigram model: of all ways to put a text together the most likely one. Unknown characters in a row are one unknown piece. */
export function unigramPieces(vocabulary: readonly (readonly [string, number])[], unknown: number): PieceModel {
  const ids = new Map<string, number>();
  let longest = 1;
  let least = Number.POSITIVE_INFINITY;
  vocabulary.forEach(([piece, score], id) => {
    ids.set(piece, id);
    longest = Math.max(longest, piece.length);
    least = Math.min(least, score);
  });
  const unknownScore = least - unknownPenalty;
  return (text) => {
    const best = new Float64Array(text.length + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(text.length + 1);
    const piece = new Int32Array(text.length + 1);
    best[0] = 0;
    for (let start = 0; start < text.length; ) {
      const width = text.codePointAt(start)! > 0xffff ? 2 : 1;
      const reach = (end: number, id: number, score: number) => {
        if (best[start]! + score <= best[end]!) return;
        best[end] = best[start]! + score;
        from[end] = start;
        piece[end] = id;
      };
      let single = false;
      for (let end = start + 1; end <= Math.min(text.length, start + longest); end++) {
        const id = ids.get(text.slice(start, end));
        if (id === undefined || id === unknown) continue;
        reach(end, id, vocabulary[id]![1]);
        if (end === start + width) single = true;
      }
      if (!single) reach(start + width, unknown, unknownScore);
      start += width;
    }
    const pieces: number[] = [];
    for (let end = text.length; end > 0; end = from[end]!)
      if (piece[end] !== unknown || pieces.at(-1) !== unknown) pieces.push(piece[end]!);
    return pieces.reverse();
  };
}
