import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Chain } from '../../../core/ml/crf-chain';
import { fitCrf, scoreTokens } from '../../../core/ml/crf-training';
import { calibratedQuality, fitQualityCalibration } from '../../../core/ml/sequence-calibration';
import { learnFeatures } from '../../../core/ml/sequence-corpus';
import { tokenCount, tokenEnd, tokenStart, tokenTable } from '../../../core/ml/sequence-features';
import { piecesOf } from '../../../core/ml/sequence-pieces';
import { decodeSpans, type LikelyTokens, likelySpans } from '../../../core/ml/sequence-spans';
import { beginTag, insideTag, tagCount, tagsOf, tagTransitions, withoutOverlaps } from '../../../core/ml/sequence-tags';
import { tokensOf } from '../../../core/ml/sequence-tokens';
import { randomGenerator } from '../../../core/random/generator';

const labels = 2;
const states = tagCount(labels);

/** Every allowed sequence with its share of exp(score). */
function allSequences(scores: number[], follow: Float64Array, tokens: number) {
  const { mayStart, mayFollow } = tagTransitions(labels);
  let open: { tags: number[]; score: number }[] = [{ tags: [], score: 0 }];
  for (let t = 0; t < tokens; t++)
    open = open.flatMap(({ tags, score }) =>
      Array.from({ length: states }, (_, tag) => tag).flatMap((tag) => {
        const last = tags.at(-1);
        if (last === undefined ? !mayStart[tag] : !mayFollow[last * states + tag]) return [];
        const own = scores[t * states + tag]! + (last === undefined ? 0 : follow[last * states + tag]!);
        return [{ tags: [...tags, tag], score: score + own }];
      }),
    );
  const total = open.reduce((sum, { score }) => sum + Math.exp(score), 0);
  return {
    logSum: Math.log(total),
    sequences: open.map(({ tags, score }) => ({ tags, probability: Math.exp(score) / total })),
  };
}

const spansOf = (tags: number[]) =>
  tags.flatMap((tag, first) => {
    if (tag % 2 === 0) return [];
    let end = first + 1;
    while (tags[end] === tag + 1) end++;
    return [`${first} ${end} ${(tag - 1) / 2}`];
  });

const scored = fc.integer({ min: 1, max: 5 }).chain((tokens) =>
  fc.record({
    tokens: fc.constant(tokens),
    scores: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: tokens * states,
      maxLength: tokens * states,
    }),
    follow: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: states ** 2, maxLength: states ** 2 }),
  }),
);

function summed({ tokens, scores, follow }: { tokens: number; scores: number[]; follow: number[] }) {
  const chain = new Chain(tagTransitions(labels), Float64Array.from(follow));
  chain.reserve(tokens);
  chain.scores.set(scores);
  return { chain, logSum: chain.sum(tokens) };
}

describe('a chain', () => {
  test('sums over all allowed sequences', () => {
    fc.assert(
      fc.property(scored, (input) => {
        const { chain, logSum } = summed(input);
        const all = allSequences(input.scores, Float64Array.from(input.follow), input.tokens);
        expect(logSum).toBeCloseTo(all.logSum, 8);
        const marginals = new Float64Array(input.tokens * states);
        const pairs = new Float64Array(states * states);
        for (const { tags, probability } of all.sequences)
          tags.forEach((tag, t) => {
            marginals[t * states + tag]! += probability;
            if (t > 0) pairs[tags[t - 1]! * states + tag]! += probability;
          });
        marginals.forEach((p, i) => {
          expect(chain.marginals[i]!).toBeCloseTo(p, 8);
        });
        const expected = new Float64Array(states * states);
        chain.addExpectedTransitions(input.tokens, expected);
        pairs.forEach((p, i) => {
          expect(expected[i]!).toBeCloseTo(p, 6);
        });
      }),
    );
  });

  test('gives every span its probability', () => {
    fc.assert(
      fc.property(scored, (input) => {
        const { chain } = summed(input);
        const shares = new Map<string, number>();
        for (const { tags, probability } of allSequences(input.scores, Float64Array.from(input.follow), input.tokens)
          .sequences)
          for (const span of spansOf(tags)) shares.set(span, (shares.get(span) ?? 0) + probability);
        const likely = likelySpans(chain, input.tokens, labels, 10);
        for (const { first, end, label, probability } of likely)
          expect(probability).toBeCloseTo(shares.get(`${first} ${end} ${label}`)!, 8);
        expect(likely).toHaveLength([...shares.values()].filter((p) => p >= 0.01).length);
      }),
    );
  });

  test('stays a number over thousands of tokens whose scores are far apart', () => {
    const tokens = 20_000;
    const chain = new Chain(tagTransitions(labels), new Float64Array(states * states));
    chain.reserve(tokens);
    for (let i = 0; i < tokens * states; i++) chain.scores[i] = i % 3 === 0 ? 1000 : -1000;
    expect(Number.isFinite(chain.sum(tokens))).toBe(true);
    expect(chain.marginals.every((p) => p >= 0 && p <= 1 + 1e-9)).toBe(true);
  });
});

describe('the answer of highest expected F1', () => {
  /** Spans that lie apart, so that the sets of those that are there can be listed. */
  const apart = fc
    .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { maxLength: 7 })
    .map((probabilities) =>
      probabilities.map((probability, i): LikelyTokens => ({ first: 2 * i, end: 2 * i + 1, label: 0, probability })),
    );
  const expectedOf = (candidates: LikelyTokens[], answer: Set<number>) => {
    let expected = 0;
    for (let there = 0; there < 2 ** candidates.length; there++) {
      let probability = 1;
      let hits = 0;
      let count = 0;
      candidates.forEach(({ first, probability: p }, i) => {
        const is = (there >> i) & 1;
        probability *= is ? p : 1 - p;
        count += is;
        if (is && answer.has(first)) hits++;
      });
      expected += probability * (answer.size + count === 0 ? 1 : (2 * hits) / (answer.size + count));
    }
    return expected;
  };

  test('is better than every other set of spans, and expects what it does', () => {
    fc.assert(
      fc.property(apart, (candidates) => {
        const { spans, expected } = decodeSpans(candidates);
        expect(expected).toBeCloseTo(expectedOf(candidates, new Set(spans.map(({ first }) => first))), 9);
        for (let answer = 0; answer < 2 ** candidates.length; answer++) {
          const others = candidates.filter((_, i) => (answer >> i) & 1).map(({ first }) => first);
          expect(expectedOf(candidates, new Set(others))).toBeLessThanOrEqual(expected + 1e-9);
        }
      }),
    );
  });

  test('takes the likeliest of spans that overlap', () => {
    const { spans, expected } = decodeSpans([
      { first: 0, end: 2, label: 0, probability: 0.3 },
      { first: 0, end: 3, label: 0, probability: 0.6 },
      { first: 2, end: 3, label: 1, probability: 0.1 },
    ]);
    expect(spans.map(({ first, end }) => [first, end])).toEqual([[0, 3]]);
    expect(expected).toBeCloseTo(0.6, 9);
  });

  test('is nearly the same by means where there are too many places to go through', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      first: i,
      end: i + 1,
      label: 0,
      probability: i % 3 ? 0.95 : 0.05,
    }));
    const { spans, expected } = decodeSpans(many);
    expect(spans).toHaveLength(40);
    expect(expected).toBeCloseTo((2 * 38) / (40 + 39), 9);
  });
});

describe('tokens', () => {
  const pieces = (text: string) => {
    const { starts, ends } = tokensOf(text);
    return starts.map((start, i) => text.slice(start, ends[i]));
  };

  test('are runs of letters or digits, single marks, and single characters where there are no blanks', () => {
    expect(pieces("UPS lost 3.5kg, didn't it?")).toEqual([
      'UPS',
      'lost',
      '3',
      '.',
      '5',
      'kg',
      ',',
      'didn',
      "'",
      't',
      'it',
      '?',
    ]);
    expect(pieces('東京タワー、333m')).toEqual(['東', '京', 'タ', 'ワ', 'ー', '、', '333', 'm']);
    expect(pieces('Zoë\u0301 naïve\u00a0😀👍🏽 Привет')).toEqual(['Zoë\u0301', 'naïve', '😀', '👍', '🏽', 'Привет']);
  });

  test('cover everything but blanks, in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { starts, ends } = tokensOf(text);
        const blank = [...starts, text.length].map((start, i) => text.slice(i ? ends[i - 1] : 0, start));
        const tokens = starts.map((start, i) => text.slice(start, ends[i]));
        expect(blank.map((part, i) => part + (tokens[i] ?? '')).join('')).toBe(text);
        expect(tokens).not.toContain('');
        expect(blank.join('')).toMatch(/^[\s\p{Z}\u0000-\u0020\u007f-\u009f]*$/u);
        const table = tokenTable(text);
        expect(tokenCount(table)).toBe(starts.length);
        expect(starts.map((_, i) => [tokenStart(table, i), tokenEnd(table, i)])).toEqual(
          starts.map((start, i) => [start, ends[i]!].map((unit) => [...text.slice(0, unit)].length)),
        );
      }),
      { examples: [['\u0000\u0f35']] },
    );
  });
});

describe('tags', () => {
  test('of spans that overlap keep the longest, and of a part of a token the whole', () => {
    const spans = [
      { start: 0, end: 3, label: 0 },
      { start: 0, end: 8, label: 1 },
      { start: 4, end: 8, label: 0 },
      { start: 10, end: 12, label: 0 },
    ];
    expect(withoutOverlaps(spans)).toEqual([spans[1], spans[3]]);
    expect([...tagsOf(tokenTable('New York Citytown'), spans, states)]).toEqual([
      beginTag(1),
      insideTag(1),
      beginTag(0),
    ]);
  });

  test('of a long text are cut between spans, and no more are kept than asked for', () => {
    const tags = new Uint8Array(2000);
    tags.fill(insideTag(0), 390, 450);
    tags[390] = beginTag(0);
    const all = piecesOf([tags, new Uint8Array(0), new Uint8Array(10)], 10_000, randomGenerator(1));
    expect(all.filter(({ text }) => text === 0).reduce((sum, { first, end }) => sum + end - first, 0)).toBe(2000);
    for (const { text, first } of all) if (text === 0) expect(tags[first]).not.toBe(insideTag(0));
    const some = piecesOf([tags, tags, tags], 2500, randomGenerator(1));
    expect(some.reduce((sum, { first, end }) => sum + end - first, 0)).toBeLessThanOrEqual(2500);
    expect(some.length).toBeGreaterThan(2);
  });
});

test('rare features go where there would be too many', () => {
  const tables = ['a b c', 'a b d', 'a b e'].map((text) => tokenTable(text));
  const pieces = tables.map((_, text) => ({ text, first: 0, end: 3 }));
  const all = learnFeatures(tables, pieces, 10_000);
  const few = learnFeatures(tables, pieces, 40);
  expect(all.data.count).toBe(all.vocabulary.size);
  expect(few.data.count).toBeLessThanOrEqual(40);
  expect(few.data.count).toBeGreaterThan(5);
  expect(Math.max(...few.data.features)).toBeLessThan(few.data.count);
  expect(few.data.starts.at(-1)).toBe(few.data.features.length);
});

test('training brings the probability of the tags it is shown near one', () => {
  const texts = ['Mr Smith slept', 'Mr Jones ate', 'a dog slept'].map((text) => tokenTable(text));
  const tags = [
    [0, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
  ].map((own) => Uint8Array.from(own));
  const { data } = learnFeatures(
    texts,
    texts.map((_, text) => ({ text, first: 0, end: 3 })),
    1000,
  );
  const transitions = tagTransitions(1);
  const losses: number[] = [];
  const crf = fitCrf(
    data,
    Uint32Array.of(0, 1, 2),
    tags,
    transitions,
    { epochs: 30, rate: 0.1, penalty: 0.001, random: randomGenerator(1) },
    (_, loss) => losses.push(loss),
  );
  expect(losses.at(-1)!).toBeLessThan(0.05);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 10);
  const chain = new Chain(transitions, crf.follow);
  chain.reserve(3);
  scoreTokens(crf, data, 3, 3, chain.scores);
  chain.sum(3);
  expect(chain.marginals[1 * transitions.states + 1]!).toBeGreaterThan(0.95);
});

test('calibration of quality finds the slope that made it, and keeps to what is expected where it knows nothing', () => {
  const random = randomGenerator('calibration');
  const expected = Float64Array.from({ length: 4000 }, () => random.next());
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const quality = expected.map((p) => Number(random.next() < sigmoid(0.5 * Math.log(p / (1 - p)) + 0.3)));
  const calibration = fitQualityCalibration(expected, quality);
  expect(calibration.slope).toBeCloseTo(0.5, 1);
  expect(calibration.bias).toBeCloseTo(0.3, 1);
  const none = fitQualityCalibration(new Float64Array(0), new Float64Array(0));
  for (const p of [0, 0.2, 0.99, 1]) expect(calibratedQuality(none, p)).toBeCloseTo(p, 5);
});
