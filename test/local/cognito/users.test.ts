import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  type AuthFlowType,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';
import { echo, frontTemplate } from './front-template';

describe('users of a pool', () => {
  const assemblyDir = writeAssembly(frontTemplate, { echo });
  const dataDir = temporaryFolder();
  let cloud: Cloud;
  let cognito: CognitoIdentityProviderClient;
  const start = async () => {
    cloud = await startCloud({ assemblyDir, dataDir });
    cognito = new CognitoIdentityProviderClient(clientOptions(cloud));
  };
  const stop = async () => {
    cognito.destroy();
    await cloud.stop();
  };
  beforeAll(start);
  afterAll(stop);

  const named = (Username: string) => ({ UserPoolId: cloud.outputs.Pool!, Username });
  const create = (name: string, more = {}) =>
    cognito.send(new AdminCreateUserCommand({ ...named(name), MessageAction: 'SUPPRESS', ...more }));
  const setPassword = (name: string, Password: string, Permanent = true) =>
    cognito.send(new AdminSetUserPasswordCommand({ ...named(name), Password, Permanent }));
  const authenticate = (AuthParameters: Record<string, string>, AuthFlow: AuthFlowType = 'ADMIN_USER_PASSWORD_AUTH') =>
    cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: cloud.outputs.Pool,
        ClientId: cloud.outputs.Client,
        AuthFlow,
        AuthParameters,
      }),
    );
  const signIn = (USERNAME: string, PASSWORD: string) => authenticate({ USERNAME, PASSWORD });
  const refused = (command: Promise<unknown>) =>
    command.then(() => 'accepted').catch((error: Error) => `${error.name}: ${error.message}`);

  test('a temporary password must be replaced before tokens are given', async () => {
    await create('new', { TemporaryPassword: 'Temporary1' });
    const first = await signIn('new', 'Temporary1');
    expect(first.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(first.AuthenticationResult).toBeUndefined();
    const answer = (NEW_PASSWORD: string) =>
      cognito.send(
        new AdminRespondToAuthChallengeCommand({
          UserPoolId: cloud.outputs.Pool,
          ClientId: cloud.outputs.Client,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: first.Session,
          ChallengeResponses: { USERNAME: 'new', NEW_PASSWORD },
        }),
      );
    expect(await refused(answer('short'))).toMatch(/^InvalidPasswordException: Password did not conform with policy/);
    expect((await answer('Permanent1')).AuthenticationResult?.AccessToken).toBeTruthy();
    expect(await refused(answer('Permanent2'))).toMatch(/^NotAuthorizedException/);
    expect((await cognito.send(new AdminGetUserCommand(named('new')))).UserStatus).toBe('CONFIRMED');
  });

  test('wrong passwords, unknown users, flows the client does not allow', async () => {
    await create('strict');
    await setPassword('strict', 'Password-1');
    expect(await refused(signIn('strict', 'Password-2'))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    expect(await refused(signIn('ghost', 'Password-2'))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    const AuthParameters = { USERNAME: 'strict', PASSWORD: 'Password-1' };
    const direct = new InitiateAuthCommand({
      ClientId: cloud.outputs.Client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters,
    });
    expect(await refused(cognito.send(direct))).toMatch(
      /^InvalidParameterException: Auth flow not enabled for this client/,
    );
    expect(await refused(cognito.send(new AdminGetUserCommand(named('ghost'))))).toMatch(/^UserNotFoundException/);
    expect(await refused(create('strict'))).toMatch(/^UsernameExistsException/);
    expect(await refused(setPassword('strict', 'lowercase1'))).toContain('must have uppercase characters');
  });

  test('administrators’ operations need a signature', async () => {
    const response = await fetch(cloud.endpointUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers',
      },
      body: JSON.stringify({ UserPoolId: cloud.outputs.Pool }),
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  test('groups show in tokens; a disabled user gets none, not even by refresh', async () => {
    await cognito.send(new CreateGroupCommand({ UserPoolId: cloud.outputs.Pool, GroupName: 'night-shift' }));
    await create('grouped');
    await setPassword('grouped', 'Password-1');
    for (const GroupName of ['labelers', 'night-shift'])
      await cognito.send(new AdminAddUserToGroupCommand({ ...named('grouped'), GroupName }));
    const { AuthenticationResult: tokens } = await signIn('grouped', 'Password-1');
    const claims = JSON.parse(Buffer.from(tokens!.AccessToken!.split('.')[1]!, 'base64url').toString());
    expect(claims['cognito:groups']).toEqual(['labelers', 'night-shift']);
    const listed = await cognito.send(
      new ListUsersInGroupCommand({ UserPoolId: cloud.outputs.Pool, GroupName: 'night-shift' }),
    );
    expect(listed.Users!.map(({ Username }) => Username)).toEqual(['grouped']);
    const REFRESH_TOKEN = tokens!.RefreshToken!;
    expect(
      (await authenticate({ REFRESH_TOKEN }, 'REFRESH_TOKEN_AUTH')).AuthenticationResult?.AccessToken,
    ).toBeTruthy();
    await cognito.send(new AdminDisableUserCommand(named('grouped')));
    expect(await refused(authenticate({ REFRESH_TOKEN }, 'REFRESH_TOKEN_AUTH'))).toMatch(/^NotAuthorizedException/);
    expect(await refused(signIn('grouped', 'Password-1'))).toBe('NotAuthorizedException: User is disabled.');
  });

  test('users are listed in pages and by filter', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) {
      await create(name, { UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }] });
    }
    const found: string[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await cognito.send(
        new ListUsersCommand({
          UserPoolId: cloud.outputs.Pool,
          Limit: 2,
          PaginationToken,
          Filter: 'username ^= "page-"',
        }),
      );
      found.push(...page.Users!.map(({ Username }) => Username!));
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    expect(found).toEqual(['page-1', 'page-2', 'page-3']);
    await cognito.send(new AdminDeleteUserCommand(named('page-2')));
    const left = await cognito.send(
      new ListUsersCommand({ UserPoolId: cloud.outputs.Pool, Filter: 'email = "page-2@example.com"' }),
    );
    expect(left.Users).toEqual([]);
  });

  test('users, their tokens and the key outlive the cloud; the key is the owner’s alone', async () => {
    await create('lasting');
    await setPassword('lasting', 'Password-1');
    const { AuthenticationResult: tokens } = await signIn('lasting', 'Password-1');
    await stop();
    await start();
    const headers = { authorization: `Bearer ${tokens!.AccessToken}` };
    expect((await fetch(`${cloud.apiUrl}/private`, { headers })).status).toBe(200);
    const REFRESH_TOKEN = tokens!.RefreshToken!;
    expect(
      (await authenticate({ REFRESH_TOKEN }, 'REFRESH_TOKEN_AUTH')).AuthenticationResult?.AccessToken,
    ).toBeTruthy();
    const key = statSync(join(dataDir, 'cognito', `${cloud.outputs.Pool}.key.pem`));
    expect(key.mode & 0o777).toBe(0o600);
  });
});
