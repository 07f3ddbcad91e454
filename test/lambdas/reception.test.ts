import { describe, expect, test } from '@jest/globals';
import { parseLabelCategories } from '../../core/job/label-categories';
import { workerResponse } from '../../core/job/output-tree';
import { receptionOf, withOrigin } from '../../lambdas/_shared/reception';
import { taskTypeBySlug } from '../../task-types/registry';

const type = taskTypeBySlug('text-classification');
const categories = parseLabelCategories(
  JSON.stringify({ 'document-version': '2018-11-28', labels: [{ label: 'fruit' }, { label: 'tool' }] }),
  { where: 'labels.json', minimum: 2 },
);
const answers = ['fruit', 'tool', 'fruit'].map((answer) => ({ answer }));
const origin = { model: 'm-r2', confidence: 0.6 };

describe('how answers received what a model thought', () => {
  test('counts those that are the same, shown or not', () => {
    const prediction = { answer: 'fruit', confidence: 0.6 };
    const counts = { confidence: 0.6, kept: 2, changed: 1, similarity: 2 / 3 };
    expect(receptionOf(type, categories, { prediction }, answers)).toEqual({ ...counts, shown: false });
    expect(receptionOf(type, categories, { prediction, preLabel: origin }, answers)).toEqual({
      ...counts,
      shown: true,
    });
  });

  test('is nothing without a thought, with one that cannot be read, or without answers', () => {
    expect(receptionOf(type, categories, {}, answers)).toBeUndefined();
    expect(receptionOf(type, categories, { prediction: { answer: 'spoon', confidence: 1 } }, answers)).toBeUndefined();
    expect(receptionOf(type, categories, { prediction: { answer: 'tool', confidence: 1 } }, [])).toBeUndefined();
  });
});

describe('the origin of a pre-label', () => {
  const set = { topic: 0, 'topic-metadata': { 'class-name': 'fruit', confidence: 0.9 } };

  test('goes into the metadata of lines whose workers saw it, and of no others', () => {
    expect(withOrigin(set, 'topic', undefined)).toBe(set);
    const metadata = set['topic-metadata'];
    expect(withOrigin(set, 'topic', origin)).toEqual({
      topic: 0,
      'topic-metadata': { ...metadata, 'pre-label': origin },
    });
    const reception = { confidence: 0.6, shown: true, kept: 2, changed: 1, similarity: 2 / 3 };
    expect(withOrigin(set, 'topic', origin, reception)).toEqual({
      topic: 0,
      'topic-metadata': { ...metadata, 'pre-label': { ...origin, kept: 2, changed: 1 } },
    });
  });

  test('stands beside the answers of a worker-response file, which otherwise is Ground Truth’s', () => {
    expect(Object.keys(workerResponse([]))).toEqual(['answers']);
    const preLabel = { ...origin, answer: 'fruit' };
    expect(workerResponse([], preLabel)).toEqual({ answers: [], preLabel });
  });
});
