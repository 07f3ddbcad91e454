import { join } from 'node:path';
import { type CloudContext, type CloudService, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { Directory } from './directory';
import { HostedEndpoints } from './hosted/endpoints';
import { cognitoOperations, publicOperations } from './operations';
import { cognitoResources } from './resources';
import { SignIn } from './sign-in';
import { SigningKeys } from './signing-keys';
import { Tokens } from './tokens';

const target = 'AWSCognitoIdentityProviderService.';

/** Cognito user pools: users and groups, sign-in by API and by page, real tokens. */
export function createCognitoService(context: CloudContext): CloudService {
  const directory = new Directory(context);
  const keys = new SigningKeys(join(context.dataDir, 'cognito'));
  const tokens = new Tokens(context, directory, keys);
  const parts = { context, directory, tokens, signIn: new SignIn(context, directory) };
  const hosted = new HostedEndpoints(parts, keys);
  const answer = answerOperations('Cognito', cognitoOperations(parts));

  const isHosted = (path: string) => directory.pools.has(path.split('/')[1] ?? '');

  return {
    name: 'cognito',
    signingNames: ['cognito-idp'],
    resources: cognitoResources(context, directory, keys),
    // why: sign-in operations are not signed, and which operation it is stands in a header, so every unsigned POST / comes here.
    publicPaths: (path, method) => isHosted(path) || (method === 'POST' && path === '/'),
    async handle(request) {
      if (isHosted(request.path)) {
        return hosted.answer(request);
      }
      const named = request.headers['x-amz-target']?.startsWith(target) ?? false;
      const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256') ?? false;
      const inProcess =
        request.headers['x-amz-target'] === undefined &&
        request.operation !== undefined &&
        request.principal.kind !== 'root';
      if (!signed && !inProcess && !(named && publicOperations.has(request.operation ?? ''))) {
        throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
      }
      return answer(request);
    },
    async stop() {
      directory.close();
      tokens.close();
    },
  };
}
