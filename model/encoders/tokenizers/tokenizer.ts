/** A text as numbers of pieces, special ones included. */
export interface Encoded {
  ids: number[];
  /** 1 for pieces of a second part; all 0 for a single text, unless the tokenizer says otherwise. */
  types: number[];
}

export interface Tokenizer {
  /** At most `maxLength` pieces, the text's end cut off. */
  encode(text: string, maxLength: number): Encoded;
  /** What shorter texts of a batch are filled up with. */
  readonly padding: number;
}

/** Cuts text into numbers of pieces, without special ones. */
export type PieceModel = (word: string) => number[];
