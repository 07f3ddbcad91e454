import { expect, test } from '@jest/globals';
import { learntOf, recallConfusions } from '../../../../core/consolidation/classes/learnt-confusions';

test('learnt confusions survive JSON and add up over batches', () => {
  const counts = {
    start: Int32Array.from([0, 2, 3]),
    trueClass: Int32Array.from([1, 0, 2]),
    answer: Int32Array.from([1, 1, 2]),
    count: Float64Array.from([3.25, 0.75, 0.0000001]),
  };
  const learnt = JSON.parse(JSON.stringify(learntOf(counts, ['a', '__proto__'], 3)));
  expect(learnt.workers.a).toEqual([
    [0, 1, 0.75],
    [1, 1, 3.25],
  ]);
  const twice = recallConfusions([learnt, learnt], ['__proto__', 'a', 'new'], 3);
  expect([...twice.start]).toEqual([0, 0, 2, 2]);
  expect([...twice.count]).toEqual([1.5, 6.5]);
});
