import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type RandomGenerator, randomGenerator } from '../../core/random/generator';
import { spanTagger } from '../../model/learners/span-tagger';
import type { StructuredSet } from './structured-set';

interface MarkedText {
  text: string;
  spans: [start: number, end: number, label: string][];
}

const crowd = join(import.meta.dirname, '../../../shared/data/crowd_spans_ner_a/gold.jsonl');

/** Sets with spans; `folder` holds further ones as `<name>.jsonl`, a line `{"text", "spans": [[start, end, label]]}` each. */
export function spanSets(folder?: string): Record<string, () => StructuredSet | undefined> {
  const files = folder ? readdirSync(folder).filter((file) => file.endsWith('.jsonl')) : [];
  return {
    invented_news: () => (existsSync(crowd) ? setOf(inventedNews()) : undefined),
    ...Object.fromEntries(
      files.map((file) => [basename(file, '.jsonl'), () => setOf(readLines(join(folder!, file)) as MarkedText[])]),
    ),
  };
}

function setOf(texts: readonly MarkedText[]): StructuredSet {
  const labels = [...new Set(texts.flatMap(({ spans }) => spans.map(([, , label]) => label)))].sort();
  const examples = texts.map(({ text, spans }) => ({
    input: spanTagger.fromText(text),
    target: spanTagger.targetOfAnswer({ spans }, labels),
  }));
  return { learner: spanTagger, labels, examples };
}

const readLines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/**
 * The crowd set comes without its words (they are licensed apart): its sentences, entities and labels where they are, with invented words. Names come from a lexicon a label, common ones
 * often and rare ones once; one in seven is a name of another label, and what stands before a name hints at its label half of the time.
 */
function inventedNews(): MarkedText[] {
  const random = randomGenerator('invented news');
  const documents = readLines(crowd) as {
    tokens: number;
    sentence_ends: number[];
    spans: [first: number, end: number, label: string][];
  }[];
  const word = wordMaker(random);
  const common = Array.from({ length: 3000 }, () => word());
  const names: Record<string, string[]> = {};
  const hints: Record<string, string[]> = {};
  for (const label of ['LOC', 'MISC', 'ORG', 'PER']) {
    names[label] = Array.from({ length: 1500 }, () => capitalised(word() + word()));
    hints[label] = Array.from({ length: 25 }, () => word());
  }
  const labels = Object.keys(names);
  const texts: MarkedText[] = [];
  for (const { sentence_ends, spans } of documents) {
    let first = 0;
    for (const end of sentence_ends) {
      const words: string[] = [];
      for (let t = first; t < end; t++) {
        const span = spans.find((candidate) => candidate[0] <= t && t < candidate[1]);
        const next = spans.find((candidate) => candidate[0] === t + 1);
        if (span) words.push(frequent(random, names[random.next() < 1 / 7 ? random.pick(labels) : span[2]]!));
        else if (next && random.next() < 0.5) words.push(random.pick(hints[next[2]]!));
        else
          words.push(random.next() < 0.1 ? random.pick([',', '(', ')', '"', '-', '1996']) : frequent(random, common));
      }
      const text: MarkedText = { text: '', spans: [] };
      const starts = words.map((own, i) => {
        if (i > 0) text.text += ' ';
        const start = text.text.length;
        text.text += i === 0 ? capitalised(own) : own;
        return start;
      });
      for (const [a, b, label] of spans)
        if (a >= first && b <= end)
          text.spans.push([starts[a - first]!, starts[b - first - 1]! + words[b - first - 1]!.length, label]);
      texts.push(text);
      first = end;
    }
  }
  return random.shuffle(texts);
}

/** Drawn as words are: the r-th about 1/r as often as the first. */
const frequent = (random: RandomGenerator, words: readonly string[]): string =>
  words[Math.min(words.length - 1, Math.floor(words.length ** random.next()) - 1)]!;

const capitalised = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

function wordMaker(random: RandomGenerator): () => string {
  const parts = Array.from({ length: 120 }, () => random.pick([...'bcdfghklmnprstvw']) + random.pick([...'aeiou']));
  return () => {
    let made = '';
    for (let i = 1 + random.integer(3); i > 0; i--) made += random.pick(parts);
    return random.next() < 0.4 ? made + random.pick([...'lnrst']) : made;
  };
}
