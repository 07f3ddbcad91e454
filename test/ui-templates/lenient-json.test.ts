import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLenientJson } from '../../ui-templates/elements/shared/lenient-json';

describe('JSON as authors write it', () => {
  test.each<[string, unknown]>([
    [`['a', "b"]`, ['a', 'b']],
    [`["a", 'b',]`, ['a', 'b']],
    [`{ text: 'None of the above' }`, { text: 'None of the above' }],
    [`{ "a": 1, b: -2.5, 'c': true, d: null, e: .5, }`, { a: 1, b: -2.5, c: true, d: null, e: 0.5 }],
    [`[ // comment, with "quotes"\n 1, /* two */ 2 ]`, [1, 2]],
    [`['it\\'s', "a\\"b", 'line\\nbreak', '\\u00e9']`, ["it's", 'a"b', 'line\nbreak', 'é']],
    [`{ src: https://pics.example/a.png?x=1, k: v }`, { src: 'https://pics.example/a.png?x=1', k: 'v' }],
    [`['It's', 'L'Été', "5"x7"]`, ["It's", "L'Été", '5"x7']],
    [`[no quotes at all, second]`, ['no quotes at all', 'second']],
    [`[]`, []],
    [`  {}  `, {}],
    [`'text'`, 'text'],
    [`{"__proto__": 1}`, JSON.parse('{"__proto__": 1}')],
  ])('%s', (text, value) => {
    expect(parseLenientJson(text)).toEqual(value);
  });

  test('everything that is JSON is read as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseLenientJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    [`['a'`, 'expected "," or "]" at character 5, found "the end"'],
    [`['a" ]`, `expected a closing ' at character 2, found "'a\\" ]"`],
    [`{a 1}`, 'expected ":" at character 4, found "1}"'],
    [`['a' 'b']`, `expected "," or "]" at character 6, found "'b']"`],
    [`[] x`, 'expected the end at character 4, found "x"'],
    [``, 'expected a value at character 1, found "the end"'],
  ])('%s is refused with place and cause', (text, message) => {
    expect(() => parseLenientJson(text)).toThrow(new SyntaxError(message));
  });

  test('whatever the text, it ends: with a value or a SyntaxError', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', "'", '\\', 'a', '1', ' ', '\n', '//', '/*', '*/');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseLenientJson(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});
