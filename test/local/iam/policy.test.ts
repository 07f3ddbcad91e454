import { describe, expect, test } from '@jest/globals';
import { evaluatePolicies, policyProblem } from '../../../local/iam/policy';
import { evaluateResourcePolicy } from '../../../local/iam/resource-policy';

const bucket = 'arn:aws:s3:::files';
const request = (action: string, resource: string, keys: Record<string, string | string[]> = {}) => ({
  action,
  resource,
  keys,
});
const policy = (...Statement: Record<string, unknown>[]) => ({ Version: '2012-10-17', Statement });
const decide = (
  statement: Record<string, unknown>,
  action: string,
  resource: string,
  keys?: Record<string, string | string[]>,
) => evaluatePolicies([policy({ Effect: 'Allow', Resource: '*', ...statement })], request(action, resource, keys));

describe('identity policies', () => {
  test.each([
    ['s3:GetObject', 's3:getobject', 'allow'],
    ['s3:Get*', 's3:GetObject', 'allow'],
    ['s3:Get?bject', 's3:GetObject', 'allow'],
    ['s3:Get', 's3:GetObject', 'none'],
    ['*', 'sqs:SendMessage', 'allow'],
    ['s3.GetObject', 's3:GetObject', 'none'],
  ])('Action %s against %s: %s', (Action, action, expected) => {
    expect(decide({ Action }, action, bucket)).toBe(expected);
  });

  test.each([
    [`${bucket}/in/*`, `${bucket}/in/a/b`, 'allow'],
    [`${bucket}/in/*`, `${bucket}/out/a`, 'none'],
    [bucket, `${bucket}/in/a`, 'none'],
    [`${bucket}/home/\${aws:PrincipalTag/team}/*`, `${bucket}/home/red/x`, 'allow'],
    [`${bucket}/home/\${aws:PrincipalTag/team}/*`, `${bucket}/home/blue/x`, 'none'],
    [`${bucket}/\${aws:NoSuchKey}`, `${bucket}/`, 'none'],
    [`${bucket}/a\${*}b`, `${bucket}/a*b`, 'allow'],
  ])('Resource %s against %s: %s', (Resource, resource, expected) => {
    expect(decide({ Action: 's3:*', Resource }, 's3:GetObject', resource, { 'aws:PrincipalTag/team': 'red' })).toBe(
      expected,
    );
  });

  test('NotAction and NotResource allow all but what they name', () => {
    expect(decide({ NotAction: 's3:Delete*' }, 's3:GetObject', bucket)).toBe('allow');
    expect(decide({ NotAction: 's3:Delete*' }, 's3:DeleteObject', bucket)).toBe('none');
    const { Resource: _, ...not } = { Resource: 0, Effect: 'Allow', Action: '*', NotResource: `${bucket}/secret/*` };
    expect(evaluatePolicies([policy(not)], request('s3:GetObject', `${bucket}/secret/a`))).toBe('none');
    expect(evaluatePolicies([policy(not)], request('s3:GetObject', `${bucket}/open`))).toBe('allow');
  });

  test('a deny wins wherever it stands', () => {
    const documents = [
      policy({ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }),
      policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    ];
    expect(evaluatePolicies(documents, request('s3:DeleteObject', bucket))).toBe('deny');
    expect(evaluatePolicies(documents.reverse(), request('s3:DeleteObject', bucket))).toBe('deny');
  });

  test.each([
    [{ StringEquals: { 's3:prefix': ['a', 'b'] } }, { 's3:prefix': 'b' }, 'allow'],
    [{ StringEquals: { 's3:prefix': 'a' } }, {}, 'none'],
    [{ StringEqualsIfExists: { 's3:prefix': 'a' } }, {}, 'allow'],
    [{ StringNotEquals: { 's3:prefix': 'a' } }, {}, 'allow'],
    [{ StringLike: { 'S3:Prefix': 'in/*' } }, { 's3:prefix': 'in/x' }, 'allow'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, 'none'],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, { 's3:max-keys': '9' }, 'allow'],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, { 's3:max-keys': '10' }, 'none'],
    [
      { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2025-12-31T23:59:59Z' },
      'allow',
    ],
    [{ Null: { 'aws:TokenIssueTime': 'true' } }, {}, 'allow'],
    [
      { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/x*' } },
      { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/xy' },
      'allow',
    ],
    [
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } },
      { 'dynamodb:LeadingKeys': ['JOB#a', 'X'] },
      'none',
    ],
    [
      { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } },
      { 'dynamodb:LeadingKeys': ['JOB#a', 'X'] },
      'allow',
    ],
    [{ StringEquals: { a: '1' }, Bool: { b: 'true' } }, { a: '1' }, 'none'],
  ])('Condition %j with %j: %s', (Condition, keys, expected) => {
    expect(decide({ Action: '*', Condition }, 's3:GetObject', bucket, keys as Record<string, string>)).toBe(expected);
  });

  test('a condition operator that is not evaluated is refused when the policy is stored', () => {
    const wrong = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { BinaryEquals: { a: 'b' } } });
    expect(policyProblem(wrong)).toBe('condition operator BinaryEquals is not evaluated here');
  });
});

describe('resource policies', () => {
  const role = { kind: 'role', roleArn: 'arn:aws:iam::111122223333:role/r', sessionName: 's' } as const;
  const events = { kind: 'service', service: 'events.amazonaws.com', sourceArn: 'arn:rule' } as const;
  const decideFor = (Principal: unknown, caller: typeof role | typeof events, Effect = 'Allow') =>
    evaluateResourcePolicy(
      policy({ Effect, Principal, Action: '*', Resource: '*' }),
      caller,
      '111122223333',
      request('sqs:SendMessage', 'q'),
    );

  test.each([
    ['*', 'allow'],
    [{ AWS: '*' }, 'allow'],
    [{ AWS: role.roleArn }, 'allow'],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/r/s' }, 'allow'],
    [{ AWS: 'arn:aws:iam::111122223333:role/other' }, 'none'],
    [{ AWS: 'arn:aws:iam::111122223333:root' }, 'none'],
    [{ Service: 'events.amazonaws.com' }, 'none'],
  ])('Principal %j for a role session: %s', (principal, expected) => {
    expect(decideFor(principal, role)).toBe(expected);
  });

  test('the account itself only delegates, but a deny for it holds', () => {
    expect(decideFor({ AWS: 'arn:aws:iam::111122223333:root' }, role, 'Deny')).toBe('deny');
  });

  test('a service is admitted by its name alone', () => {
    expect(decideFor({ Service: ['sns.amazonaws.com', 'events.amazonaws.com'] }, events)).toBe('allow');
    expect(decideFor({ Service: 'sns.amazonaws.com' }, events)).toBe('none');
  });
});
