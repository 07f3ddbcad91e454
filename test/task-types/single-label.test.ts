import { describe, expect, test } from '@jest/globals';
import { readSingleLabel, singleLabelOutput } from '../../task-types/single-label';

const categories = ['owl', 'duck', 'goose'].map((label) => ({ label }));
const facts = { jobName: 'owls-01', humanAnnotated: true, creationDate: '2026-03-01T10:11:12.123456' };

describe('manifest entries', () => {
  test("are Ground Truth's, in its order of keys", () => {
    expect(
      JSON.stringify(
        singleLabelOutput(
          { classId: 2, confidence: 0.9549 },
          'kind',
          'groundtruth/image-classification',
          categories,
          facts,
        ),
      ),
    ).toBe(
      '{"kind":2,"kind-metadata":{"class-name":"goose","confidence":0.95,"type":"groundtruth/image-classification",' +
        '"job-name":"labeling-job/owls-01","human-annotated":"yes","creation-date":"2026-03-01T10:11:12.123456"}}',
    );
    expect(() => singleLabelOutput({ classId: 3, confidence: 1 }, 'kind', 't', categories, facts)).toThrow(
      'class 3 is not one of the 3 categories',
    );
  });

  test.each<[Record<string, unknown>, number | undefined]>([
    [{ kind: 2 }, 2],
    [{ kind: '2' }, 2],
    [{ kind: 'goose' }, 2],
    [{ kind: 0, 'kind-metadata': { 'class-name': 'goose' } }, 2],
    [{ kind: '0', 'kind-metadata': { confidence: 0.5 } }, 0],
    [{ kind: 0, 'kind-metadata': { 'class-name': 'eagle' } }, undefined],
    [{ kind: 3 }, undefined],
    [{ kind: -1 }, undefined],
    [{ kind: 1.5 }, undefined],
    [{ kind: 'eagle' }, undefined],
    [{ kind: null }, undefined],
    [{ kind: [2] }, undefined],
    [{}, undefined],
    [{ kind: 1, 'kind-metadata': { 'failure-reason': 'x' } }, undefined],
    [{ kind: 1, 'kind-metadata': 'text' }, 1],
  ])('reads %j', (entries, classId) => {
    expect(readSingleLabel({ source: 'a', ...entries }, 'kind', categories)?.classId).toBe(classId);
  });

  test('a category whose name is a number wins over the id of that number', () => {
    const digits = ['1', '0'].map((label) => ({ label }));
    expect(readSingleLabel({ kind: '0' }, 'kind', digits)?.classId).toBe(1);
    expect(readSingleLabel({ kind: 0 }, 'kind', digits)?.classId).toBe(0);
  });
});
