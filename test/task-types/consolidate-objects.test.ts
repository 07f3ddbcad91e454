/** The part of consolidation that all task types share: reading, setting aside, and what a label rests on. */
import { expect, test } from '@jest/globals';
import { consolidateObjects } from '../../task-types/consolidate-objects';
import { imageClassification } from '../../task-types/image-classification';

const categories = ['owl', 'duck', 'goose'].map((label) => ({ label }));
const context = { categories, earlier: [] };
const says = (workerId: string, label: string) => ({
  workerId,
  content: { 'crowd-image-classifier': { label } },
});

test('confidence is 0 where one worker labelled, and the reason still says how sure the model is', () => {
  const { objects } = consolidateObjects(imageClassification, [{ id: 3, answers: [says('w1', 'goose')] }], context);
  expect(objects[0]).toMatchObject({ id: 3, label: { classId: 2, confidence: 0 }, agreed: 'goose' });
  expect(objects[0]!.explanation!.parts[0]!.confidence).toBeGreaterThan(0.5);
  const twice = [{ id: 3, answers: [says('w1', 'goose'), says('w1', 'goose')] }];
  expect(consolidateObjects(imageClassification, twice, context).objects[0]!.label!.confidence).toBe(0);
});

test('an answer that cannot be read is set aside with its reason, and the object goes on', () => {
  const result = consolidateObjects(
    imageClassification,
    [
      { id: 9, answers: [{ workerId: 'w1', content: 7 }] },
      { id: 4, answers: [says('w2', 'eagle'), says('w1', 'owl'), says('w3', 'owl')] },
      { id: 11, answers: [] },
    ],
    context,
  );
  expect(result.objects.map(({ id }) => id)).toEqual([4, 9, 11]);
  expect(result.objects[0]).toMatchObject({ label: { classId: 0 }, answers: [{ workerId: 'w1' }, { workerId: 'w3' }] });
  expect(result.objects[0]!.label!.confidence).toBeGreaterThan(0.7);
  expect(result.objects[1]).toEqual({
    id: 9,
    answers: [],
    failureReason: 'no answer could be read: the answer holds no {"crowd-image-classifier":{"label":"…"}}',
  });
  expect(result.objects[2]).toEqual({ id: 11, answers: [], failureReason: 'no worker answered' });
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
  const { learnt, skills } = consolidateObjects(imageClassification, sure, context);
  expect(skills.get('good')!).toBeGreaterThan(skills.get('bad')!);
  const split = [{ id: 100, answers: [says('bad', 'owl'), says('good', 'goose')] }];
  const later = consolidateObjects(imageClassification, split, {
    categories,
    earlier: [JSON.parse(JSON.stringify(learnt))],
  });
  expect(later.objects[0]!.label).toMatchObject({ classId: 2 });
  expect(later.objects[0]!.label!.confidence).toBeGreaterThan(0.7);
});
