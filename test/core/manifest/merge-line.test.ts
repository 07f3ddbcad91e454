import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeOutcome, mergeOutcomeText, readLine, serializeLine } from '../../../core/manifest/merge-line';

const set = { kind: 2, 'kind-metadata': { 'class-name': 'owl', confidence: 0.95 } };

describe('mergeOutcome', () => {
  test('puts new keys last, in the order of the outcome', () => {
    expect(serializeLine(mergeOutcome({ 'source-ref': 's3://a-b/1.jpg', shift: 'night' }, set))).toBe(
      '{"source-ref":"s3://a-b/1.jpg","shift":"night","kind":2,"kind-metadata":{"class-name":"owl","confidence":0.95}}',
    );
  });

  test('replaces an earlier label where it stood', () => {
    expect(serializeLine(mergeOutcome({ kind: 0, source: 'a', 'kind-metadata': { old: true } }, set))).toBe(
      '{"kind":2,"source":"a","kind-metadata":{"class-name":"owl","confidence":0.95}}',
    );
  });
});

const line = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('kind', 'kind-metadata', '7', 'source')),
  fc.jsonValue(),
  { noNullPrototype: true },
);

describe('mergeOutcomeText', () => {
  test("leaves what is not the outcome's to the byte", () => {
    const text = '{ "z": 1.0, "10": 12345678901234567890, "2":[1, 2], "source":"caf\\u00e9" }';
    expect(mergeOutcomeText(text, { kind: 1 })).toBe(
      '{ "z": 1.0, "10": 12345678901234567890, "2":[1, 2], "source":"caf\\u00e9" ,"kind":1}',
    );
  });

  test('fills an empty object', () => {
    expect(mergeOutcomeText('{ }', set)).toBe(`{ ${JSON.stringify(set).slice(1)}`);
  });

  test('replaces a key that is spelt with an escape', () => {
    expect(mergeOutcomeText('{"\\u006bind":0,"source":"a"}', { kind: 1 })).toBe('{"\\u006bind":1,"source":"a"}');
  });

  test.each(['not json', '[1]', '"text"', '{"source":"a"'])('keeps the text of %j, which is no object', (text) => {
    expect(JSON.parse(mergeOutcomeText(text, set))).toEqual({ 'unreadable-line': text, ...set });
    expect(readLine(text)).toEqual({ 'unreadable-line': text });
  });

  test('means the same as merging objects, whatever the line', () => {
    fc.assert(
      fc.property(line, (object) => {
        const merged = mergeOutcomeText(JSON.stringify(object), set);
        expect(JSON.parse(merged)).toEqual(
          JSON.parse(JSON.stringify(mergeOutcome(JSON.parse(JSON.stringify(object)), set))),
        );
      }),
    );
  });

  test('doing it twice is doing it once', () => {
    fc.assert(
      fc.property(line, (object) => {
        const once = mergeOutcomeText(JSON.stringify(object), set);
        expect(mergeOutcomeText(once, set)).toBe(once);
      }),
    );
  });
});
