import { bertNormalized, bertWords } from './bert-words';
import type { Tokenizer } from './tokenizer';
import { wordPieces } from './word-piece';

/** BERT's tokenizer out of its `vocab.txt`: one piece a line. */
export function vocabTokenizer(text: string, rules: { lowerCase: boolean; stripAccents?: boolean }): Tokenizer {
  const ids = new Map(
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line, id) => [line.replace(/\r$/, ''), id]),
  );
  const special = (piece: string): number => {
    const id = ids.get(piece);
    if (id === undefined) throw new Error(`the vocabulary of ${ids.size} pieces has no "${piece}"`);
    return id;
  };
  const [unknown, first, last, padding] = ['[UNK]', '[CLS]', '[SEP]', '[PAD]'].map(special) as [
    number,
    number,
    number,
    number,
  ];
  const pieces = wordPieces({ ids, unknown, prefix: '##', longestWord: 100 });
  const bert = {
    cleanText: true,
    splitIdeographs: true,
    lowerCase: rules.lowerCase,
    stripAccents: rules.stripAccents ?? rules.lowerCase,
  };
  return {
    padding,
    encode(given, maxLength) {
      const inner: number[] = [];
      for (const word of bertWords(bertNormalized(given, bert))) {
        if (inner.length >= maxLength - 2) break;
        for (const piece of pieces(word)) inner.push(piece);
      }
      const encoded = [first, ...inner.slice(0, maxLength - 2), last];
      return { ids: encoded, types: encoded.map(() => 0) };
    },
  };
}
