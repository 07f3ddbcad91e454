import { type PolicyDocument, type Principal, ServiceError } from '../contract';
import { evaluatePolicies, type PolicyRequest } from './policy';
import { evaluateResourcePolicy, sessionArn } from './resource-policy';
import type { RoleStore } from './roles';

export interface Denial {
  action: string;
  resource: string;
  role: string;
  at: number;
}

interface AuthorizerOptions {
  accountId: string;
  region: string;
  now: () => number;
  roles: RoleStore;
  /** The policy attached to a resource, by ARN. */
  resourcePolicy: (resourceArn: string) => PolicyDocument | undefined;
  onDenial: (denial: Denial) => void;
}

/** How each service words its refusal; the rest say `AccessDeniedException`. */
const refusalCodes: Record<string, string> = {
  s3: 'AccessDenied',
  sns: 'AuthorizationError',
  iam: 'AccessDenied',
  sts: 'AccessDenied',
  cloudformation: 'AccessDenied',
};

/** IAM's decision for calls within one account: an explicit deny anywhere wins, then an allow in an identity or a resource policy. */
export class Authorizer {
  readonly denials: Denial[] = [];

  constructor(private readonly options: AuthorizerOptions) {}

  authorize(principal: Principal, action: string, resource: string, conditionKeys: Record<string, string> = {}): void {
    const reason = this.refusal(principal, action, resource, conditionKeys);
    if (!reason) return;
    const who =
      principal.kind === 'role' ? sessionArn(principal) : principal.kind === 'service' ? principal.service : 'root';
    const role = principal.kind === 'role' ? (principal.roleArn.split('/').at(-1) ?? principal.roleArn) : who;
    const denial = { action, resource, role, at: this.options.now() };
    this.denials.push(denial);
    this.options.onDenial(denial);
    throw new ServiceError(
      refusalCodes[action.split(':')[0] ?? ''] ?? 'AccessDeniedException',
      `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
      403,
    );
  }

  /** Why the call is refused, in AWS's words; undefined when it is allowed. */
  refusal(
    principal: Principal,
    action: string,
    resource: string,
    conditionKeys: Record<string, string> = {},
  ): string | undefined {
    if (principal.kind === 'root') return undefined;
    const request: PolicyRequest = { action, resource, keys: this.keys(principal, conditionKeys) };
    const attached = this.options.resourcePolicy(resource);
    const fromResource = attached
      ? evaluateResourcePolicy(attached, principal, this.options.accountId, request)
      : 'none';
    if (principal.kind === 'service') {
      if (fromResource === 'deny') return 'with an explicit deny in a resource-based policy';
      return fromResource === 'allow' ? undefined : `because no resource-based policy allows the ${action} action`;
    }
    const role = this.options.roles.byArn(principal.roleArn);
    const fromIdentity = role ? evaluatePolicies(this.options.roles.documentsOf(role), request) : 'none';
    if (fromIdentity === 'deny') return 'with an explicit deny in an identity-based policy';
    if (fromResource === 'deny') return 'with an explicit deny in a resource-based policy';
    if (fromIdentity === 'allow' || fromResource === 'allow') return undefined;
    return `because no identity-based policy allows the ${action} action`;
  }

  /** The principal of a service acting as a role, when the role's trust policy admits it. */
  assumeRole(roleArn: string, servicePrincipal: string, sessionName: string, action = 'sts:AssumeRole'): Principal {
    const role = this.options.roles.byArn(roleArn);
    if (!role) throw new ServiceError('InvalidParameterValueException', `The role ${roleArn} cannot be found.`);
    const service: Principal = { kind: 'service', service: servicePrincipal, sourceArn: '' };
    const request: PolicyRequest = { action, resource: roleArn, keys: this.keys(service, {}) };
    if (evaluateResourcePolicy(role.trust, service, this.options.accountId, request, false) !== 'allow') {
      throw new ServiceError(
        'AccessDeniedException',
        `The role ${roleArn} cannot be assumed by ${servicePrincipal}: its trust policy does not allow it.`,
        403,
      );
    }
    return { kind: 'role', roleArn, sessionName };
  }

  keys(principal: Principal, given: Record<string, string>): Record<string, string> {
    const { accountId, region, now } = this.options;
    const keys: Record<string, string> = {
      // why: TLS ends before the service on AWS; here nothing leaves the loopback interface, which is as private.
      'aws:SecureTransport': 'true',
      'aws:SourceIp': '127.0.0.1',
      'aws:RequestedRegion': region,
      'aws:CurrentTime': new Date(now()).toISOString(),
      'aws:EpochTime': String(Math.floor(now() / 1000)),
      'aws:ResourceAccount': accountId,
      's3:TlsVersion': '1.3',
      's3:ResourceAccount': accountId,
    };
    if (principal.kind === 'service') {
      keys['aws:PrincipalIsAWSService'] = 'true';
      keys['aws:PrincipalServiceName'] = principal.service;
      keys['aws:SourceAccount'] = accountId;
      if (principal.sourceArn) keys['aws:SourceArn'] = principal.sourceArn;
    } else {
      keys['aws:PrincipalIsAWSService'] = 'false';
      keys['aws:PrincipalAccount'] = accountId;
      keys['aws:PrincipalArn'] = principal.kind === 'role' ? principal.roleArn : `arn:aws:iam::${accountId}:root`;
      keys['aws:PrincipalType'] = principal.kind === 'role' ? 'AssumedRole' : 'Account';
    }
    return Object.assign(keys, given);
  }
}
