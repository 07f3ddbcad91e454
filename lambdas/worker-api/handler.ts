import { createHash } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { workerOf } from '../../core/workforce/worker';
import { environment } from '../_shared/environment';
import { logger } from '../_shared/handler';
import { ApiError } from './errors';
import { type ApiResponse, type Route, router } from './router';
import { bodyOf, respond } from './transport';
import { Work } from './work';

const env = environment({
  TABLE_NAME: z.string(),
  WORK_BUCKET: z.string(),
  GROUPS_CLAIM: z.string(),
  AWS_REGION: z.string(),
});
const work = new Work(env.TABLE_NAME, env.WORK_BUCKET);

const takeBody = z.object({ after: z.string().optional(), resume: z.string().optional() }).optional();
const draftBody = z.object({
  draft: z.unknown(),
  /** The revision it was made from; null when there was none. */
  base: z.string().nullable().optional(),
  device: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .optional(),
});
const submitBody = z.object({
  answer: z.record(z.string(), z.unknown()),
  next: z.boolean().optional(),
  pausedSeconds: z.number().optional(),
  /** The worker's page saved drafts of it, which are to be dropped. */
  hadDraft: z.boolean().optional(),
});

const none: ApiResponse = { status: 204 };
const ok = (body: unknown): ApiResponse => ({ status: 200, body });

const routes: Route[] = [
  {
    method: 'GET',
    path: '/api/me',
    handle: async ({ worker: { workerId, name, teams } }) => ok({ workerId, name, teams }),
  },
  {
    method: 'GET',
    path: '/api/jobs',
    handle: async ({ worker }) => ok({ jobs: await work.jobs.list(worker) }),
  },
  {
    method: 'POST',
    path: '/api/jobs/{jobKey}/tasks',
    handle: async ({ worker, parameters, body }) => {
      const assignment = await work.take(worker, parameters.jobKey!, parse(takeBody, body));
      return assignment ? ok(assignment) : none;
    },
  },
  {
    method: 'GET',
    path: '/api/assignments/{leaseId}',
    handle: async ({ worker, parameters }) => ok(await work.assignments.find(worker, parameters.leaseId!)),
  },
  {
    method: 'PUT',
    path: '/api/assignments/{leaseId}/draft',
    handle: async ({ worker, parameters, body }) =>
      ok(await work.saveDraft(worker, parameters.leaseId!, parse(draftBody, body))),
  },
  {
    method: 'GET',
    path: '/api/assignments/{leaseId}/draft',
    handle: async ({ worker, parameters }) => ok(await work.draft(worker, parameters.leaseId!)),
  },
  {
    method: 'POST',
    path: '/api/assignments/{leaseId}/submit',
    handle: async ({ worker, parameters, body }) =>
      ok(await work.submit(worker, parameters.leaseId!, parse(submitBody, body))),
  },
  {
    method: 'POST',
    path: '/api/assignments/{leaseId}/release',
    handle: async ({ worker, parameters }) => {
      await work.release(worker, parameters.leaseId!);
      return none;
    },
  },
  {
    method: 'POST',
    path: '/api/assignments/{leaseId}/decline',
    handle: async ({ worker, parameters }) => {
      await work.decline(worker, parameters.leaseId!);
      return none;
    },
  },
];

const find = router(routes);
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new ApiError('ValidationException', problems.join('; '));
}

/** The worker API behind the JWT authorizer (docs/architecture.md §5). */
export const handler = middy<
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Error,
  Context
>()
  .use(injectLambdaContext(logger))
  .use({
    onError: (request) => {
      const { error } = request;
      const accepted = request.event.headers['accept-encoding'];
      if (error instanceof ApiError) {
        const { status, code, message, details } = error;
        request.response = respond(status, { error: { code, message, ...details } }, accepted);
        return;
      }
      logger.error('failed', error as Error);
      const message = 'Something went wrong on our side. Your work is kept; please try again.';
      request.response = respond(500, { error: { code: 'InternalError', message } }, accepted);
    },
  })
  .handler(async (event) => {
    const { claims } = event.requestContext.authorizer.jwt;
    const worker = workerOf(claims, { region: env.AWS_REGION, groupsClaim: env.GROUPS_CLAIM, digest });
    if (!worker) throw new ApiError('AccessDeniedException', 'The token names no person.');
    const { route, parameters } = find(event.requestContext.http.method, event.rawPath);
    const { status, body } = await route.handle({ worker, parameters, body: bodyOf(event) });
    return respond(status, body, event.headers['accept-encoding']);
  });
