import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nominalAlpha } from '../../../core/quality/agreement/nominal-alpha';
import { workerPairs } from '../../../core/quality/agreement/worker-pairs';
import { indexAnswers } from '../../../core/quality/answered';

type Given = { answers: { workerId: string; answer: number }[] };

function pairsOf(objects: Given[], options?: { limit?: number; comparisons?: number }) {
  const { start, worker, answer, workerIds } = indexAnswers(objects);
  const found = workerPairs(
    {
      start,
      worker,
      workers: workerIds.length,
      distance: (i, j) => Number(answer[i] !== answer[j]),
      alpha: (both) =>
        nominalAlpha({
          start: Int32Array.from({ length: both.length / 2 + 1 }, (_, u) => 2 * u),
          value: Int32Array.from(both, (i) => answer[i]!),
          classes: 3,
        }),
    },
    options,
  );
  const named = (list: typeof found.mostShared) =>
    list.map((pair) => ({ ...pair, a: workerIds[pair.a]!, b: workerIds[pair.b]! }));
  return { ...found, mostShared: named(found.mostShared), leastAgreed: named(found.leastAgreed) };
}

const someObjects: fc.Arbitrary<Given[]> = fc.array(
  fc
    .uniqueArray(
      fc.record({ workerId: fc.constantFrom('a', 'b', 'c', 'd', 'e'), answer: fc.integer({ min: 0, max: 2 }) }),
      {
        selector: ({ workerId }) => workerId,
      },
    )
    .map((answers) => ({ answers })),
  { maxLength: 15 },
);

describe('pairs of workers', () => {
  test('are all that share two objects, with what they share and how they agree there', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const { pairs, mostShared } = pairsOf(objects);
        const expected = new Map<string, { shared: number; same: number }>();
        for (const { answers } of objects)
          for (const x of answers)
            for (const y of answers) {
              if (x.workerId >= y.workerId) continue;
              const key = `${x.workerId}${y.workerId}`;
              const tally = expected.get(key) ?? { shared: 0, same: 0 };
              expected.set(key, { shared: tally.shared + 1, same: tally.same + Number(x.answer === y.answer) });
            }
        const sharing = [...expected].filter(([, { shared }]) => shared > 1);
        expect(pairs).toBe(sharing.length);
        expect(
          new Map(
            mostShared.map(({ a, b, shared, agreement }) => [a + b, { shared, same: Math.round(agreement * shared) }]),
          ),
        ).toEqual(new Map(sharing));
      }),
    );
  });

  test('are listed from both ends: who share most, and who surely agree least', () => {
    const together = (a: string, b: string, same: boolean, times: number): Given[] =>
      Array.from({ length: times }, (_, o) => ({
        answers: [
          { workerId: a, answer: o % 2 },
          { workerId: b, answer: same ? o % 2 : 1 - (o % 2) },
        ],
      }));
    // Twice apart may be chance, twenty times is none.
    const { mostShared, leastAgreed } = pairsOf(
      [...together('p', 'q', true, 30), ...together('r', 's', false, 20), ...together('t', 'u', false, 2)],
      { limit: 2 },
    );
    expect(mostShared.map(({ a, b, shared }) => [a, b, shared])).toEqual([
      ['p', 'q', 30],
      ['r', 's', 20],
    ]);
    expect(leastAgreed.map(({ a, b }) => a + b)).toEqual(['rs', 'tu']);
    expect(mostShared[0]!.alpha.alpha).toBe(1);
    expect(leastAgreed[0]!.alpha.alpha).toBeLessThan(-0.9);
  });

  test('of a crowd that all answered the same objects are compared among the busiest only', () => {
    const crowd = Array.from({ length: 8 }, (_, o) => ({
      // Everybody answers the first objects; the later the name, the more objects.
      answers: Array.from({ length: 300 }, (_, w) => ({ workerId: String(w).padStart(3, '0'), answer: w % 3 })).filter(
        (_, w) => o < 6 || w >= 290,
      ),
    }));
    const { workers, leastAgreed } = pairsOf(crowd, { limit: 5, comparisons: 100_000 });
    expect(workers).toBeLessThan(300);
    expect(workers).toBeGreaterThan(100);
    expect(leastAgreed.every(({ a }) => a >= '290')).toBe(true);
  });
});

test('a worker who answered an object twice is taken at the later word and never paired with himself', () => {
  const { start, worker, answer, workerIds } = indexAnswers([
    {
      answers: [
        { workerId: 'b', answer: 'first' },
        { workerId: 'a', answer: 'only' },
        { workerId: 'b', answer: 'later' },
      ],
    },
  ]);
  expect([...start]).toEqual([0, 2]);
  expect([...worker].map((w) => workerIds[w])).toEqual(['a', 'b']);
  expect(answer).toEqual(['only', 'later']);
});
