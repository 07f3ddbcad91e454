import type { JobRecord } from '../../../core/job/job';
import { noCounters } from '../../../core/job/job';
import type { LabelingJobRequest } from '../../../core/job/request';

/** A full CreateLabelingJob request as a Ground Truth user wrote it. */
export const nightCars = (): LabelingJobRequest => ({
  LabelingJobName: 'Night-Cars-01',
  LabelAttributeName: 'night-cars',
  InputConfig: {
    DataSource: { S3DataSource: { ManifestS3Uri: 's3://acme-lbl/in/day1.manifest' } },
    DataAttributes: { ContentClassifiers: ['FreeOfAdultContent'] },
  },
  OutputConfig: { S3OutputPath: 's3://acme-lbl/out/' },
  RoleArn: 'arn:aws:iam::111122223333:role/gt',
  LabelCategoryConfigS3Uri: 's3://acme-lbl/cfg/labels.json',
  StoppingConditions: { MaxPercentageOfInputDatasetLabeled: 50 },
  HumanTaskConfig: {
    WorkteamArn: 'arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/drivers',
    UiConfig: { UiTemplateS3Uri: 's3://acme-lbl/cfg/kind.liquid.html' },
    PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-ImageMultiClass',
    TaskTitle: 'What is it?',
    TaskDescription: 'Choose one',
    TaskKeywords: ['cars'],
    NumberOfHumanWorkersPerDataObject: 3,
    TaskTimeLimitInSeconds: 600,
    TaskAvailabilityLifetimeInSeconds: 864_000,
    MaxConcurrentTaskCount: 200,
    AnnotationConsolidationConfig: {
      AnnotationConsolidationLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:ACS-ImageMultiClass',
    },
  },
  Tags: [{ Key: 'team', Value: 'av' }],
});

export const nightCarsJob = (changes: Partial<JobRecord> = {}): JobRecord => ({
  jobKey: 'night-cars-01',
  request: nightCars() as JobRecord['request'],
  taskType: 'image-classification',
  status: 'InProgress',
  counters: noCounters(),
  createdAt: Date.parse('2026-03-01T09:00:00.123Z'),
  modifiedAt: Date.parse('2026-03-01T12:26:13.000Z'),
  jobReferenceCode: '1111222233330a1b2c3d4e',
  round: 2,
  ...changes,
});
