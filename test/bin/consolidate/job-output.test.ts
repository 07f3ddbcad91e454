import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { consolidate, files, labelsIn, summaryOf } from './run-consolidate';

describe("consolidate, from Ground Truth's output", () => {
  const answer = (workerId: string, label: string, seconds?: number) => ({
    acceptanceTime: '2026-03-01T09:00:15.191Z',
    submissionTime: '2026-03-01T09:00:58.321Z',
    timeSpentInSeconds: seconds,
    workerId,
    answerContent: { 'crowd-image-classifier': { label } },
  });
  const response = (...answers: object[]) => ({ answers });
  const tree = {
    'annotations/worker-response/iteration-1/0/2026-03-01_09:00:58.json': response(answer('w1', 'owl')),
    // The latest holds all answers so far.
    'annotations/worker-response/iteration-1/0/2026-03-01_09:10:58.json': response(
      answer('w1', 'elk'),
      answer('w2', 'elk', 4),
    ),
    // The latest cannot be read: the one before counts.
    'annotations/worker-response/iteration-2/10/2026-03-01_09:00:58.json': response(answer('w1', 'owl'), {
      workerId: 'w2',
    }),
    'annotations/worker-response/iteration-2/10/2026-03-01_09:11:00.json': '{"answers":[{"wor',
    'annotations/worker-response/iteration-10/2/2026-03-01_09:00:58.json': response(answer('w2', 'owl')),
    'annotations/consolidated-annotation/consolidation-request/iteration-1/2026-03-01_09:10:59.json': [
      {
        datasetObjectId: '0',
        dataObject: { s3Uri: 's3://x/0.jpg' },
        annotations: [
          { workerId: 'w1', annotationData: { content: JSON.stringify(answer('w1', 'owl').answerContent) } },
          { workerId: 'w2', annotationData: { content: '{"broken' } },
          { workerId: 'w3', annotationData: { s3Uri: 's3://x/answer.json' } },
        ],
      },
    ],
    'manifests/output/output.manifest': '{"source-ref":"s3://x/0.jpg"}\n',
  };

  test.each(['', 'annotations', 'annotations/worker-response'])('the folder job/%s', async (below) => {
    const root = join(dirname(await files({ 'here.txt': '', ...tree })), below);
    const summary = await summaryOf(root, '--task-type', 'ACS-ImageMultiClass');
    expect(summary).toMatchObject({ objects: 3, answers: 4, workers: 2, setAside: 2, replaced: 0 });
    expect(summary.firstSetAside.map(({ reason }: { reason: string }) => reason)).toEqual([
      'not JSON',
      'an answer without workerId or answerContent',
    ]);
    const { out } = await consolidate(root);
    expect(labelsIn(out)).toEqual({ 0: 'elk', 10: 'owl', 2: 'owl' });
  });

  test("one iteration, one object's file, and consolidation requests", async () => {
    const root = dirname(await files({ 'here.txt': '', ...tree }));
    const first = join(root, 'annotations/worker-response/iteration-1');
    expect(labelsIn((await consolidate(first)).out)).toEqual({ 0: 'elk' });
    expect(labelsIn((await consolidate(join(first, '0/2026-03-01_09:00:58.json'))).out)).toEqual({ 0: 'owl' });
    const requests = join(root, 'annotations/consolidated-annotation/consolidation-request');
    for (const path of [
      requests,
      join(requests, 'iteration-1'),
      join(requests, 'iteration-1/2026-03-01_09:10:59.json'),
    ]) {
      const summary = await summaryOf(path);
      expect(summary).toMatchObject({ objects: 1, answers: 1, setAside: 2 });
      expect(summary.firstSetAside.map(({ reason }: { reason: string }) => reason)).toEqual([
        'object 0: the answer of w2 is not JSON',
        'object 0: the answer of w3 is in s3://x/answer.json, not in this file',
      ]);
    }
  });
});

describe('consolidate, of video', () => {
  test('a folder with a file per frame is one answer', async () => {
    const frame = (frameNumber: number, left: number) => ({
      trackingAnnotations: {
        frameNumber,
        frame: `f${frameNumber}.jpeg`,
        boundingBoxes: [{ label: 'car', objectId: 'a', objectName: 'car:1', left, top: 10, width: 40, height: 40 }],
      },
    });
    const root = dirname(
      await files({
        'here.txt': '',
        'worker-response/iteration-1/0/9f2c/f0000.json': frame(0, 10),
        'worker-response/iteration-1/0/9f2c/f0001.json': frame(1, 14),
        'worker-response/iteration-1/0/77ab/f0000.json': frame(0, 10),
        'worker-response/iteration-1/0/77ab/f0001.json': frame(1, 14),
        'worker-response/iteration-1/0/77ab/f0002.json': { other: 1 },
        'worker-response/iteration-1/0/empty/readme.txt': '',
      }),
    );
    const output = join(root, 'labels.jsonl');
    expect(await summaryOf(root, '--task-type', 'VideoObjectTracking', '--output', output)).toMatchObject({
      objects: 1,
      answers: 2,
      workers: 2,
      setAside: 1,
    });
    const { object, label } = JSON.parse(await readFile(output, 'utf8'));
    expect(object).toBe('0');
    expect(label.tracks).toMatchObject([
      {
        label: 'car',
        items: [
          { frame: 0, left: 10 },
          { frame: 1, left: 14 },
        ],
      },
    ]);
  });
});
