/** Lines as Ground Truth writes them: read, and written again as they were. */
import { describe, expect, test } from '@jest/globals';
import type { LabelCategory } from '../../core/job/label-categories';
import { taskTypeBySlug } from '../../task-types/registry';

const categories = (count: number, named: Record<number, string>) =>
  Array.from({ length: count }, (_, i) => ({ label: named[i] ?? `other ${i}` }));
const annotated = { 'human-annotated': 'yes', 'creation-date': '2026-03-01T10:11:12.123456' };

const samples: [slug: string, attribute: string, categories: LabelCategory[], entries: Record<string, any>][] = [
  [
    'image-multi-label',
    'tags',
    categories(9, { 0: 'person', 1: 'bike', 8: 'helmet' }),
    {
      tags: [1, 0, 8],
      'tags-metadata': {
        'job-name': 'labeling-job/tags-01',
        'class-map': { '1': 'bike', '0': 'person', '8': 'helmet' },
        ...annotated,
        'confidence-map': { '1': 0.95, '0': 0.77, '8': 0.2 },
        type: 'groundtruth/image-classification-multilabel',
      },
    },
  ],
  [
    'text-multi-label',
    'tone',
    categories(5, { 1: 'sad', 4: 'critical' }),
    {
      tone: [1, 4],
      'tone-metadata': {
        'job-name': 'labeling-job/tone-01',
        'class-map': { '1': 'sad', '4': 'critical' },
        ...annotated,
        'confidence-map': { '1': 0.95, '4': 0.2 },
        type: 'groundtruth/text-classification-multilabel',
      },
    },
  ],
  [
    'bounding-box',
    'cars',
    categories(6, { 0: 'car', 5: 'bus' }),
    {
      cars: {
        image_size: [{ width: 500, height: 400, depth: 3 }],
        annotations: [
          { class_id: 0, left: 111, top: 134, width: 61, height: 128 },
          { class_id: 5, left: 20, top: 20, width: 30, height: 30 },
        ],
      },
      'cars-metadata': {
        objects: [{ confidence: 0.8 }, { confidence: 0.9 }],
        'class-map': { '0': 'car', '5': 'bus' },
        type: 'groundtruth/object-detection',
        ...annotated,
        'job-name': 'labeling-job/cars-01',
      },
    },
  ],
  [
    'bounding-box-adjustment',
    'cars-fix',
    categories(1, { 0: 'car' }),
    {
      'cars-fix': {
        image_size: [{ width: 500, height: 400, depth: 3 }],
        annotations: [{ class_id: 0, left: 110, top: 135, width: 61, height: 128 }],
      },
      'cars-fix-metadata': {
        objects: [{ confidence: 0 }],
        'class-map': { '0': 'car' },
        type: 'groundtruth/object-detection',
        ...annotated,
        'job-name': 'labeling-job/cars-02',
        'adjustment-status': 'adjusted',
      },
    },
  ],
  [
    'bounding-box-verification',
    'check-cars',
    categories(2, { 0: 'good', 1: 'bad' }),
    {
      'check-cars': 1,
      'check-cars-metadata': {
        'class-name': 'bad',
        confidence: 0.93,
        type: 'groundtruth/label-verification',
        'job-name': 'labeling-job/check-01',
        ...annotated,
        'worker-feedback': [{ comment: 'left box too wide' }],
      },
    },
  ],
  [
    'named-entity-recognition',
    'ents',
    [
      { label: 'Carrier', shortDisplayName: 'car' },
      { label: 'Amount', shortDisplayName: 'amt' },
    ],
    {
      ents: {
        annotations: {
          labels: [
            { label: 'Carrier', shortDisplayName: 'car' },
            { label: 'Amount', shortDisplayName: 'amt' },
          ],
          entities: [
            { label: 'Carrier', startOffset: 0, endOffset: 3 },
            { label: 'Amount', startOffset: 9, endOffset: 10 },
          ],
        },
      },
      'ents-metadata': {
        'job-name': 'labeling-job/ents-01',
        type: 'groundtruth/text-span',
        ...annotated,
        entities: [{ confidence: 0 }, { confidence: 0 }],
      },
    },
  ],
];

describe('a documented line', () => {
  test.each(samples)('of %s is read and written alike', (slug, attribute, labels, entries) => {
    const type = taskTypeBySlug(slug);
    const label = type.readLabel({ source: 'x', ...entries }, attribute, labels);
    expect(label).toBeDefined();
    const metadata = entries[`${attribute}-metadata`];
    const facts = {
      jobName: metadata['job-name'].replace('labeling-job/', ''),
      humanAnnotated: true,
      creationDate: metadata['creation-date'],
    };
    expect(type.output(label, attribute, labels, facts)).toEqual(entries);
  });

  test('says by its own class map what a class id means, whatever the order of the classes now', () => {
    const [, , , entries] = samples[2]!;
    const type = taskTypeBySlug('bounding-box');
    const labels = [{ label: 'bus' }, { label: 'car' }];
    const label = type.readLabel({ 'source-ref': 's3://a/b', ...entries }, 'cars', labels);
    expect(type.answerOf(label, labels).boxes.map((box: { label: string }) => box.label)).toEqual(['car', 'bus']);
    expect(type.readLabel({ 'source-ref': 's3://a/b', ...entries }, 'cars', [{ label: 'bus' }])).toBeUndefined();
  });

  test('verdicts written as digits are read too', () => {
    const type = taskTypeBySlug('bounding-box-verification');
    const labels = [{ label: 'good' }, { label: 'bad' }];
    expect(type.readLabel({ 'source-ref': 's3://a/b', check: '1' }, 'check', labels)).toMatchObject({ classId: 1 });
  });
});
