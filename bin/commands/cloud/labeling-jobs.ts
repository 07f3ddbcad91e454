import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  DescribeLabelingJobCommand,
  type LabelingJobSummary,
  ListLabelingJobsCommand,
  type ListLabelingJobsCommandInput,
  type SageMakerClient,
  StopLabelingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { labelingJobsClient } from './clients';
import type { Stack } from './stack';

/** What DescribeLabelingJob adds beside Ground Truth's fields. */
export interface JobProgress {
  /** State of the state machine the job is in. */
  stage?: string;
  round?: number;
  objects?: number;
  /** Tasks of the round, and how many of them still need answers. */
  opened?: number;
  open?: number;
}

export interface JobView {
  name: string;
  status: string;
  failureReason?: string;
  counters: { total: number; human: number; machine: number; failed: number; unlabeled: number };
  createdAt?: Date;
  modifiedAt?: Date;
  outputManifest?: string;
  progress: JobProgress;
  /** The whole response as it came. */
  response: Record<string, unknown>;
}

export type CreateRequest = Record<string, unknown> & { LabelingJobName: string };

/** The labeling-job API with the official SDK; our additions to requests and responses ride beside the modelled fields. */
export class LabelingJobs {
  private readonly client: SageMakerClient;

  constructor(stack: Stack) {
    this.client = labelingJobsClient(stack.access, stack.outputs.ApiUrl);
    keepUnmodelledFields(this.client);
  }

  async create(request: CreateRequest): Promise<string> {
    const command = new CreateLabelingJobCommand(request as unknown as CreateLabelingJobCommandInput);
    const { LabelingJobArn } = await this.client.send(command);
    return LabelingJobArn!;
  }

  /** Undefined when there is no such job. */
  async find(name: string): Promise<JobView | undefined> {
    try {
      const response = await this.client.send(new DescribeLabelingJobCommand({ LabelingJobName: name }));
      return viewOf(response as unknown as DescribeResponse);
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFound') return undefined;
      throw error;
    }
  }

  async *list(filter: ListLabelingJobsCommandInput): AsyncGenerator<LabelingJobSummary> {
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(new ListLabelingJobsCommand({ ...filter, NextToken }));
      yield* page.LabelingJobSummaryList ?? [];
      NextToken = page.NextToken;
    } while (NextToken);
  }

  async stop(name: string): Promise<void> {
    await this.client.send(new StopLabelingJobCommand({ LabelingJobName: name }));
  }
}

interface DescribeResponse {
  $metadata?: unknown;
  LabelingJobName: string;
  LabelingJobStatus: string;
  FailureReason?: string;
  CreationTime?: Date;
  LastModifiedTime?: Date;
  LabelCounters?: Record<string, number>;
  LabelingJobOutput?: { OutputDatasetS3Uri?: string };
  Plumbline?: JobProgress;
}

function viewOf({ $metadata: _, ...response }: DescribeResponse): JobView {
  const counters = response.LabelCounters ?? {};
  return {
    name: response.LabelingJobName,
    status: response.LabelingJobStatus,
    failureReason: response.FailureReason,
    counters: {
      total: counters.TotalLabeled ?? 0,
      human: counters.HumanLabeled ?? 0,
      machine: counters.MachineLabeled ?? 0,
      failed: counters.FailedNonRetryableError ?? 0,
      unlabeled: counters.Unlabeled ?? 0,
    },
    createdAt: response.CreationTime,
    modifiedAt: response.LastModifiedTime,
    outputManifest: response.LabelingJobOutput?.OutputDatasetS3Uri,
    progress: response.Plumbline ?? {},
    response,
  };
}

/**
 * The SDK writes and reads only the fields of Amazon's model; `Plumbline` is ours. The request's block is put into the serialized body before it
 * is signed; the response's block is read from the body before the SDK consumes it.
 */
function keepUnmodelledFields(client: SageMakerClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const block = (args.input as { Plumbline?: unknown }).Plumbline;
      if (block !== undefined) {
        const request = args.request as { body: string | Uint8Array };
        const { body } = request;
        // why: the SDK's body warns when it is treated as a string, which Buffer.from does.
        const modelled = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as object;
        request.body = JSON.stringify({ ...modelled, Plumbline: block });
      }
      return next(args);
    },
    // why: after serialization, before content-length and the signature are computed in the same step's later middleware.
    { step: 'build', priority: 'high', name: 'plumblineRequestBlock' },
  );
  client.middlewareStack.addRelativeTo(readBlock as never, {
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
    name: 'plumblineReadBlock',
  });
  client.middlewareStack.addRelativeTo(attachBlock as never, {
    relation: 'before',
    toMiddleware: 'deserializerMiddleware',
    name: 'plumblineAttachBlock',
  });
}

/** One object per call, handed through all middlewares. */
interface Call {
  plumbline?: unknown;
}
type Next = (call: Call) => Promise<{ response: { body: unknown }; output: Record<string, unknown> }>;

/** Closest to the network: reads the body whole, so that both the SDK and we can parse it. */
const readBlock =
  (next: Next): Next =>
  async (call) => {
    const result = await next(call);
    const chunks: Uint8Array[] = [];
    for await (const chunk of result.response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    result.response.body = body;
    call.plumbline = blockOf(body);
    return result;
  };

const attachBlock =
  (next: Next): Next =>
  async (call) => {
    const result = await next(call);
    if (call.plumbline !== undefined) result.output.Plumbline = call.plumbline;
    return result;
  };

function blockOf(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString('utf8')) as { Plumbline?: unknown }).Plumbline;
  } catch {
    // why: an error page that is not JSON is the SDK's to report.
    return undefined;
  }
}
