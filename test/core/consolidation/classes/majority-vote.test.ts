import { describe, expect, test } from '@jest/globals';
import { majorityVote } from '../../../../core/consolidation/classes/majority-vote';
import { answersOf } from './answers';

describe('majorityVote', () => {
  test('takes the most frequent class; the lowest in a tie; none without answers', () => {
    const { labels, confidences } = majorityVote(
      answersOf(
        [
          [0, 0, 2],
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 1, 1],
          [3, 0, 0],
        ],
        { objects: 4, classes: 3 },
      ),
    );
    expect([...labels]).toEqual([2, 1, -1, 0]);
    expect([...confidences]).toEqual([2 / 3, 0.5, 0, 1]);
  });

  test('no answers at all', () => {
    expect([...majorityVote(answersOf([], { objects: 2 })).labels]).toEqual([-1, -1]);
  });
});
