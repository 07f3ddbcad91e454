import { describe, expect, test } from '@jest/globals';
import { parseEntityLabels } from '../../../../ui-templates/elements/crowd-entity-annotation/entity-labels';

const names = (text: string) => {
  const parsed = parseEntityLabels(text);
  return parsed.ok ? parsed.labels.map(({ label, full, short }) => [label, full, short]) : parsed.problem;
};

describe('labels of entities', () => {
  test.each([
    [
      `["a", 'b', 7]`,
      [
        ['a', 'a', 'a'],
        ['b', 'b', 'b'],
        ['7', '7', '7'],
      ],
    ],
    [
      `[{label: 'per', fullDisplayName: 'Person', shortDisplayName: 'P', longDisplayName: 'ignored'}, {label: 'org',},]`,
      [
        ['per', 'Person', 'P'],
        ['org', 'org', 'org'],
      ],
    ],
    [
      `{"document-version": "2018-11-28", "labels": [{"label": "per", "shortDisplayName": "P"}]}`,
      [['per', 'per', 'P']],
    ],
    [`["a", {"label": "a", "shortDisplayName": "x"}]`, [['a', 'a', 'a']]],
    ['[]', []],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test.each([
    ['', 'is missing'],
    ['[{', 'cannot be read'],
    ['"a"', 'is not a list'],
    ['[{"name": "a"}]', 'has no "label": {"name":"a"}'],
    ['["a", ""]', 'has no "label"'],
  ])('%s is a mistake the author sees', (text, problem) => {
    expect(names(text)).toContain(problem);
  });
});
