import type { EndpointAdapter, EndpointAnswer, EndpointObject, EndpointTask } from '../../core/endpoint/adapter';
import { askEndpoint } from '../../core/endpoint/ask';
import { functionContract } from '../../core/endpoint/function-contract';
import { labelNames } from '../../core/endpoint/label-names';
import { endpointAdapter } from '../../core/endpoint/registry';
import type { JobRecord } from '../../core/job/job';
import { endpointLine, isFunctionArn } from './endpoint-line';
import { endpointNameOf } from './model-names';

export type { EndpointAnswer, EndpointObject } from '../../core/endpoint/adapter';

/** What an endpoint is asked. */
export interface EndpointQuestion {
  job: JobRecord;
  /** The job's labels, in the order of its label category file. */
  labels: readonly string[];
  /** Name of a SageMaker endpoint, or ARN of a Lambda function. */
  endpoint: string;
  objects: readonly EndpointObject[];
  /**
   * Whether some object of this job was scored in an earlier round. Until then an endpoint that answers for none of ten objects or more is taken
   * to be broken; afterwards they are just objects it cannot answer for.
   */
  proven?: boolean;
}

/** The function that scores has fifteen minutes; requests under way still end, and the scores are written. */
const TIME_MS = 11 * 60_000;

/**
 * Asks the job's endpoint about objects; cuts them into requests itself. One answer per object, in their order: a label that is valid for the task
 * type with its confidence, or why there is none.
 * @throws EndpointBroken, or the service's own error (AccessDenied, no such endpoint, throttled for long), with the endpoint named.
 */
export function scoreObjects({ job, labels, endpoint, objects, proven }: EndpointQuestion): Promise<EndpointAnswer[]> {
  const { adapter, task } = formatOf(job, labels, endpoint);
  const end = Date.now() + TIME_MS;
  return askEndpoint(adapter, task, objects, endpointLine(endpoint), {
    endpoint,
    proven,
    late: () => Date.now() > end,
  });
}

/** The user's own endpoint speaks as the request says; a model we trained speaks our contract. */
function formatOf(
  job: JobRecord,
  labels: readonly string[],
  endpoint: string,
): { adapter: EndpointAdapter; task: EndpointTask } {
  const ours = endpoint === endpointNameOf(job) && !servesInitialModel(job);
  const { EndpointAdapter: slug = 'plumbline', EndpointLabels } = ours ? {} : (job.request.Plumbline ?? {});
  const adapter = slug === 'plumbline' && isFunctionArn(endpoint) ? functionContract : endpointAdapter(slug);
  const names = labelNames(labels, EndpointLabels);
  return { adapter, task: { jobName: job.request.LabelingJobName, taskType: job.taskType, labels, names } };
}

/** Whether the job's endpoint still has the model the request brought. */
function servesInitialModel({ request, finalModelArn }: JobRecord): boolean {
  const initial = request.LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn;
  return initial !== undefined && (finalModelArn === undefined || finalModelArn === initial);
}
