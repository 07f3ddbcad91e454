import {
  type CloudContext,
  type CloudService,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../contract';
import { answerOperations } from '../storage/operations';
import { Endpoints } from './endpoints';
import { Models } from './models';
import { TrainingJobs } from './training-jobs';

const invocationPath = /^\/endpoints\/([^/]+)\/invocations$/;

/** SageMaker: training jobs, models, endpoints and their invocation, with containers run as child processes. */
export function createSageMakerService(context: CloudContext): CloudService {
  const models = new Models(context);
  const training = new TrainingJobs(context);
  const endpoints = new Endpoints(context, models);
  const answer = answerOperations('SageMaker', {
    ...models.operations(),
    ...training.operations(),
    ...endpoints.operations(),
    async InvokeEndpoint(input, { principal }) {
      const headers: Record<string, string> = { 'content-type': input.ContentType ?? 'application/octet-stream' };
      if (input.Accept) headers.accept = input.Accept;
      const { Body: body = '' } = input;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const result = await endpoints.invoke(principal, String(input.EndpointName), bytes, headers);
      return {
        Body: result.body.toString('utf8'),
        ContentType: result.contentType,
        InvokedProductionVariant: result.variant,
      };
    },
  });

  async function invoke(request: ServiceRequest, name: string): Promise<ServiceResponse> {
    const headers: Record<string, string> = {
      'content-type': request.headers['content-type'] ?? 'application/octet-stream',
    };
    for (const passed of ['accept', 'x-amzn-sagemaker-custom-attributes', 'x-amzn-sagemaker-inference-id']) {
      const value = request.headers[passed];
      if (value !== undefined) headers[passed] = value;
    }
    const result = await endpoints.invoke(request.principal, name, request.body, headers);
    return {
      status: 200,
      body: result.body,
      headers: {
        'content-type': result.contentType,
        'x-amzn-invoked-production-variant': result.variant,
        ...(result.customAttributes ? { 'x-amzn-sagemaker-custom-attributes': result.customAttributes } : {}),
      },
    };
  }

  return {
    name: 'sagemaker',
    signingNames: ['sagemaker'],
    resources: {},
    operationOf: ({ path, method }) => (invocationPath.test(path) ? 'InvokeEndpoint' : method),
    async handle(request) {
      if (request.operation) return answer(request);
      const name = invocationPath.exec(request.path)?.[1];
      if (request.method === 'POST' && name) return invoke(request, name);
      throw new ServiceError(
        'UnknownOperationException',
        `The embedded cloud's SageMaker does not answer ${request.method} ${request.path}.`,
        404,
      );
    },
    async start() {
      training.resume();
      endpoints.resume();
    },
    async stop() {
      await Promise.all([training.close(), endpoints.close()]);
      models.close();
    },
  };
}
