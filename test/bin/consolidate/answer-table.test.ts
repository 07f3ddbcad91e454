import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AnswerTable } from '../../../bin/commands/consolidate/answer-table';

const numberIn = (names: AnswerTable['objects'], name: string) => names.find(name) ?? names.add(name);

function tableOf(answers: { object: string; worker: string; value: string; seconds?: number }[]): AnswerTable {
  const table = new AnswerTable();
  for (const { object, worker, value, seconds } of answers)
    table.add(numberIn(table.objects, object), numberIn(table.workers, worker), table.values.push(value) - 1, seconds);
  return table;
}

describe('the table of answers', () => {
  test('holds the last answer of each worker to each object, whatever their names', () => {
    const name = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', ''), fc.string({ maxLength: 30 }));
    const answer = fc.record({
      object: name,
      worker: name,
      value: fc.string(),
      seconds: fc.option(fc.nat(99), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 60 }), (answers) => {
        const expected = new Map<string, { value: string; seconds: number | undefined }>();
        for (const { object, worker, value, seconds } of answers)
          expected.set(JSON.stringify([object, worker]), { value, seconds });
        const table = tableOf(answers);
        const sorted = table.sorted();
        const found = new Map<string, { value: string; seconds: number | undefined }>();
        for (const [object, name] of table.objects.list.entries())
          for (let i = sorted.start[object]!; i < sorted.start[object + 1]!; i++) {
            const seconds = sorted.seconds?.[i];
            found.set(JSON.stringify([name, table.workers.list[sorted.worker[i]!]]), {
              value: table.values[sorted.value[i]!] as string,
              seconds: seconds === undefined || Number.isNaN(seconds) ? undefined : seconds,
            });
          }
        expect(found).toEqual(expected);
        expect(sorted.replaced).toBe(answers.length - expected.size);
        expect(sorted.object).toHaveLength(expected.size);
      }),
      { numRuns: 300 },
    );
  });

  test('holds every answer where every one counts', () => {
    const answers = ['first', 'second', 'first'].map((value) => ({ object: 'o', worker: 'w', value }));
    const table = tableOf(answers);
    expect(table.sorted(true)).toMatchObject({ value: Int32Array.from([0, 1, 2]), replaced: 0 });
    expect(table.sorted()).toMatchObject({ value: Int32Array.from([2]), replaced: 2 });
  });

  test('grows', () => {
    const table = tableOf(
      Array.from({ length: 5000 }, (_, i) => ({
        object: `o${i % 1250}`,
        worker: `w${i % 3}`,
        value: `v${i}`,
        ...(i > 4000 && { seconds: i }),
      })),
    );
    const { object, seconds, replaced } = table.sorted();
    expect(object.length + replaced).toBe(5000);
    expect(Math.max(...seconds!.filter((spent) => !Number.isNaN(spent)))).toBe(4999);
  });
});
