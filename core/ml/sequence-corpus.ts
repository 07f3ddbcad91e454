import type { TokenFeatures } from './crf-training';
import { featuresPerToken, type TokenTable, tokenCount, tokenFeatures } from './sequence-features';
import type { Piece } from './sequence-pieces';
import { HashNumbers } from './sequence-vocabulary';

/** The features of the pieces by number, and the vocabulary they gave: all that occur, or the most frequent where there are more than `mostFeatures`. */
export function learnFeatures(
  tables: readonly TokenTable[],
  pieces: readonly Piece[],
  mostFeatures: number,
): { data: TokenFeatures; vocabulary: HashNumbers } {
  const total = pieces.reduce((sum, { first, end }) => sum + end - first, 0);
  const texts = new Uint32Array(pieces.length + 1);
  const starts = new Uint32Array(total + 1);
  const all = new Uint32Array(total * featuresPerToken);
  const found = new HashNumbers(total);
  const some = new Uint32Array(featuresPerToken);
  let token = 0;
  let used = 0;
  pieces.forEach(({ text, first, end }, i) => {
    for (let t = first; t < end; t++) {
      const count = tokenFeatures(tables[text]!, t, some);
      for (let f = 0; f < count; f++) all[used++] = found.add(some[f]!);
      starts[++token] = used;
    }
    texts[i + 1] = token;
  });
  const features = all.subarray(0, used);
  if (found.size <= mostFeatures) return { data: { texts, starts, features, count: found.size }, vocabulary: found };
  return withoutRare({ texts, starts, features, count: found.size }, found, mostFeatures);
}

function withoutRare(
  { texts, starts, features, count }: TokenFeatures,
  found: HashNumbers,
  mostFeatures: number,
): { data: TokenFeatures; vocabulary: HashNumbers } {
  const times = new Uint32Array(count);
  for (const feature of features) times[feature]! += 1;
  let least = 2;
  while (times.reduce((sum, n) => sum + Number(n >= least), 0) > mostFeatures) least++;
  const vocabulary = HashNumbers.of(found.keys().filter((_, feature) => times[feature]! >= least));
  const keys = found.keys();
  let used = 0;
  let from = 0;
  for (let t = 0; t + 1 < starts.length; t++) {
    const end = starts[t + 1]!;
    for (let f = from; f < end; f++)
      if (times[features[f]!]! >= least) features[used++] = vocabulary.get(keys[features[f]!]!);
    from = end;
    starts[t + 1] = used;
  }
  return { data: { texts, starts, features: features.subarray(0, used), count: vocabulary.size }, vocabulary };
}

/** The features of a text that the vocabulary knows. */
export function knownFeatures(table: TokenTable, vocabulary: HashNumbers): Pick<TokenFeatures, 'starts' | 'features'> {
  const tokens = tokenCount(table);
  const starts = new Uint32Array(tokens + 1);
  const features = new Uint32Array(tokens * featuresPerToken);
  const some = new Uint32Array(featuresPerToken);
  let used = 0;
  for (let t = 0; t < tokens; t++) {
    const found = tokenFeatures(table, t, some);
    for (let f = 0; f < found; f++) {
      const number = vocabulary.get(some[f]!);
      if (number >= 0) features[used++] = number;
    }
    starts[t + 1] = used;
  }
  return { starts, features };
}
