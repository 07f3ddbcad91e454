import { describe, expect, test } from '@jest/globals';
import { creationDate, fileStamp } from '../../../core/manifest/creation-date';
import {
  failedSet,
  type Outcome,
  type OutcomeKind,
  parseOutcome,
  serializeOutcome,
  strongerOutcome,
} from '../../../core/manifest/outcome';

const outcome = (kind: OutcomeKind, note = ''): Outcome => ({ id: 17, kind, set: { kind: 2, note } });

describe('outcomes', () => {
  test('a line reads back as it was written', () => {
    const text = serializeOutcome(outcome('human'));
    expect(text).toBe('{"id":17,"kind":"human","set":{"kind":2,"note":""}}');
    expect(parseOutcome(text, 'r1-human.jsonl:1')).toEqual(outcome('human'));
  });

  test.each([
    ['not json', 'r1.jsonl:4: outcome is not JSON'],
    [
      '{"id":1,"kind":"lost","set":{}}',
      'r1.jsonl:4: expected an outcome {"id","kind","set"}, found {"id":1,"kind":"lost","set":{}}',
    ],
    [
      '{"id":1.5,"kind":"human","set":{}}',
      'r1.jsonl:4: expected an outcome {"id","kind","set"}, found {"id":1.5,"kind":"human","set":{}}',
    ],
    ['null', 'r1.jsonl:4: expected an outcome {"id","kind","set"}, found null'],
  ])('refuses %s, naming file and line', (text, message) => {
    expect(() => parseOutcome(text, 'r1.jsonl:4')).toThrow(message);
  });

  test('human beats machine beats existing beats failed, whichever comes first', () => {
    const order: OutcomeKind[] = ['failed', 'existing', 'machine', 'human'];
    for (const [weak, weaker] of order.entries()) {
      for (const stronger of order.slice(weak + 1)) {
        expect(strongerOutcome(outcome(weaker), outcome(stronger)).kind).toBe(stronger);
        expect(strongerOutcome(outcome(stronger), outcome(weaker)).kind).toBe(stronger);
      }
    }
    expect(strongerOutcome(outcome('human', 'first'), outcome('human', 'second')).set.note).toBe('first');
  });

  test("a failed object gets Ground Truth's metadata and no label", () => {
    expect(JSON.stringify(failedSet('birds', 'ClientError: Annotation tasks expired.', 1))).toBe(
      '{"birds-metadata":{"retry-count":1,"failure-reason":"ClientError: Annotation tasks expired.","human-annotated":"true"}}',
    );
  });
});

test('dates are written as Ground Truth writes them', () => {
  const at = Date.UTC(2026, 2, 1, 9, 10, 11, 7);
  expect(creationDate(at)).toBe('2026-03-01T09:10:11.007000');
  expect(fileStamp(at)).toBe('2026-03-01_09:10:11');
});
