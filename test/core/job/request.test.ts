import { describe, expect, test } from '@jest/globals';
import { ValidationException } from '../../../core/errors';
import { automation } from '../../../core/job/job';
import { checkLabelAttributeName, parseLabelingJobRequest } from '../../../core/job/request';
import { refuseUnsupported } from '../../../core/job/unsupported';
import { nightCars } from './night-cars';

describe('parseLabelingJobRequest', () => {
  test('takes a full Ground Truth request unchanged', () => {
    const request = nightCars();
    expect(parseLabelingJobRequest(structuredClone(request), 'here')).toEqual(request);
  });

  test.each<[string, (request: any) => void, RegExp]>([
    [
      'a name with underscores',
      (r) => {
        r.LabelingJobName = 'night_cars';
      },
      /^job\.json: LabelingJobName: expected letters, digits and single dashes/,
    ],
    [
      'a name of 64 characters',
      (r) => {
        r.LabelingJobName = 'a'.repeat(64);
      },
      /LabelingJobName/,
    ],
    [
      'no title',
      (r) => {
        delete r.HumanTaskConfig.TaskTitle;
      },
      /HumanTaskConfig\.TaskTitle/,
    ],
    [
      'ten workers per object',
      (r) => {
        r.HumanTaskConfig.NumberOfHumanWorkersPerDataObject = 10;
      },
      /NumberOfHumanWorkersPerDataObject/,
    ],
    [
      'a time limit of 29 seconds',
      (r) => {
        r.HumanTaskConfig.TaskTimeLimitInSeconds = 29;
      },
      /TaskTimeLimitInSeconds/,
    ],
    [
      'a misspelt key',
      (r) => {
        r.HumanTaskConfig.TaskTitel = 'x';
      },
      /HumanTaskConfig.*TaskTitel/,
    ],
    [
      'a manifest that is no S3 URI',
      (r) => {
        r.InputConfig.DataSource.S3DataSource.ManifestS3Uri = 'day1.manifest';
      },
      /ManifestS3Uri: expected an S3 URI/,
    ],
    [
      'a target accuracy of 1',
      (r) => {
        r.Plumbline = { TargetAccuracy: 1 };
      },
      /Plumbline\.TargetAccuracy/,
    ],
  ])('refuses %s, naming file and field', (_what, spoil, message) => {
    const request = nightCars();
    spoil(request);
    expect(() => parseLabelingJobRequest(request, 'job.json')).toThrow(ValidationException);
    expect(() => parseLabelingJobRequest(request, 'job.json')).toThrow(message);
  });

  test('tells all problems at once', () => {
    const request: any = nightCars();
    delete request.HumanTaskConfig.TaskTitle;
    request.LabelingJobName = '-';
    expect(() => parseLabelingJobRequest(request, 'x')).toThrow(/LabelingJobName.*; .*TaskTitle/);
  });
});

describe('refuseUnsupported', () => {
  test('lets an ordinary request pass', () => expect(() => refuseUnsupported(nightCars())).not.toThrow());

  test('names every part it would have to ignore', () => {
    const request = nightCars();
    request.OutputConfig = {
      S3OutputPath: 's3://acme-lbl/out/',
      KmsKeyId: 'key',
      SnsTopicArn: 'arn:aws:sns:us-east-1:111122223333:t',
    };
    request.InputConfig = { DataSource: { SnsDataSource: { SnsTopicArn: 'arn:aws:sns:us-east-1:111122223333:t' } } };
    expect(() => refuseUnsupported(request)).toThrow(
      /InputConfig\.DataSource\.SnsDataSource is not supported: .*OutputConfig\.SnsTopicArn .*OutputConfig\.KmsKeyId /,
    );
  });
});

describe('checkLabelAttributeName', () => {
  test.each([
    ['kind', false],
    ['mask-ref', true],
  ])('accepts %s', (name, ref) => expect(() => checkLabelAttributeName(name, ref)).not.toThrow());

  test.each([
    ['kind-metadata', false, /-metadata/],
    ['source', false, /source/],
    ['source-ref', true, /source/],
    ['kind-ref', false, /must not end in -ref/],
    ['kind', true, /must end in -ref/],
  ])('refuses %s', (name, ref, message) => expect(() => checkLabelAttributeName(name, ref)).toThrow(message));
});

describe('automation', () => {
  test('is off by default, on with an algorithm, and our block decides', () => {
    const request = nightCars();
    expect(automation(request)).toEqual({
      autoLabel: false,
      targetAccuracy: 0.95,
      confidence: 0.95,
      scope: 'machine',
      seed: 0,
    });
    const LabelingJobAlgorithmsConfig = {
      LabelingJobAlgorithmSpecificationArn:
        'arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/image-classification',
    };
    expect(automation({ ...request, LabelingJobAlgorithmsConfig }).autoLabel).toBe(true);
    expect(automation({ ...request, LabelingJobAlgorithmsConfig, Plumbline: { AutoLabel: false } }).autoLabel).toBe(
      false,
    );
    expect(automation({ ...request, Plumbline: { AutoLabel: true, TargetAccuracy: 0.9, Seed: 7 } })).toMatchObject({
      autoLabel: true,
      targetAccuracy: 0.9,
      seed: 7,
    });
  });
});
