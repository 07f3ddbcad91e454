import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { ValidationException } from '../../core/errors';

export const logger = new Logger({ serviceName: 'plumbline' });

/**
 * A Lambda of the state machine or of an event: its payload is parsed by `schema`, `work` does it, errors are logged and thrown on with
 * their name, which is what the state machine catches.
 */
export function lambdaHandler<Input, Output>(
  schema: z.ZodType<Input>,
  work: (input: Input, context: Context) => Promise<Output>,
) {
  return middy<unknown, Output, Error, Context>()
    .use(injectLambdaContext(logger))
    .use({
      before: (request) => {
        const parsed = schema.safeParse(request.event);
        if (!parsed.success) {
          const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
          throw new ValidationException(`The payload is not as expected: ${where.join('; ')}`);
        }
        request.event = parsed.data;
      },
      onError: (request) => logger.error('failed', request.error as Error),
    })
    .handler((event, context) => work(event as Input, context));
}
