import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { freeTextConsolidator } from '../../../../core/consolidation/free-text/consolidator';
import { randomGenerator } from '../../../../core/random/generator';
import { expectOrderNotToMatter, saidBy, someCrowd } from '../crowds';
import { generated } from './generated';

const { consolidate, measure, methods } = freeTextConsolidator;

const textOf = (...answers: string[]): string => consolidate([saidBy(...answers)], {}).objects[0]!.label;

const wordErrorRate = (objects: readonly AnsweredObject<string>[], gold: string[], method?: string): number =>
  measure(consolidate(objects, { method }).objects.map((object, i) => ({ label: object?.label, gold: gold[i]! })))
    .wordErrorRate!;

const only = (objects: readonly AnsweredObject<string>[], workers: number[]): AnsweredObject<string>[] =>
  objects.map(({ answers }) => ({
    answers: answers.filter(({ workerId }) => workers.includes(Number(workerId.slice(7)))),
  }));

const text = fc
  .array(fc.constantFrom('the', 'The', 'cat', 'cats', 'sat.', 'on', 'a', 'mat,', '?', '猫が好きです'), { maxLength: 6 })
  .map((words) => words.join(' ') || '!');

const crowd = someCrowd(text);

describe.each(methods)('%s', (method) => {
  test('does not depend on the order of objects and answers', () => {
    expectOrderNotToMatter(freeTextConsolidator, { crowd, method, of: (label) => label, digits: 9, numRuns: 100 });
  });

  test('gives one text for every object with an answer, with probabilities and reasons', () => {
    fc.assert(
      fc.property(crowd, (objects) => {
        const { objects: labels, skills } = consolidate(objects, { method });
        for (const [i, { answers }] of objects.entries()) {
          if (answers.length === 0) {
            expect(labels[i]).toBeUndefined();
            continue;
          }
          const { label, confidence, explanation } = labels[i]!;
          expect(label.trim()).not.toBe('');
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(explanation.parts).toHaveLength(1);
          const { decided, votes, alternatives } = explanation.parts[0]!;
          expect(decided).toBe(label);
          expect(votes.map(({ workerId }) => workerId)).toEqual(answers.map(({ workerId }) => workerId).sort());
          expect(votes.every(({ weight }) => Number.isFinite(weight))).toBe(true);
          expect(alternatives.length).toBeLessThanOrEqual(5);
        }
        for (const skill of skills.values()) {
          expect(skill).toBeGreaterThanOrEqual(0);
          expect(skill).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('gives what everyone wrote, the surer the more there are, and the one answer there is', () => {
    const confidences = [1, 2, 4].map((n) => {
      const { label, confidence } = consolidate([saidBy(...Array<string>(n).fill('Mind the gap!'))], { method })
        .objects[0]!;
      expect(label).toBe('Mind the gap!');
      return confidence;
    });
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    expect(confidences[0]).toBeLessThan(confidences[2]!);
  });

  test('takes no objects, and says which methods there are when it does not know one', () => {
    expect(consolidate([], { method }).objects).toEqual([]);
    expect(() => consolidate([], { method: 'guess' })).toThrow(methods.join(', '));
  });
});

describe('voting on aligned words', () => {
  test('puts together what no single answer has', () => {
    expect(
      textOf(
        'When you cross the road, be careful of cars.',
        'When you crossed the street, be careful of cars.',
        'When you cross the street, be careful about cars.',
        'If you cross the street, be careful of a car.',
      ),
    ).toBe('When you cross the street, be careful of cars.');
  });

  test('takes an answer as it stands where the vote comes to its words', () => {
    expect(textOf('Hello, Wide World!', 'hello wide world', 'Hello wide word')).toMatch(
      /^(Hello, Wide World!|hello wide world)$/,
    );
  });

  test('moves words without the capital and the full stop of the place they had', () => {
    const label = textOf(
      'Today we eat fish at noon.',
      'We eat fish today at noon.',
      'We eat the fish today.',
      'So we eat fish today.',
    );
    expect(['Today', 'So', 'We']).toContain(label.split(' ')[0]);
    expect(label).toMatch(/^[A-Z][^A-Z.]*\.$/);
  });

  test('keeps names, acronyms and I as they are', () => {
    const label = textOf(
      'I saw NASA people in Japan',
      'Then I saw NASA people in Japan',
      'In May I saw NASA folk in Japan',
    );
    expect(label).toMatch(/\bI saw NASA people in Japan$/);
  });

  test('lets a misspelling vote where the word it stands for stands', () => {
    expect(textOf('the populer song', 'the popular old song', 'the popular song', 'the poplar song')).toBe(
      'the popular song',
    );
  });

  test('reads scripts without spaces word by word, and writes none', () => {
    expect(
      textOf(
        '今日はとても天気がいいです。',
        '今日は天気がいいです。',
        '昨日はとても天気がいいです。',
        '今日はとても天気が悪いです。',
      ),
    ).toBe('今日はとても天気がいいです。');
    expect(freeTextConsolidator.distance('猫が好きです', '犬が好きです')).toBeCloseTo(1 / 4, 1);
  });

  test('takes texts without a single word', () => {
    expect(textOf('?', '!', '?')).toMatch(/^[?!]$/);
    expect(textOf('…')).toBe('…');
  });

  test('is better than the medoid on transcripts, and better for knowing its workers', () => {
    const { gold, answered } = generated(80, 3, [0.05, 0.1, 0.2, 0.3, 0.4, 0.5], 'differ');
    const weighted = wordErrorRate(answered, gold);
    expect(weighted).toBeLessThan(wordErrorRate(answered, gold, 'medoid') - 0.02);
    expect(weighted).toBeLessThan(wordErrorRate(answered, gold, 'rover') - 0.01);
    expect(weighted).toBeLessThan(0.1);
  });

  test('is hardly moved by workers who write anything', () => {
    const wrong = [0.15, 0.15, 0.15, 0.15, 1, 1];
    const { gold, answered } = generated(60, 6, wrong, 'spam');
    expect(wordErrorRate(answered, gold)).toBeLessThan(wordErrorRate(only(answered, [0, 1, 2, 3]), gold) + 0.02);
    const { skills } = consolidate(answered, {});
    expect(skills.get('worker-5')).toBeLessThan(skills.get('worker-0')! - 0.5);
  });

  test('of two answers takes that of the better worker, known from this batch or an earlier one', () => {
    const { answered } = generated(60, 3, [0.05, 0.05, 0.1, 0.6], 'known');
    const pair = {
      answers: [
        { workerId: 'worker-3', answer: 'a b c d' },
        { workerId: 'worker-0', answer: 'e f g d' },
      ],
    };
    expect(consolidate([...answered, pair], {}).objects.at(-1)!.label).toBe('e f g d');
    expect(consolidate([pair], {}).objects[0]!.label).toBe('a b c d');
    const earlier = [
      JSON.parse(JSON.stringify(consolidate(answered, {}).learnt)),
      7,
      { workers: { 'worker-3': [1, 9, 1, 1] } },
    ];
    const known = consolidate([pair], { earlier });
    expect(known.objects[0]!.label).toBe('e f g d');
    expect(known.skills.get('worker-0')).toBeGreaterThan(known.skills.get('worker-3')!);
    // What it hands on is this batch's own: one object.
    expect((known.learnt as { workers: Record<string, number[]> }).workers['worker-0']![2]).toBe(1);
  });

  test('does not count a worker twice who answered twice', () => {
    const twice = { workerId: 'w0', answer: 'one two six' };
    const { label } = consolidate(
      [
        {
          answers: [
            twice,
            twice,
            twice,
            { workerId: 'w1', answer: 'one two three' },
            { workerId: 'w2', answer: 'one two three' },
          ],
        },
      ],
      {},
    ).objects[0]!;
    expect(label).toBe('one two three');
  });

  test('aligns texts of many thousand words', () => {
    const random = randomGenerator('long');
    const words = Array.from({ length: 3000 }, () => `word${random.integer(300)}`);
    const spoilt = () => words.map((word) => (random.next() < 0.1 ? `word${random.integer(300)}` : word)).join(' ');
    const answers = [spoilt(), spoilt(), spoilt(), 'a short answer'];
    expect(answers[0]!.length).toBeGreaterThan(20_000);
    expect(measure([{ label: textOf(...answers), gold: words.join(' ') }]).wordErrorRate).toBeLessThan(0.05);
  });
});

test('the medoid is the answer most like the others', () => {
  const { label } = consolidate([saidBy('a b c d', 'a b c e', 'a b x e', 'q r s t')], { method: 'medoid' }).objects[0]!;
  expect(label).toBe('a b c e');
});

test('explains with every answer, for or against, and the other answers by how like all they are', () => {
  const [object] = consolidate([saidBy('a b c', 'a b c', 'a b d', 'x y z')], {}).objects;
  const [part] = object!.explanation.parts;
  expect(part!.decided).toBe('a b c');
  expect(part!.votes[0]!.weight).toBeGreaterThan(part!.votes[2]!.weight);
  expect(part!.votes[2]!.weight).toBeGreaterThan(0);
  expect(part!.votes[3]!.weight).toBeLessThan(0);
  expect(part!.alternatives.map(({ choice }) => choice)).toEqual(['a b d', 'x y z']);
});
