import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument, Principal } from '../../../local/contract';
import { Authorizer, type Denial } from '../../../local/iam/authorizer';
import { type Role, RoleStore } from '../../../local/iam/roles';
import { temporaryFolder } from '../cloud/tiny-assembly';

const accountId = '111122223333';
const role: Principal = { kind: 'role', roleArn: `arn:aws:iam::${accountId}:role/worker`, sessionName: 's' };
const queue = `arn:aws:sqs:us-east-1:${accountId}:q`;
const statement = (Effect: string, more: object = {}) => ({ Effect, Action: 'sqs:*', Resource: '*', ...more });

function authorizer(identity: object[], resource?: object[]) {
  const told: Denial[] = [];
  const roles = new RoleStore(join(temporaryFolder(), 'roles.json'));
  roles.put({
    name: 'worker',
    arn: `arn:aws:iam::${accountId}:role/worker`,
    trust: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    inline: new Map([['p', { Statement: identity } as PolicyDocument]]),
    managed: new Set<string>(),
    origin: 'template',
  } as unknown as Role);
  const subject = new Authorizer({
    accountId,
    region: 'us-east-1',
    now: () => 5,
    roles,
    resourcePolicy: () => resource && ({ Statement: resource } as PolicyDocument),
    onDenial: (denial) => told.push(denial),
  });
  const ask = (principal: Principal = role) => {
    try {
      subject.authorize(principal, 'sqs:SendMessage', queue);
      return 'allowed';
    } catch (error) {
      return (error as Error).message.replace(/^.* on resource: \S+ /, '');
    }
  };
  return { subject, ask, told };
}

describe('the authorizer', () => {
  test.each<[string, object[], object[] | undefined, string]>([
    ['an identity allow', [statement('Allow')], undefined, 'allowed'],
    ['nothing', [], undefined, 'because no identity-based policy allows the sqs:SendMessage action'],
    ['a resource allow alone', [], [statement('Allow', { Principal: '*' })], 'allowed'],
    [
      'an identity deny against a resource allow',
      [statement('Deny')],
      [statement('Allow', { Principal: '*' })],
      'with an explicit deny in an identity-based policy',
    ],
    [
      'a resource deny against an identity allow',
      [statement('Allow')],
      [statement('Deny', { Principal: '*' })],
      'with an explicit deny in a resource-based policy',
    ],
    [
      'a deny of plain HTTP only',
      [statement('Allow')],
      [statement('Deny', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      'allowed',
    ],
  ])('%s', (_, identity, resource, expected) => {
    expect(authorizer(identity, resource).ask()).toBe(expected);
  });

  test('records who was denied what', () => {
    const { ask, told, subject } = authorizer([]);
    ask();
    expect(told).toEqual([{ action: 'sqs:SendMessage', resource: queue, role: 'worker', at: 5 }]);
    expect(subject.denials).toEqual(told);
  });

  test('lets a service in by a resource policy only, and knows what it acts for', () => {
    const rule = 'arn:aws:events:us-east-1:111122223333:rule/r';
    const service: Principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule };
    const admit = (SourceArn: string) => [
      statement('Allow', {
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } },
      }),
    ];
    expect(authorizer([statement('Allow')]).ask(service)).toBe(
      'because no resource-based policy allows the sqs:SendMessage action',
    );
    expect(authorizer([], admit(rule)).ask(service)).toBe('allowed');
    expect(authorizer([], admit(`${rule}-other`)).ask(service)).not.toBe('allowed');
  });

  test('assumes a role only for the service its trust policy names', () => {
    const { subject } = authorizer([]);
    const roleArn = `arn:aws:iam::${accountId}:role/worker`;
    expect(subject.assumeRole(roleArn, 'lambda.amazonaws.com', 's')).toEqual(role);
    expect(() => subject.assumeRole(roleArn, 'states.amazonaws.com', 's')).toThrow(
      'cannot be assumed by states.amazonaws.com',
    );
  });
});
