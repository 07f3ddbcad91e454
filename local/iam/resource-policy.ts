import type { PolicyDocument, Principal } from '../contract';
import { type Decision, type PolicyRequest, statementApplies, statementsOf } from './policy';
import { matchesWildcard } from './wildcard';

const list = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as string];

/** How strongly a `Principal` element names the caller: the account alone only delegates to identity policies. */
function names(element: unknown, principal: Principal, accountId: string): 'no' | 'account' | 'yes' {
  if (element === '*') return 'yes';
  if (!element || typeof element !== 'object') return 'no';
  const { AWS, Service } = element as { AWS?: unknown; Service?: unknown };
  if (principal.kind === 'service') {
    if (list(AWS).includes('*')) return 'yes';
    return list(Service).includes(principal.service) ? 'yes' : 'no';
  }
  const candidates = list(AWS);
  if (candidates.includes('*')) return 'yes';
  if (principal.kind === 'role') {
    const session = sessionArn(principal);
    if (candidates.some((arn) => arn === principal.roleArn || matchesWildcard(arn, session))) return 'yes';
  }
  return candidates.some((arn) => arn === accountId || arn === `arn:aws:iam::${accountId}:root`) ? 'account' : 'no';
}

export function sessionArn(principal: Extract<Principal, { kind: 'role' }>): string {
  const [, , , , account, path] = principal.roleArn.split(':');
  return `arn:aws:sts::${account}:assumed-role/${path?.split('/').at(-1)}/${principal.sessionName}`;
}

export function evaluateResourcePolicy(
  document: PolicyDocument,
  principal: Principal,
  accountId: string,
  request: PolicyRequest,
  withResource = true,
): Decision {
  let decision: Decision = 'none';
  for (const statement of statementsOf(document)) {
    const named =
      statement.Principal !== undefined
        ? names(statement.Principal, principal, accountId)
        : names(statement.NotPrincipal, principal, accountId) === 'no'
          ? 'yes'
          : 'no';
    if (named === 'no' || !statementApplies(statement, request, withResource)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    if (named === 'yes') decision = 'allow';
  }
  return decision;
}
