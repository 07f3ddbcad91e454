import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { groupsOf, workerOf } from '../../../core/workforce/worker';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const options = { region: 'eu-west-1', groupsClaim: 'cognito:groups', digest };
const claims = { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc', sub: 'd6947aeb' };

describe('groups', () => {
  test.each<[string, unknown, string[]]>([
    ['a list', ['labelers', 'other'], ['labelers', 'other']],
    ['JSON text', '["labelers","night shift"]', ['labelers', 'night shift']],
    ['API Gateway’s rendering', '[labelers other]', ['labelers', 'other']],
    ['API Gateway’s rendering of one', '[labelers]', ['labelers']],
    ['one word', 'labelers', ['labelers']],
    ['commas', 'a,b, c', ['a', 'b', 'c']],
    ['an empty list', '[]', []],
    ['nothing', undefined, []],
    ['something else', 7, []],
  ])('from %s', (_, claim, groups) => {
    expect(groupsOf(claim)).toEqual(groups);
  });
});

describe('a worker', () => {
  test('has an id that only issuer and subject decide', () => {
    const worker = workerOf({ ...claims, 'cognito:groups': '[labelers]', username: 'aiko' }, options);
    expect(worker).toEqual({
      workerId: `private.eu-west-1.${digest(`${claims.iss}|${claims.sub}`).slice(0, 16)}`,
      name: 'aiko',
      teams: ['labelers'],
      identity: { identityProviderType: 'Cognito', issuer: claims.iss, sub: claims.sub },
    });
    expect(workerOf({ ...claims, name: 'Aiko' }, options)?.workerId).toBe(worker?.workerId);
  });

  test('of another identity provider brings its groups in its own claim', () => {
    const oidc = { iss: 'https://login.example', sub: '7', 'sagemaker:groups': '["a"]', 'sagemaker:name': 'Bo' };
    const worker = workerOf(oidc, { ...options, groupsClaim: 'sagemaker:groups' });
    expect(worker).toMatchObject({ name: 'Bo', teams: ['a'], identity: { identityProviderType: 'Oidc' } });
  });

  test('is nobody without a subject', () => {
    expect(workerOf({ iss: 'https://x' }, options)).toBeUndefined();
  });
});
