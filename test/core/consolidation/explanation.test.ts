import { expect, test } from '@jest/globals';
import { writtenExplanation } from '../../../core/consolidation/explanation';

test('a written explanation has four digits of what is estimated, and all of what was decided and answered', () => {
  const box = { left: 10.123456789, label: 'car' };
  const explanation = {
    version: 1 as const,
    method: 'vote',
    parts: [
      {
        decided: box,
        confidence: 0.123456789,
        votes: [{ workerId: 'w', answer: { left: 9.87654321 }, weight: -1234.5678 }],
        alternatives: [{ choice: box, confidence: 0.0000123456 }],
      },
    ],
  };
  expect(writtenExplanation(explanation)).toEqual({
    version: 1,
    method: 'vote',
    parts: [
      {
        decided: box,
        confidence: 0.1235,
        votes: [{ workerId: 'w', answer: { left: 9.87654321 }, weight: -1235 }],
        alternatives: [{ choice: box, confidence: 0.00001235 }],
      },
    ],
  });
});
