import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetBuildsCommand, type Build, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import * as z from 'zod';
import { customResource } from '../_shared/custom-resource';
import { environment } from '../_shared/environment';

const env = environment({ PROJECT_NAME: z.string() });
const codebuild = new CodeBuildClient({});

const pollMilliseconds = 2_000;
/** Time kept to answer CloudFormation when the build does not end. */
const reserveMilliseconds = 20_000;

const properties = z.object({ ImageUri: z.string(), ImageTag: z.string() });

/**
 * Builds the model image in the account when the stack is made and when the image's sources change (its tag is their hash). Images stay
 * when the stack forgets them: endpoints may still run on them, and the repository's own rules remove old ones.
 */
export const handler = customResource(async (event, context) => {
  const { ImageUri, ImageTag } = properties.parse(event.ResourceProperties);
  const result = { physicalId: ImageUri, attributes: { ImageUri } };
  if (event.RequestType === 'Delete') return result;
  const started = await codebuild.send(
    // CloudFormation may deliver a request twice; the token makes CodeBuild answer with the build it has started already.
    new StartBuildCommand({
      projectName: env.PROJECT_NAME,
      idempotencyToken: `${ImageTag.slice(0, 27)}-${event.RequestId}`,
    }),
  );
  const build = await ended(started.build!, () => context.getRemainingTimeInMillis() > reserveMilliseconds);
  if (build.buildStatus !== 'SUCCEEDED')
    throw new Error(`The build of the model image is ${build.buildStatus}; its log: ${build.logs?.deepLink ?? 'none'}`);
  return result;
});

async function ended(build: Build, hasTime: () => boolean): Promise<Build> {
  let current = build;
  while (current.buildStatus === 'IN_PROGRESS' && hasTime()) {
    await pause(pollMilliseconds);
    const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [build.id!] }));
    current = builds?.[0] ?? current;
  }
  return current;
}
