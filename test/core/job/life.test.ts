import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeLabelingJob, summarizeLabelingJob } from '../../../core/job/describe';
import { jobMetrics, jobStateEvent } from '../../../core/job/events';
import { failureText } from '../../../core/job/failure';
import { preAnnotationFunction } from '../../../core/job/functions';
import { batchRequest, dueBatch, type PendingFile, readDropped } from '../../../core/job/inbox';
import { listLabelingJobsInput, page } from '../../../core/job/list-filter';
import { partFinder } from '../../../core/job/parts';
import { emptyReport, withRound } from '../../../core/job/report';
import { consolidationBatches, objectsInFlight, shardCount, shardOf } from '../../../core/job/rounds';
import { nightCars, nightCarsJob } from './night-cars';

const where = { region: 'us-east-1', account: '111122223333' };

describe('what the world is told', () => {
  test('the job-state event has Ground Truth’s detail type, resources and status', () => {
    const event = jobStateEvent(nightCarsJob({ status: 'Completed' }), where);
    expect(event).toMatchObject({
      Source: 'plumbline',
      DetailType: 'SageMaker Ground Truth Labeling Job State Change',
      Resources: ['arn:aws:sagemaker:us-east-1:111122223333:labeling-job/night-cars-01'],
      Detail: {
        LabelingJobStatus: 'Completed',
        OutputDatasetS3Uri: 's3://acme-lbl/out/Night-Cars-01/manifests/output/output.manifest',
      },
    });
    expect(event.Detail).not.toHaveProperty('FailureReason');
    expect(jobStateEvent(nightCarsJob({ status: 'Failed', failureReason: 'why' }), where).Detail).toHaveProperty(
      'FailureReason',
      'why',
    );
  });

  test('metrics carry Ground Truth’s names', () => {
    const counters = { TotalLabeled: 5, HumanLabeled: 3, MachineLabeled: 2, FailedNonRetryableError: 1, Unlabeled: 4 };
    const [{ namespace, data }] = jobMetrics(nightCarsJob({ status: 'Completed', counters })) as [
      ReturnType<typeof jobMetrics>[0],
    ];
    expect(namespace).toBe('SageMaker/LabelingJobs');
    expect(Object.fromEntries(data.map(({ MetricName, Value }) => [MetricName, Value]))).toEqual({
      TotalDatasetObjectsLabeled: 5,
      DatasetObjectsHumanAnnotated: 3,
      DatasetObjectsAutoAnnotated: 2,
      DatasetObjectsLabelingFailed: 1,
      JobsSucceeded: 1,
    });
  });

  test('DescribeLabelingJob hands the request back with times in epoch seconds', () => {
    const { Plumbline, ...described } = describeLabelingJob(
      nightCarsJob(),
      { round: 2, stage: 'AwaitAnswers', open: 7 },
      where,
    );
    expect(described).toMatchObject({
      ...nightCars(),
      LabelingJobStatus: 'InProgress',
      CreationTime: 1772355600.123,
      LabelingJobArn: expect.stringMatching(/labeling-job\/night-cars-01$/),
    });
    expect(Plumbline).toEqual({ round: 2, stage: 'AwaitAnswers', open: 7, TaskType: 'image-classification' });
  });

  test('a summary names the functions and the work team', () => {
    expect(summarizeLabelingJob(nightCarsJob(), where)).toMatchObject({
      LabelingJobName: 'Night-Cars-01',
      PreHumanTaskLambdaArn: expect.stringMatching(/PRE-ImageMultiClass$/),
      AnnotationConsolidationLambdaArn: expect.stringMatching(/ACS-ImageMultiClass$/),
      WorkteamArn: expect.stringMatching(/drivers$/),
    });
  });
});

describe('failureText', () => {
  test.each([
    [
      'a Lambda error',
      {
        Error: 'AccessDeniedException',
        Cause: '{"errorType":"AccessDeniedException","errorMessage":"User: x is not authorized"}',
      },
      'AccessDeniedException: User: x is not authorized',
    ],
    [
      'a training job',
      {
        Error: 'States.TaskFailed',
        Cause: '{"TrainingJobName":"a","FailureReason":"AlgorithmError: no labels, exit code: 1"}',
      },
      'States.TaskFailed: AlgorithmError: no labels, exit code: 1',
    ],
    ['a cause cut to length', { Error: 'E', Cause: '{"errorMessage":"the reason","trace":["at' }, 'E: the reason'],
    ['plain text', { Error: 'States.Timeout', Cause: 'too slow' }, 'States.Timeout: too slow'],
    ['nothing', undefined, 'Error: no cause was given'],
  ])('reads %s', (_what, error, text) => expect(failureText(error)).toBe(text));

  test('keeps to Ground Truth’s 1,024 characters', () =>
    expect(failureText({ Error: 'E', Cause: 'x'.repeat(5000) })).toHaveLength(1024));
});

describe('user functions', () => {
  test('Ground Truth’s own account means ours; any other is the user’s', () => {
    const request = nightCars();
    expect(preAnnotationFunction(request)).toBeUndefined();
    request.HumanTaskConfig.PreHumanTaskLambdaArn = 'arn:aws:lambda:us-east-1:111122223333:function:PRE-mine';
    expect(preAnnotationFunction(request)).toBe('arn:aws:lambda:us-east-1:111122223333:function:PRE-mine');
  });
});

describe('dropped files', () => {
  test.each([
    ['jobs/Cats.json', { kind: 'definition', name: 'cats' }],
    ['jobs/a/b.json', { kind: 'other' }],
    ['inbox/cats/1.jpg', { kind: 'object', name: 'cats' }],
    ['inbox/cats/deep/1.jpg', { kind: 'object', name: 'cats' }],
    ['inbox/cats/', { kind: 'other' }],
    ['elsewhere/1.jpg', { kind: 'other' }],
  ])('%s', (key, meaning) => expect(readDropped(key)).toEqual(meaning));

  const file = (key: string, objects: number, droppedAt: number): PendingFile => ({
    key,
    etag: 'e',
    objects,
    droppedAt,
  });
  const rule = { batchObjects: 3, maxAgeSeconds: 60 };

  test('a batch is due by count, oldest first, and leaves the rest', () => {
    const pending = [file('c', 1, 3000), file('a', 1, 1000), file('b', 1, 2000), file('d', 1, 4000)];
    expect(dueBatch(pending, rule, 5000).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });
  test('a batch is due by age though it is small', () => {
    expect(dueBatch([file('a', 1, 0)], rule, 59_999)).toEqual([]);
    expect(dueBatch([file('a', 1, 0)], rule, 60_000)).toHaveLength(1);
  });
  test('a file of many texts counts as many objects', () =>
    expect(dueBatch([file('a', 3, 0)], rule, 1)).toHaveLength(1));
  test('the batch is the definition under a numbered name', () => {
    const { InputConfig: _gone, ...definition } = nightCars();
    const request = batchRequest(definition, 7, 's3://work/intake/x.manifest');
    expect(request.LabelingJobName).toBe('Night-Cars-01-00007');
    expect(request.InputConfig?.DataSource.S3DataSource?.ManifestS3Uri).toBe('s3://work/intake/x.manifest');
  });
});

describe('ListLabelingJobs', () => {
  const jobs = ['c', 'a', 'b'].map((name, i) =>
    nightCarsJob({ jobKey: name, createdAt: i * 1000, status: name === 'b' ? 'Failed' : 'Completed' }),
  );
  const list = (input: object) => page(jobs, listLabelingJobsInput.parse(input)).jobs.map(({ jobKey }) => jobKey);

  test('sorts by creation unless told otherwise', () => {
    expect(list({})).toEqual(['c', 'a', 'b']);
    expect(list({ SortBy: 'Name' })).toEqual(['a', 'b', 'c']);
    expect(list({ SortOrder: 'Descending' })).toEqual(['b', 'a', 'c']);
  });
  test('filters by status, name and time', () => {
    expect(list({ StatusEquals: 'Failed' })).toEqual(['b']);
    expect(list({ NameContains: 'A' })).toEqual(['a']);
    expect(list({ CreationTimeAfter: 0.5 })).toEqual(['a', 'b']);
  });
  test('pages cover everything once', () => {
    const first = page(jobs, listLabelingJobsInput.parse({ MaxResults: 2 }));
    const second = page(jobs, listLabelingJobsInput.parse({ MaxResults: 2, NextToken: first.nextToken }));
    expect([...first.jobs, ...second.jobs]).toEqual(jobs);
    expect(second.nextToken).toBeUndefined();
  });
});

describe('rounds', () => {
  test('with a model a thousand objects are in hand by default, else what Ground Truth allows', () => {
    expect(objectsInFlight(undefined, true)).toBe(1000);
    expect(objectsInFlight(undefined, false)).toBe(5000);
    expect(objectsInFlight(200, true)).toBe(200);
  });
  test('every shard is in one batch, every object in one shard', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.boolean(), (selected, areFiles) => {
        const shards = shardCount(selected, areFiles);
        const batches = consolidationBatches(shards, areFiles);
        if (areFiles) expect(batches).toHaveLength(shards);
        const all = batches.flatMap((batch) => batch.shards);
        expect(all).toEqual(Array.from({ length: shards }, (_, i) => i));
        expect(shardOf(selected, shards)).toBeLessThan(shards);
      }),
    );
  });
  test('the part of an object is found among any parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 }), (counts) => {
        let firstId = 0;
        const parts = counts.map((count, part) => {
          const entry = { part, firstId, count };
          firstId += count;
          return entry;
        });
        const find = partFinder(parts);
        for (const { part, firstId: first, count } of parts) {
          expect(find(first)).toBe(part);
          expect(find(first + count - 1)).toBe(part);
        }
        expect(() => find(firstId)).toThrow(RangeError);
      }),
    );
  });
  test('a round’s facts are added to its entry, and adding them again changes nothing', () => {
    const once = withRound(withRound(emptyReport(), { round: 2, asked: 5 }), { round: 1, asked: 9 });
    const twice = withRound(once, { round: 2, threshold: 0.9 });
    expect(twice.rounds).toEqual([
      { round: 1, asked: 9 },
      { round: 2, asked: 5, threshold: 0.9 },
    ]);
    expect(withRound(twice, { round: 2, threshold: 0.9 })).toEqual(twice);
  });
});
