import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AnswerCollector } from '../../../bin/commands/consolidate/answer-collector';
import { consolidateTable } from '../../../bin/commands/consolidate/consolidate-table';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';

test('classes as numbers and as names lead to the same labels, confidences and skills', () => {
  const answer = fc.record({
    object: fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'f'),
    worker: fc.constantFrom('z', 'y', 'x', 'constructor', 'v'),
    label: fc.constantFrom('no', 'yes', 'maybe', '__proto__'),
  });
  fc.assert(
    fc.property(
      fc.array(answer, { minLength: 1, maxLength: 40 }),
      fc.option(fc.constant(['yes', 'no', 'never']), { nil: undefined }),
      fc.constantFrom(...classConsolidator.methods),
      (answers, categories, method) => {
        const collector = new AnswerCollector(classConsolidator, undefined);
        for (const { object, worker, label } of answers)
          collector.answer(object, worker, label, undefined, { file: 'f', line: 1 });
        const { table } = collector;
        const run = (explain: boolean) => {
          const { labelOf, skills } = consolidateTable(classConsolidator, table, table.sorted(), {
            explain,
            categories,
            method,
          });
          return {
            labels: table.objects.list.map((name, object) => [
              name,
              labelOf(object)?.label,
              labelOf(object)?.confidence.toFixed(9),
            ]),
            skills: [...skills].map(([workerId, skill]) => [workerId, skill.toFixed(9)]),
          };
        };
        expect(run(false)).toEqual(run(true));
      },
    ),
    { numRuns: 100 },
  );
});
