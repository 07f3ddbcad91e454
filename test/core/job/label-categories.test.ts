import { describe, expect, test } from '@jest/globals';
import { ValidationException } from '../../../core/errors';
import { parseLabelCategories, parseLabelCategoryConfig } from '../../../core/job/label-categories';

const where = 's3://acme-lbl/cfg/labels.json';

describe('label category files', () => {
  test.each([
    ['{"document-version":"2018-11-28","labels":[{"label":"sedan"},{"label":"truck"}]}'],
    ['{"documentVersion":"2021-05-13","labels":[{"label":"sedan"},{"label":"truck"}],"annotationType":"Polygon"}'],
    ['\ufeff{"labels":[{"label":"sedan","attributes":[]},{"label":"truck"}]}'],
  ])('reads %s', (text) => {
    expect(parseLabelCategories(text, { where, minimum: 2 })).toEqual([{ label: 'sedan' }, { label: 'truck' }]);
  });

  test('keeps short names and instructions under either spelling', () => {
    const text = JSON.stringify({
      labels: [{ label: 'Carrier', shortDisplayName: 'car' }],
      instructions: { shortIntroduction: '<p>Mark carriers.</p>', fullInstruction: '<ol></ol>' },
    });
    expect(parseLabelCategoryConfig(text, { where })).toEqual({
      categories: [{ label: 'Carrier', shortDisplayName: 'car' }],
      instructions: { shortInstruction: '<p>Mark carriers.</p>', fullInstruction: '<ol></ol>' },
    });
  });

  test.each([
    [
      '{"labels":[\n  {"label":"a"},\n]}',
      /labels\.json: not JSON: expected a value, found "\]" at line 3, character 1/,
    ],
    ['[]', /labels\.json: expected an object with a list "labels"/],
    ['{"label":"a"}', /expected an object with a list "labels"/],
    ['null', /expected an object with a list "labels"/],
    ['{"labels":[{"label":"a"}]}', /has 1 label; this task type needs at least 2/],
    ['{"labels":[]}', /has 0 labels; this task type needs at least 2/],
    ['{"labels":[{"label":"a"},{"label":"b"},{"label":"a"}]}', /labels 1 and 3 have the same name "a"/],
    ['{"labels":[{"label":"a"},{"name":"b"}]}', /label 2: expected \{"label":"…"\} with a name, found \{"name":"b"\}/],
    ['{"labels":[{"label":"a"},"b"]}', /label 2: expected/],
    ['{"labels":[{"label":"a"},{"label":" "}]}', /label 2: expected/],
    [
      JSON.stringify({ labels: [{ label: 'a' }, { label: 'é'.repeat(257) }] }),
      /label 2: the name has 257 characters; the limit is 256/,
    ],
  ])('refuses %s', (text, message) => {
    const parse = () => parseLabelCategories(text, { where, minimum: 2 });
    expect(parse).toThrow(ValidationException);
    expect(parse).toThrow(message);
  });
});
