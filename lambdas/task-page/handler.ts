import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { environment } from '../_shared/environment';
import { logger } from '../_shared/handler';
import { builtInTemplate } from './built-in-templates';
import { languageOf } from './notice-page';
import { TaskPages } from './task-pages';
import { TemplateSource } from './template-source';

const env = environment({ TABLE_NAME: z.string() });
const pages = new TaskPages(env.TABLE_NAME, new TemplateSource(builtInTemplate));

/** `GET /frame/{leaseId}`: the rendered task. The unguessable lease id is all it takes, and all it shows is that task. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async ({ pathParameters, queryStringParameters, headers }) => {
    // The portal asks when a worker arrives, so that the first task need not wait for this function to start.
    if (pathParameters?.leaseId === 'warm') return { statusCode: 204 };
    const language = languageOf(queryStringParameters?.lang, headers['accept-language']);
    const { status, html, policy } = await pages.page(
      pathParameters?.leaseId ?? '',
      language,
      Date.now(),
      queryStringParameters?.upcoming === '1',
    );
    return {
      statusCode: status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      },
      body: html,
    };
  });
