import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { environment } from '../_shared/environment';
import { logger } from '../_shared/handler';
import { siteFiles } from './assets';
import { Site } from './site';

const env = environment({ ISSUER: z.url(), CLIENT_ID: z.string() });
const site = new Site(siteFiles, { issuer: env.ISSUER, clientId: env.CLIENT_ID });

/** The worker portal: public files and sign-in settings, no data. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event) => site.answer(event));
