/**
 * The CreateLabelingJob request: Ground Truth's shape and constraints (API reference `CreateLabelingJob`, `HumanTaskConfig`), plus our own
 * optional `Plumbline` block beside it. Unknown keys are refused, so that a misspelt setting is an error and not a silent default.
 */
import * as z from 'zod';
import { ValidationException } from '../errors';
import { templateDialects } from '../mturk/dialect';

const s3Uri = z
  .string()
  .max(1024)
  .regex(/^(https|s3):\/\/([^/]+)\/?(.*)$/, 'expected an S3 URI such as s3://bucket/key');
const lambdaArn = z
  .string()
  .max(2048)
  .regex(/^arn:aws[a-z-]*:lambda:[a-z0-9-]*:[0-9]{12}:function:.+$/, 'expected the ARN of a Lambda function');
export const roleArn = z
  .string()
  .min(20)
  .max(2048)
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/, 'expected the ARN of an IAM role');
const name = (what: string, length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/, `expected letters, digits and single dashes as a ${what}`);

const humanTaskConfig = z.strictObject({
  WorkteamArn: z
    .string()
    .max(256)
    .regex(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:workteam\/.*$/, 'expected the ARN of a work team'),
  UiConfig: z
    .strictObject({ UiTemplateS3Uri: s3Uri.optional(), HumanTaskUiArn: z.string().max(1024).optional() })
    .optional(),
  PreHumanTaskLambdaArn: lambdaArn.optional(),
  TaskKeywords: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/)
        .max(30),
    )
    .min(1)
    .max(5)
    .optional(),
  TaskTitle: z.string().min(1).max(128),
  TaskDescription: z.string().min(1).max(255),
  NumberOfHumanWorkersPerDataObject: z.int().min(1).max(9),
  TaskTimeLimitInSeconds: z.int().min(30).max(2_592_000),
  TaskAvailabilityLifetimeInSeconds: z.int().min(60).max(2_592_000).optional(),
  MaxConcurrentTaskCount: z.int().min(1).max(5000).optional(),
  AnnotationConsolidationConfig: z.strictObject({ AnnotationConsolidationLambdaArn: lambdaArn.optional() }).optional(),
  PublicWorkforceTaskPrice: z.object({}).loose().optional(),
});

/** Formats of endpoint replies that are understood; core/endpoint has one file for each. */
export const endpointAdapters = [
  'plumbline',
  'sagemaker-image-classification',
  'blazingtext',
  'sagemaker-object-detection',
  'sagemaker-semantic-segmentation',
  'hugging-face',
  'hugging-face-zero-shot',
] as const;

/** What Ground Truth's request cannot say. Every field has a default. */
const plumblineBlock = z.strictObject({
  /** Slug of the task type; needed only when no built-in Lambda or algorithm ARN names it. */
  TaskType: z.string().optional(),
  /** Switches automated labeling on or off whatever `LabelingJobAlgorithmsConfig` says. */
  AutoLabel: z.boolean().optional(),
  /** A SageMaker endpoint of the user's that scores objects (docs/endpoint.md); no model is trained then. */
  EndpointName: z.string().max(63).optional(),
  /** A Lambda function of the user's that scores objects in place of an endpoint; same requests and replies. */
  EndpointFunctionArn: lambdaArn.optional(),
  /** What the endpoint's replies look like. Default: our own contract. */
  EndpointAdapter: z.enum(endpointAdapters).optional(),
  /** The endpoint's class names or indices, and the job's label for each. Default: the same name, or the position. */
  EndpointLabels: z.record(z.string(), z.string()).optional(),
  /** An ONNX network that replaces the learner's features (docs/encoder.md). */
  EncoderS3Uri: s3Uri.optional(),
  /** Whether workers see what the model thinks as initial value. Default `offer`; `never` where that would lead them. */
  PreLabels: z.enum(['offer', 'never']).optional(),
  /** How task pages are made, and what they may do besides what they may anyway. */
  TaskPage: z
    .strictObject({
      /** `mturk` where the job's template is one of Mechanical Turk, with `${name}` in place of Liquid. Default `liquid`. */
      TemplateDialect: z.enum(templateDialects).optional(),
      /**
       * Origins that the page may load scripts, styles, pictures and data from and send data to, beside those its template names:
       * `https://cdn.example.com`, `https://*.example.com`.
       */
      AllowedOrigins: z
        .array(
          z
            .string()
            .max(255)
            .regex(
              /^(?:https?|wss?):\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/i,
              'expected an origin such as https://cdn.example.com, without a path',
            ),
        )
        .max(50)
        .optional(),
    })
    .optional(),
  /** Quality of the labels: accuracy of classes, mean IoU of boxes and masks, F1 of spans. Default 0.95. */
  TargetAccuracy: z.number().gt(0).lt(1).optional(),
  /** What `TargetAccuracy` is promised of: the machine's labels (default), or all labels of the data set together. */
  PromiseScope: z.enum(['machine', 'dataset']).optional(),
  /** How sure the promise on `TargetAccuracy` is. Default 0.95. */
  Confidence: z.number().gt(0).lt(1).optional(),
  /** Seed of every random draw of the job. Default 0. */
  Seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  /** Batches of a job fed by dropping files. */
  Inbox: z
    .strictObject({
      BatchObjects: z.int().min(1).max(100_000).optional(),
      MaxAgeSeconds: z.int().min(1).max(2_592_000).optional(),
    })
    .optional(),
});

export const labelingJobRequest = z.strictObject({
  LabelingJobName: name('labeling job name', 63),
  LabelAttributeName: name('label attribute name', 127),
  InputConfig: z
    .strictObject({
      DataSource: z.strictObject({
        S3DataSource: z.strictObject({ ManifestS3Uri: s3Uri }).optional(),
        SnsDataSource: z.object({}).loose().optional(),
      }),
      DataAttributes: z
        .strictObject({
          ContentClassifiers: z
            .array(z.enum(['FreeOfPersonallyIdentifiableInformation', 'FreeOfAdultContent']))
            .max(256)
            .optional(),
        })
        .optional(),
    })
    .optional(),
  OutputConfig: z
    .strictObject({
      S3OutputPath: s3Uri,
      KmsKeyId: z.string().max(2048).optional(),
      SnsTopicArn: z.string().optional(),
    })
    .optional(),
  RoleArn: roleArn.optional(),
  LabelCategoryConfigS3Uri: s3Uri.optional(),
  StoppingConditions: z
    .strictObject({
      MaxHumanLabeledObjectCount: z.int().min(1).optional(),
      MaxPercentageOfInputDatasetLabeled: z.int().min(1).max(100).optional(),
    })
    .optional(),
  LabelingJobAlgorithmsConfig: z
    .strictObject({
      LabelingJobAlgorithmSpecificationArn: z
        .string()
        .max(2048)
        .regex(/^arn:.*/),
      InitialActiveLearningModelArn: z.string().min(20).max(2048).optional(),
      LabelingJobResourceConfig: z.object({}).loose().optional(),
    })
    .optional(),
  HumanTaskConfig: humanTaskConfig,
  Tags: z
    .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(50)
    .optional(),
  Plumbline: plumblineBlock.optional(),
});

export type LabelingJobRequest = z.infer<typeof labelingJobRequest>;

/**
 * Parses a request as it came (JSON value). `where` names the file or call for the message.
 * @throws ValidationException with every problem: path, what was expected, what came.
 */
export function parseLabelingJobRequest(value: unknown, where: string): LabelingJobRequest {
  const parsed = labelingJobRequest.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
    throw new ValidationException(`${where}: ${problems.join('; ')}`);
  }
  return parsed.data;
}

/** Ground Truth's rules for the label attribute name (reference: `LabelAttributeName`). */
export function checkLabelAttributeName(attribute: string, mustEndInRef: boolean): void {
  const refuse = (why: string) => {
    throw new ValidationException(`LabelAttributeName "${attribute}" ${why}`);
  };
  if (attribute.endsWith('-metadata')) refuse('must not end in -metadata');
  if (attribute === 'source' || attribute === 'source-ref') refuse('must not be source or source-ref');
  if (mustEndInRef && !attribute.endsWith('-ref')) refuse('must end in -ref for this task type');
  if (!mustEndInRef && attribute.endsWith('-ref')) refuse('must not end in -ref for this task type');
}
