import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudContext, ServiceError, type ServiceRequest } from '../../../local/contract';

/** A context for one service alone: everything is allowed, nothing else is there. `given` replaces what a test looks at. */
export function loneContext(given: Partial<CloudContext> = {}): CloudContext {
  const absent = (what: string) => () => {
    throw new ServiceError('InternalFailure', `${what} is not part of this test`, 500);
  };
  return {
    region: 'us-east-1',
    accountId: '111122223333',
    dataDir: mkdtempSync(join(tmpdir(), 'service-')),
    assemblyDir: tmpdir(),
    endpointUrl: 'http://127.0.0.1:1',
    apiUrl: 'http://127.0.0.1:2',
    now: Date.now,
    authorize: () => undefined,
    denials: [],
    assumeRole: (roleArn, _, sessionName) => ({ kind: 'role', roleArn, sessionName }),
    credentialsFor: absent('credentialsFor'),
    authenticate: absent('authenticate'),
    call: absent('call'),
    invokeFunction: absent('invokeFunction'),
    invokeFunctionAsync: absent('invokeFunctionAsync'),
    publishEvent: async () => undefined,
    meter: () => undefined,
    log: () => undefined,
    service: absent('service'),
    ...given,
  };
}

/** A JSON request as the gateway hands it to a service. */
export const jsonRequest = (operation: string, input: Record<string, unknown>): ServiceRequest => ({
  operation,
  input,
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: { authorization: 'AWS4-HMAC-SHA256 test', 'x-amz-target': `Test.${operation}` },
  principal: { kind: 'root' },
  requestId: 'test',
  body: Buffer.alloc(0),
});
