/** A worker as the token's claims describe them. */
import type { WorkerIdentity } from './task';

export type Claims = Readonly<Record<string, unknown>>;

export interface Worker {
  workerId: string;
  name: string;
  /** Work teams: the last path segment of their ARNs, and the groups of the identity provider. */
  teams: string[];
  identity: WorkerIdentity;
}

/** `private.<region>.<16 hex>`: the same person under the same issuer is the same worker. `digest` is SHA-256 in hex. */
export const workerIdOf = (region: string, issuer: string, sub: string, digest: (text: string) => string): string =>
  `private.${region}.${digest(`${issuer}|${sub}`).slice(0, 16)}`;

/**
 * Groups in any form in which they arrive: an array, its JSON text, or API Gateway's rendering of an array, `[labelers other]`.
 */
export function groupsOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((group) => typeof group === 'string');
  if (typeof claim !== 'string' || claim.trim() === '') return [];
  const text = claim.trim();
  if (!text.startsWith('[')) return text.split(/[\s,]+/).filter(Boolean);
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return groupsOf(parsed);
  } catch {
    // Not JSON: API Gateway's own form, split below.
  }
  return text
    .slice(1, text.endsWith(']') ? -1 : undefined)
    .split(/[\s,]+/)
    .filter(Boolean);
}

/** Undefined when the claims name nobody. */
export function workerOf(
  claims: Claims,
  options: { region: string; groupsClaim: string; digest: (text: string) => string },
): Worker | undefined {
  const { iss, sub } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || !sub) return undefined;
  const { region, groupsClaim, digest } = options;
  const groups = claims[groupsClaim] ?? claims['cognito:groups'] ?? claims['sagemaker:groups'];
  const isCognito = groupsClaim.startsWith('cognito:') || claims['cognito:username'] !== undefined;
  return {
    workerId: workerIdOf(region, iss, sub, digest),
    name: firstText(claims, ['name', 'sagemaker:name', 'cognito:username', 'username', 'email']) ?? sub,
    teams: groupsOf(groups),
    identity: { identityProviderType: isCognito ? 'Cognito' : 'Oidc', issuer: iss, sub },
  };
}

function firstText(claims: Claims, names: string[]): string | undefined {
  for (const name of names) {
    const value = claims[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}
