/** What tests of several kinds of answers ask of every method. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject, Consolidator } from '../../../core/consolidation/consolidator';

/** Answers by workers who are called `w0`, `w1`, … */
export const saidBy = <Answer>(...answers: Answer[]): AnsweredObject<Answer> => ({
  answers: answers.map((answer, w) => ({ workerId: `w${w}`, answer })),
});

/** Some objects with few answers or none, some workers twice, one with a name that objects have of their own. */
export const someCrowd = <Answer>(answer: fc.Arbitrary<Answer>): fc.Arbitrary<AnsweredObject<Answer>[]> =>
  fc.array(
    fc.record({
      answers: fc.array(fc.record({ workerId: fc.constantFrom('u', 'v', 'w', '__proto__'), answer }), {
        maxLength: 5,
      }),
    }),
    { maxLength: 6 },
  );

export interface OrderCheck<Answer, Label> {
  crowd: fc.Arbitrary<AnsweredObject<Answer>[]>;
  method: string;
  /** What of a label must be the same. */
  of(label: Label): unknown;
  /** Decimals of confidences. */
  digits: number;
  numRuns: number;
}

/** Objects and answers the other way round give the same labels. */
export function expectOrderNotToMatter<Answer, Label>(
  { consolidate }: Pick<Consolidator<Answer, Label>, 'consolidate'>,
  { crowd, method, of, digits, numRuns }: OrderCheck<Answer, Label>,
): void {
  fc.assert(
    fc.property(crowd, (objects) => {
      const one = consolidate(objects, { method });
      const other = consolidate(
        objects.toReversed().map(({ answers }) => ({ answers: answers.toReversed() })),
        { method },
      );
      for (const [i, expected] of one.objects.entries()) {
        const found = other.objects.at(-1 - i);
        expect(found && of(found.label)).toEqual(expected && of(expected.label));
        if (expected) expect(found!.confidence).toBeCloseTo(expected.confidence, digits);
      }
      expect([...other.skills.keys()]).toEqual([...one.skills.keys()]);
    }),
    { numRuns },
  );
}
