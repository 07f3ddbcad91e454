import { describe, expect, test } from '@jest/globals';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import { recallConfusions } from '../../../core/consolidation/classes/learnt-confusions';
import { goldCounts, goldScores, goldVerdict } from '../../../core/quality/gold';
import { said } from './said';

const golden = [
  { answers: said(['a', 'cat'], ['__proto__', 'dog']), gold: 'cat' },
  { answers: said(['a', 'cat'], ['__proto__', 'dog']), gold: 'dog' },
  { answers: said(['a', 'dog'], ['__proto__', 'cow']), gold: 'dog' },
  { answers: said(['a', 'dog'], ['new', 'dog']) },
];

describe('gold questions', () => {
  test('score each worker who met one: right of asked, with an interval', () => {
    const scores = goldScores(golden);
    expect(scores.map(({ workerId, asked, right }) => [workerId, asked, right])).toEqual([
      ['__proto__', 3, 1],
      ['a', 3, 2],
    ]);
    expect(scores[1]).toMatchObject({ share: 2 / 3, low: expect.closeTo(0.165, 1), high: expect.closeTo(0.96, 1) });
    expect(scores[1]!.verdict).toBeUndefined();
  });

  test('where right is a matter of degree: near enough is right, and the mean similarity is told', () => {
    const boxes = [0.1, 0.4, 0.8].map((answer) => ({ answers: [{ workerId: 'a', answer }], gold: 0 }));
    const [score] = goldScores(boxes, { distance: (a, b) => Math.abs(a - b) });
    expect(score).toMatchObject({ asked: 3, right: 2, similarity: expect.closeTo(1 - 1.3 / 3, 9) });
  });

  test('pass or fail when sure, else ask on', () => {
    expect(goldVerdict(0, 1, 0.7).decision).toBe('undecided');
    expect(goldVerdict(0, 3, 0.7).decision).toBe('fail');
    expect(goldVerdict(8, 8, 0.7).decision).toBe('pass');
    expect(goldVerdict(14, 20, 0.7).decision).toBe('undecided');
    expect(goldVerdict(8, 8, 0.7, 0.999).decision).toBe('undecided');
    expect(goldVerdict(30, 100, 0.7).belowBar).toBeGreaterThan(0.9999);
    expect(() => goldVerdict(1, 1, 1)).toThrow('bar 1');
  });

  test('a worker at the bar is failed or passed wrongly no oftener than the surety allows', () => {
    // Exact: sum over all outcomes of 20 questions at the bar.
    let wrong = 0;
    let chance = 0.7 ** 20;
    for (let right = 20; right >= 0; right--) {
      if (goldVerdict(right, 20, 0.7).decision !== 'undecided') wrong += chance;
      chance *= (right * 0.3) / ((21 - right) * 0.7);
    }
    expect(wrong).toBeLessThan(0.12);
    expect(wrong).toBeGreaterThan(0.02);
  });
});

describe('gold counts', () => {
  const counts = goldCounts(golden, ['cat', 'dog']);

  test('are what consolidation reads as learnt earlier', () => {
    expect(JSON.parse(JSON.stringify(counts))).toEqual(counts);
    const recalled = recallConfusions([counts], ['a', '__proto__'], 2);
    expect([...recalled.start]).toEqual([0, 3, 5]);
    expect([...recalled.trueClass]).toEqual([0, 1, 1, 0, 1]);
    expect([...recalled.answer]).toEqual([0, 0, 1, 1, 1]);
    expect([...recalled.count]).toEqual([1, 1, 1, 1, 1]);
  });

  test('decide between two workers of whom only gold knows the better', () => {
    const batch = Array.from({ length: 6 }, (_, o) => ({
      answers: [
        { workerId: 'knows', answer: o % 2 ? 'cat' : 'dog' },
        { workerId: 'guesses', answer: o % 2 ? 'dog' : 'cat' },
      ],
    }));
    const met = Array.from({ length: 20 }, (_, o) => {
      const gold = o % 2 ? 'cat' : 'dog';
      return {
        answers: [
          { workerId: 'knows', answer: gold },
          { workerId: 'guesses', answer: o % 4 < 2 ? 'cat' : 'dog' },
        ],
        gold,
      };
    });
    const categories = ['cat', 'dog'];
    const labels = classConsolidator.consolidate(batch, { categories, earlier: [goldCounts(met, categories)] });
    expect(labels.objects.map((object) => object!.label)).toEqual(['dog', 'cat', 'dog', 'cat', 'dog', 'cat']);
    expect(labels.skills.get('knows')!).toBeGreaterThan(labels.skills.get('guesses')!);
  });
});
