import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { randomGenerator } from '../../../core/random/generator';
import type { LabelSource } from '../../../model/learners/learner';
import { spanTagger } from '../../../model/learners/span-tagger';
import type { SpanTarget } from '../../../model/learners/span-targets';
import { holdsToLearnerContract } from './learner-contract';

const labels = ['Person', '会社', 'Never seen'];
const random = randomGenerator('spans');
const syllables = ['ka', 'lo', 'min', 'ter', 'ru', 'den', 'vi', 'so'];
const name = () => {
  const word = random.pick(syllables) + random.pick(syllables) + random.pick(syllables);
  return word[0]!.toUpperCase() + word.slice(1);
};

/** Texts whose spans can be told from the words beside them. */
function sentence(): { text: string; target: SpanTarget } {
  const parts: [string, number?][] = [];
  const company = `${name()} Ltd`;
  if (random.next() < 0.2) parts.push(['Nothing happened on that day .']);
  else if (random.next() < 0.5) parts.push(['Yesterday '], [`${name()} ${name()}`, 0], [' left '], [company, 1], ['.']);
  else parts.push([company, 1], [' hired Mr '], [name(), 0], [' for 30 days']);
  let text = '';
  const target: SpanTarget[number][] = [];
  for (const [part, label] of parts) {
    if (label !== undefined) target.push({ start: text.length, end: text.length + part.length, label });
    text += part;
  }
  return { text, target };
}

const example = () => {
  const { text, target } = sentence();
  return { input: spanTagger.fromText(text), target };
};

/** Spans as people mark them: any place, nested or not, each once. */
const targets = fc
  .uniqueArray(fc.record({ start: fc.nat(60), length: fc.integer({ min: 1, max: 20 }), label: fc.nat(2) }), {
    maxLength: 6,
    selector: ({ start, length, label }) => `${start} ${length} ${label}`,
  })
  .map((spans) =>
    spans
      .map(({ start, length, label }) => ({ start, end: start + length, label }))
      .sort((a, b) => a.start - b.start || a.end - b.end || a.label - b.label),
  );

holdsToLearnerContract({
  taskType: 'named-entity-recognition',
  labels,
  examples: Array.from({ length: 80 }, example),
  others: Array.from({ length: 30 }, example),
  targets,
});

const train = (texts: { text: string; target: SpanTarget }[], own = labels) =>
  spanTagger.train(
    texts.map(({ text, target }) => ({ input: spanTagger.fromText(text), target })),
    { labels: own, seed: 1 },
    () => {},
  );

describe('spans of a manifest line', () => {
  const source = { labelAttribute: 'ents', labels: ['Carrier', 'Amount'] } as unknown as LabelSource;
  const line = (entities: unknown) => ({ source: 'UPS lost 3 boxes.', ents: { annotations: { entities } } });

  test("are read as Ground Truth's output has them", () => {
    const entities = [
      { label: 'Amount', startOffset: 9, endOffset: 10 },
      { label: 'Carrier', startOffset: 0, endOffset: 3 },
    ];
    expect(spanTagger.targetOfLine(line(entities), source)).toEqual([
      { start: 0, end: 3, label: 0 },
      { start: 9, end: 10, label: 1 },
    ]);
    expect(spanTagger.targetOfLine(line([]), source)).toEqual([]);
  });

  test('are refused with the reason where they are missing, of another job or upside down', () => {
    expect(() => spanTagger.targetOfLine({ source: 'x' }, source)).toThrow('no label "ents"');
    expect(() => spanTagger.targetOfLine({ source: 'x', ents: 3 }, source)).toThrow('label "ents": expected');
    expect(() => spanTagger.targetOfLine(line([{ label: 'Else', startOffset: 0, endOffset: 3 }]), source)).toThrow(
      '"Else" is none of the job\'s labels',
    );
    expect(() => spanTagger.targetOfLine(line([{ label: 'Amount', startOffset: 3, endOffset: 3 }]), source)).toThrow(
      'not after the start',
    );
  });
});

test('quality is the F1 of exact spans', () => {
  const a = { start: 0, end: 3, label: 0 };
  const b = { start: 5, end: 9, label: 1 };
  expect(spanTagger.quality([], [])).toBe(1);
  expect(spanTagger.quality([], [a])).toBe(0);
  expect(spanTagger.quality([a], [a, b])).toBeCloseTo(2 / 3, 12);
  expect(spanTagger.quality([{ ...a, label: 1 }], [a])).toBe(0);
  expect(spanTagger.quality([{ ...a, end: 4 }], [a])).toBe(0);
});

test('nothing can be learnt where nobody marked anything', () => {
  expect(spanTagger.unlearnable([[], []], labels)).toBe(
    'training data holds no span (2 objects): a model needs objects with spans',
  );
  expect(spanTagger.unlearnable([[], [{ start: 0, end: 1, label: 0 }]], labels)).toBeUndefined();
});

test('one text is enough to train on', async () => {
  const model = await train([sentence()]);
  const [prediction] = model.predict([spanTagger.fromText('Yesterday Kalo Minter left Soviru Ltd.')]);
  expect(Number.isFinite(prediction!.confidence)).toBe(true);
});

test('finds spans in Japanese, with offsets in code points behind an emoji', async () => {
  const surnames = ['山田', '鈴木', '佐藤', '高橋', '伊藤', '中村', '小林', '加藤'];
  const cities = ['京都', '札幌', '福岡', '仙台', '広島', '横浜'];
  const make = () => {
    const who = random.pick(surnames);
    const where = random.pick(cities);
    return {
      text: `😀${who}さんは${where}市に住んでいます。`,
      target: [
        { start: 1, end: 1 + who.length, label: 0 },
        { start: 1 + who.length + 3, end: 1 + who.length + 3 + where.length, label: 1 },
      ],
    };
  };
  const model = await train(Array.from({ length: 60 }, make), ['人', '場所']);
  // Names that no training text holds, told by what stands beside them.
  const text = '😀渡辺さんは松山市に住んでいます。';
  const { target } = model.predict([spanTagger.fromText(text)])[0]!;
  expect(target.map(({ start, end, label }) => [[...text].slice(start, end).join(''), label])).toEqual([
    ['渡辺', 0],
    ['松山', 1],
  ]);
});

test('a hundred kilobytes of text, or one endless word, are marked in passing', async () => {
  const model = await train(Array.from({ length: 60 }, sentence));
  const sentences = Array.from({ length: 2600 }, sentence);
  const text = sentences.map((one) => one.text).join('\n');
  expect(text.length).toBeGreaterThan(80_000);
  const wanted: SpanTarget[number][] = [];
  let at = 0;
  for (const one of sentences) {
    for (const { start, end, label } of one.target) wanted.push({ start: at + start, end: at + end, label });
    at += one.text.length + 1;
  }
  const inputs = [text, 'x'.repeat(100_000), '山'.repeat(4000), '‍'.repeat(5000)].map((one) => spanTagger.fromText(one));
  const [long, ...odd] = model.predict(inputs);
  expect(spanTagger.quality(long!.target, wanted)).toBeGreaterThan(0.9);
  for (const { confidence } of odd) expect(Number.isFinite(confidence)).toBe(true);
  expect(() => spanTagger.fromText('x'.repeat(200_001))).toThrow('the text has 200001 characters');
});

test('an empty or blank text has no spans', async () => {
  const model = await train(Array.from({ length: 20 }, sentence));
  for (const { target } of model.predict(['', ' \n\t'].map((text) => spanTagger.fromText(text))))
    expect(target).toEqual([]);
});

test('a file that is not UTF-8 is refused', async () => {
  await expect(spanTagger.fromFile(Buffer.of(0xff, 0xfe, 0x41))).rejects.toThrow('not UTF-8 text');
  expect(await spanTagger.fromFile(Buffer.from('日本語'))).toEqual(spanTagger.fromText('日本語'));
});
