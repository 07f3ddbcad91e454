import type { CloudContext, CloudService, Principal } from '../contract';
import { ServiceError } from '../contract';
import type { CredentialAuthority } from './credentials';
import { evaluateResourcePolicy, sessionArn } from './resource-policy';
import type { RoleStore } from './roles';

/** STS: who am I, and temporary credentials of a role. */
export function createStsService(
  context: CloudContext,
  roles: RoleStore,
  authority: CredentialAuthority,
): CloudService {
  const arnOf = (principal: Principal) =>
    principal.kind === 'role' ? sessionArn(principal) : `arn:aws:iam::${context.accountId}:root`;

  function assumeRole(caller: Principal, input: any): Record<string, unknown> {
    const role = roles.byArn(input.RoleArn);
    const trusts =
      role &&
      (caller.kind === 'root'
        ? rootTrusted(role.trust)
        : evaluateResourcePolicy(
            role.trust,
            caller,
            context.accountId,
            { action: 'sts:AssumeRole', resource: role.arn, keys: {} },
            false,
          ) === 'allow');
    if (!role || !trusts) {
      throw new ServiceError(
        'AccessDenied',
        `User: ${arnOf(caller)} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
        403,
      );
    }
    const seconds = Number(input.DurationSeconds ?? 3600);
    if (seconds < 900 || seconds > role.maxSessionSeconds) {
      throw new ServiceError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const principal: Principal = { kind: 'role', roleArn: role.arn, sessionName: input.RoleSessionName };
    // why: real time, because the signature check compares with the caller's clock.
    const expires = Date.now() + seconds * 1000;
    const issued = authority.issue(principal, expires);
    return {
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: new Date(expires).toISOString(),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${input.RoleSessionName}`,
        Arn: sessionArn(principal as never),
      },
    };
  }

  /** A role that trusts the account at all can be taken by the person who owns the account. */
  const rootTrusted = (trust: any) =>
    JSON.stringify(trust).includes(`arn:aws:iam::${context.accountId}:root`) ||
    JSON.stringify(trust).includes('"AWS":"*"');

  return {
    name: 'sts',
    signingNames: ['sts'],
    resources: {},
    async handle(request) {
      if (request.operation === 'GetCallerIdentity') {
        const { principal } = request;
        const role = principal.kind === 'role' ? roles.byArn(principal.roleArn) : undefined;
        const userId =
          role && principal.kind === 'role' ? `${role.roleId}:${principal.sessionName}` : context.accountId;
        return { status: 200, body: { UserId: userId, Account: context.accountId, Arn: arnOf(principal) } };
      }
      if (request.operation === 'AssumeRole') {
        return { status: 200, body: assumeRole(request.principal, request.input ?? {}) };
      }
      throw new ServiceError('InvalidAction', `Could not find operation ${request.operation} for version 2011-06-15`);
    },
  };
}
