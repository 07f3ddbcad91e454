import type { RandomGenerator } from '../random/generator';
import { shuffledIndices } from './shuffled-indices';

/** A run of a text's tokens, end exclusive. */
export interface Piece {
  text: number;
  first: number;
  end: number;
}

/** A long text is learnt from in runs of about so many tokens: what comes hundreds of tokens earlier says nothing of a tag, and small steps learn sooner. */
const pieceTokens = 400;

/**
 * Cuts tagged texts into pieces, between spans, and keeps so many of them, drawn at random, as `mostTokens` allows, in the order of the texts. `tags` are those of each text's tokens, 0
 * outside spans.
 */
export function piecesOf(
  tags: readonly (Uint8Array | Uint16Array)[],
  mostTokens: number,
  random: RandomGenerator,
): Piece[] {
  const pieces: Piece[] = [];
  tags.forEach((own, text) => {
    let first = 0;
    for (let end = 1; end <= own.length; end++) {
      const full = end - first >= pieceTokens && own[end] === 0;
      if (!full && end < own.length) continue;
      pieces.push({ text, first, end });
      first = end;
    }
  });
  let total = 0;
  const kept = [...shuffledIndices(pieces.length, random)].filter((i) => {
    const { first, end } = pieces[i]!;
    if (total > 0 && total + end - first > mostTokens) return false;
    total += end - first;
    return true;
  });
  return kept.sort((a, b) => a - b).map((i) => pieces[i]!);
}
