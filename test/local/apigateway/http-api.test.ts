import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { SageMakerClient, StopLabelingJobCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';
import { echo, frontTemplate } from '../cognito/front-template';

describe('the HTTP API', () => {
  const dataDir = temporaryFolder();
  let cloud: Cloud;
  let accessToken: string;
  let idToken: string;
  beforeAll(async () => {
    cloud = await startCloud({ assemblyDir: writeAssembly(frontTemplate, { echo }), dataDir });
    const cognito = new CognitoIdentityProviderClient(clientOptions(cloud));
    const UserPoolId = cloud.outputs.Pool!;
    const user = { UserPoolId, Username: 'mika' };
    await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: 'Passw0rd-long', Permanent: true }));
    await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'labelers' }));
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: cloud.outputs.Client,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'mika', PASSWORD: 'Passw0rd-long' },
      }),
    );
    accessToken = AuthenticationResult!.AccessToken!;
    idToken = AuthenticationResult!.IdToken!;
    cognito.destroy();
  });
  afterAll(() => cloud.stop());

  const get = (path: string, init?: RequestInit) => fetch(cloud.apiUrl + path, init);
  const event = async (path: string, init?: RequestInit) => (await get(path, init)).json() as Promise<any>;
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('payload format 2.0', async () => {
    const received = await event('/open/a%20b/c?x=1&x=2&y=%26', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Mixed': 'Yes', cookie: 'a=1; b=2', 'user-agent': 'tester' },
      body: '{"k":"é"}',
    });
    expect(received).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /open/{proxy+}',
      rawPath: '/open/a b/c',
      rawQueryString: 'x=1&x=2&y=%26',
      queryStringParameters: { x: '1,2', y: '&' },
      cookies: ['a=1', 'b=2'],
      pathParameters: { proxy: 'a b/c' },
      body: '{"k":"é"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: cloud.accountId,
        stage: '$default',
        routeKey: 'ANY /open/{proxy+}',
        http: { method: 'POST', path: '/open/a b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tester' },
      },
    });
    expect(received.headers).toMatchObject({
      'x-mixed': 'Yes',
      'content-type': 'application/json',
      'x-forwarded-proto': 'http',
    });
    expect(received.headers.cookie).toBeUndefined();
    expect(received.requestContext.authorizer).toBeUndefined();
    expect(received.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(typeof received.requestContext.timeEpoch).toBe('number');
  });

  test('a body that is no text travels in base64', async () => {
    const received = await event('/open/file', {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: Buffer.from([0, 255, 7]),
    });
    expect(received).toMatchObject({ isBase64Encoded: true, body: Buffer.from([0, 255, 7]).toString('base64') });
  });

  test('the most precise route wins; an unknown one is 404', async () => {
    expect((await event('/open/one', { method: 'POST' })).routeKey).toBe('POST /open/one');
    expect((await event('/open/one')).routeKey).toBe('ANY /open/{proxy+}');
    expect(await event('/open/cat/fixed')).toMatchObject({
      routeKey: 'GET /open/{name}/fixed',
      pathParameters: { name: 'cat' },
    });
    const missing = await get('/open');
    expect([missing.status, await missing.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  const answered = (answer: unknown) => get(`/open/x?answer=${encodeURIComponent(JSON.stringify(answer))}`);
  test('what a function returns becomes the response', async () => {
    const structured = await answered({
      statusCode: 201,
      headers: { 'X-One': 'uno' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: Buffer.from([1, 2, 3]).toString('base64'),
      isBase64Encoded: true,
    });
    expect(structured.status).toBe(201);
    expect(structured.headers.get('x-one')).toBe('uno');
    expect(structured.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(Buffer.from(await structured.arrayBuffer())).toEqual(Buffer.from([1, 2, 3]));
    const bare = await answered({ hello: 1 });
    expect([bare.status, bare.headers.get('content-type'), await bare.text()]).toEqual([
      200,
      'application/json',
      '{"hello":1}',
    ]);
    const empty = await answered({ statusCode: 204 });
    expect([empty.status, await empty.text()]).toEqual([204, '']);
    for (const bad of [{ statusCode: 'soon' }, { statusCode: 200, body: { not: 'text' } }])
      expect((await answered(bad)).status).toBe(500);
    const thrown = await get('/open/x?answer=throw');
    expect([thrown.status, await thrown.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  test('a JWT route lets the pool’s tokens in and hands their claims on as text', async () => {
    const { authorizer } = (await event('/private', bearer(accessToken))).requestContext;
    expect(authorizer.jwt.claims).toMatchObject({
      'cognito:groups': '[labelers]',
      client_id: cloud.outputs.Client,
      username: 'mika',
      token_use: 'access',
      iss: cloud.outputs.Issuer,
    });
    expect(authorizer.jwt.claims.exp).toMatch(/^\d+$/);
    expect(authorizer.jwt.scopes).toBeNull();
    expect((await get('/private', bearer(idToken))).status).toBe(200);
  });

  test('no token, a broken one, one of other making: 401 with the reason', async () => {
    const status = async (init?: RequestInit) => {
      const response = await get('/private', init);
      return `${response.status} ${response.headers.get('www-authenticate')}`;
    };
    expect(await status()).toBe('401 Bearer');
    expect(await status(bearer('junk'))).toContain('the token is malformed');
    const [head, body, signature] = accessToken.split('.') as [string, string, string];
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await status(bearer(`${head}.${body}.${flipped}`))).toContain('invalid signature');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, username: 'root' })).toString('base64url');
    expect(await status(bearer(`${head}.${forged}.${signature}`))).toContain('invalid signature');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await status(bearer(`${none}.${body}.`))).toMatch(/^401 Bearer .*error="invalid_token"/);
  });

  test('a route with scopes asks for one of them', async () => {
    const response = await get('/scoped', bearer(accessToken));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  test('a signed route takes SigV4 for execute-api, checked against the caller’s policies', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(403);
    const call = async (credentials: object) => {
      // why: what the SDK signs for is part of its configuration, though its types do not say so.
      const signing = { signingName: 'execute-api', credentials } as object;
      const client = new SageMakerClient({ ...clientOptions(cloud), endpoint: cloud.apiUrl, ...signing });
      const status = await client.send(new StopLabelingJobCommand({ LabelingJobName: 'x' })).then(
        (response) => response.$metadata.httpStatusCode,
        (error) => error.$metadata?.httpStatusCode,
      );
      client.destroy();
      return status;
    };
    const sts = new STSClient(clientOptions(cloud));
    const roleCredentials = async (RoleArn: string) => {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
      return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    };
    expect(await call(cloud.credentials)).toBe(200);
    expect(await call({ ...cloud.credentials, secretAccessKey: 'wrong' })).toBe(403);
    expect(await call(await roleCredentials(cloud.outputs.Caller!))).toBe(200);
    expect(await call(await roleCredentials(cloud.outputs.Stranger!))).toBe(403);
    expect(cloud.denials.at(-1)).toMatchObject({ action: 'execute-api:Invoke' });
    sts.destroy();
  });

  test('a function that does not admit the API, one that is late, one route too often', async () => {
    expect((await get('/forbidden')).status).toBe(500);
    expect(cloud.denials.at(-1)).toMatchObject({ action: 'lambda:InvokeFunction', role: 'apigateway.amazonaws.com' });
    const late = await get('/slow');
    expect([late.status, await late.json()]).toEqual([503, { message: 'Service Unavailable' }]);
    const statuses = [];
    for (const _ of [1, 2, 3]) statuses.push((await get('/rare')).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('CORS: the preflight and the response', async () => {
    const preflight = await get('/private', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,POST');
    const other = await get('/open/x', { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a request over ten megabytes is refused before it is all there', async () => {
    const { hostname, port } = new URL(cloud.apiUrl);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /open/x HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n`);
    const answer = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    socket.on('error', () => undefined);
    socket.write(Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('the access log has a line per request', async () => {
    await get('/open/logged', { method: 'DELETE' });
    const file = readFileSync(join(dataDir, 'logs', 'groups', 'access', 'default.jsonl'), 'utf8');
    const messages = file
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);
    expect(messages.at(-1)).toBe('DELETE /open/logged 200 ANY /open/{proxy+} -');
  });
});
