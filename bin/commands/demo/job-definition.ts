import type { CreateRequest } from '../cloud/labeling-jobs';
import type { DemoOptions, DemoTaskType } from './options';

export type JobDefinition = CreateRequest;

export const labelAttribute = 'category';

/** What people are asked, and the names under which stored Ground Truth job definitions know the type. */
const kinds: Record<DemoTaskType, { suffix: string; title: string; description: string; keywords: string[] }> = {
  'image-classification': {
    suffix: 'ImageMultiClass',
    title: 'Name the shape',
    description: 'Choose the class that fits the picture best',
    keywords: ['image', 'classification'],
  },
  'text-classification': {
    suffix: 'TextMultiClass',
    title: 'What is this text about?',
    description: 'Choose the class that fits the text best',
    keywords: ['text', 'classification'],
  },
};

export interface DefinitionInput {
  jobName: string;
  options: Pick<DemoOptions, 'taskType' | 'answersPerObject' | 'autoLabel' | 'targetAccuracy' | 'seed'>;
  region: string;
  workteamArn: string;
  categoriesUri: string;
  templateUri: string;
  outputPath: string;
  input: { manifestUri: string } | { inbox: { batchObjects: number; maxAgeSeconds: number } };
}

/** A CreateLabelingJob request as Ground Truth users have them, our settings beside it in `Plumbline`. */
export function jobDefinition(given: DefinitionInput): JobDefinition {
  const { options, input, region } = given;
  const kind = kinds[options.taskType];
  // why: the account of Ground Truth's built-in functions in us-east-1. Plumbline reads the suffix and ignores region and account.
  const builtIn = (prefix: string) => `arn:aws:lambda:us-east-1:432418664414:function:${prefix}-${kind.suffix}`;
  return {
    LabelingJobName: given.jobName,
    LabelAttributeName: labelAttribute,
    ...('manifestUri' in input
      ? { InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: input.manifestUri } } } }
      : {}),
    OutputConfig: { S3OutputPath: given.outputPath },
    RoleArn: 'arn:aws:iam::111122223333:role/ground-truth',
    LabelCategoryConfigS3Uri: given.categoriesUri,
    ...(options.autoLabel
      ? {
          LabelingJobAlgorithmsConfig: {
            LabelingJobAlgorithmSpecificationArn: `arn:aws:sagemaker:${region}:027400017018:labeling-job-algorithm-specification/${options.taskType}`,
          },
        }
      : {}),
    HumanTaskConfig: {
      WorkteamArn: given.workteamArn,
      UiConfig: { UiTemplateS3Uri: given.templateUri },
      PreHumanTaskLambdaArn: builtIn('PRE'),
      TaskTitle: kind.title,
      TaskDescription: kind.description,
      TaskKeywords: kind.keywords,
      NumberOfHumanWorkersPerDataObject: options.answersPerObject,
      TaskTimeLimitInSeconds: 300,
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: builtIn('ACS') },
    },
    Plumbline: {
      TargetAccuracy: options.targetAccuracy,
      Seed: options.seed,
      ...('inbox' in input
        ? { Inbox: { BatchObjects: input.inbox.batchObjects, MaxAgeSeconds: input.inbox.maxAgeSeconds } }
        : {}),
    },
  };
}
