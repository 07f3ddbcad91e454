import { describe, expect, test } from '@jest/globals';
import { learntOf, recallConfusions } from '../../../../core/consolidation/classes/learnt-confusions';
import {
  chosenLabel,
  consolidateSingleLabel,
  readSingleLabel,
  singleLabelOutput,
} from '../../../../core/consolidation/classes/single-label';

const categories = ['owl', 'duck', 'goose'].map((label) => ({ label }));
const element = 'crowd-image-classifier';
const says = (workerId: string, label: string) => ({ workerId, content: { [element]: { label } } });
const facts = { jobName: 'owls-01', humanAnnotated: true, creationDate: '2026-03-01T10:11:12.123456' };

describe('chosenLabel', () => {
  test.each<[unknown, string | undefined]>([
    [{ [element]: { label: 'owl' } }, 'owl'],
    [{ [element]: { label: 'owl' }, other: { label: 'duck' } }, 'owl'],
    [{ category: { label: 'owl' }, comment: 'x' }, 'owl'],
    [{ a: { label: 'owl' }, b: { label: 'duck' } }, undefined],
    [{ [element]: { label: 7 } }, undefined],
    [{ [element]: 'owl' }, undefined],
    [[{ label: 'owl' }], undefined],
    [null, undefined],
  ])('%j', (content, label) => {
    expect(chosenLabel(content, element)).toBe(label);
  });
});

describe('consolidateSingleLabel', () => {
  const context = { categories, earlier: [] };

  test('confidence is 0 with one worker, however sure the model is', () => {
    const { objects } = consolidateSingleLabel([{ id: 3, answers: [says('w1', 'goose')] }], element, context);
    expect(objects).toMatchObject([{ id: 3, label: { classId: 2, confidence: 0 } }]);
    // Why is told with the probability all the same.
    expect(objects[0]!.explanation!.parts[0]!.confidence).toBeGreaterThan(0.5);
  });

  test('an answer that cannot be read is set aside, and the object goes on', () => {
    const result = consolidateSingleLabel(
      [
        { id: 4, answers: [says('w2', 'eagle'), says('w1', 'owl'), says('w3', 'owl')] },
        { id: 9, answers: [{ workerId: 'w1', content: 'nonsense' }] },
        { id: 11, answers: [] },
      ],
      element,
      context,
    );
    expect(result.objects[0]).toMatchObject({ id: 4, label: { classId: 0 } });
    expect(result.objects[0]!.label!.confidence).toBeGreaterThan(0.8);
    expect(result.objects[1]).toEqual({
      id: 9,
      failureReason: 'no answer could be read: the answer holds no {"crowd-image-classifier":{"label":"…"}}',
    });
    expect(result.objects[2]).toEqual({ id: 11, failureReason: 'no worker answered' });
    expect(result.rejected).toEqual([
      { id: 4, workerId: 'w2', reason: 'the label "eagle" is not one of the categories' },
      { id: 9, workerId: 'w1', reason: 'the answer holds no {"crowd-image-classifier":{"label":"…"}}' },
    ]);
  });

  test('later batches lean on what earlier ones taught', () => {
    const sure = Array.from({ length: 60 }, (_, id) => {
      const label = categories[id % 3]!.label;
      const wrong = categories[(id + 1) % 3]!.label;
      return { id, answers: [says('good', label), says('fair', label), says('bad', id % 2 ? label : wrong)] };
    });
    const { learnt } = consolidateSingleLabel(sure, element, context);
    const split = [{ id: 100, answers: [says('bad', 'owl'), says('good', 'goose')] }];
    const later = consolidateSingleLabel(split, element, { categories, earlier: [JSON.parse(JSON.stringify(learnt))] });
    expect(later.objects[0]!.label!.classId).toBe(2);
    expect(later.objects[0]!.label!.confidence).toBeGreaterThan(0.8);
  });

  test('what was learnt under other categories, or is damaged, is left out', () => {
    const split = [{ id: 1, answers: [says('a', 'goose'), says('b', 'owl')] }];
    const fresh = consolidateSingleLabel(split, element, context);
    const damaged = [
      { classes: 2, workers: { a: [[0, 0, 50]] } },
      { classes: 3, workers: { a: [[0, 7, 50], [0, 0, -1], [0, 0, 'x'], 'x', null], b: 5 } },
      { classes: 3, workers: null },
      'text',
      null,
    ];
    expect(consolidateSingleLabel(split, element, { categories, earlier: damaged })).toEqual(fresh);
  });
});

test('learnt confusions survive JSON and add up over batches', () => {
  const counts = {
    start: Int32Array.from([0, 2, 3]),
    trueClass: Int32Array.from([1, 0, 2]),
    answer: Int32Array.from([1, 1, 2]),
    count: Float64Array.from([3.25, 0.75, 0.0000001]),
  };
  const learnt = JSON.parse(JSON.stringify(learntOf(counts, ['a', '__proto__'], 3)));
  expect(learnt.workers.a).toEqual([
    [0, 1, 0.75],
    [1, 1, 3.25],
  ]);
  const twice = recallConfusions([learnt, learnt], ['__proto__', 'a', 'new'], 3);
  expect([...twice.start]).toEqual([0, 0, 2, 2]);
  expect([...twice.count]).toEqual([1.5, 6.5]);
});

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
