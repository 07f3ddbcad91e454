import { expect, test } from '@jest/globals';
import { parseStringList } from '../../ui-templates/elements/shared/string-list';

test.each<[string, string[]]>([
  [`['Car', "Bus"]`, ['Car', 'Bus']],
  ['[]', []],
  ['[1, true]', ['1', 'true']],
  [`['Car', 'Bus', 'Car']`, ['Car', 'Bus']],
  ['[{"label": "Car", "shortDisplayName": "C"}, {"other": 1}]', ['Car', '{"other":1}']],
])('%s', (text, items) => {
  expect(parseStringList('labels', text)).toEqual({ ok: true, items });
});

test.each([
  [null, 'The attribute "labels" is missing.'],
  [' ', 'The attribute "labels" is missing.'],
  ['null', 'The attribute "labels" is not a list: null'],
  ['a,b', 'The attribute "labels" cannot be read: expected the end at character 2, found ",b". It is: a,b'],
])('%j is a mistake in the template', (text, problem) => {
  expect(parseStringList('labels', text)).toEqual({ ok: false, problem });
});
