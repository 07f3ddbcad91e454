import { Authorizer } from '../../local/iam/authorizer';
import { evaluatePolicies } from '../../local/iam/policy';

/** One action of one statement of a role as it stands, and whether a call was allowed by it and by nothing else. */
export interface StandingGrant {
  role: string;
  action: string;
  resource: string;
  needed: boolean;
}

interface StandingStatement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

const list = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);

/**
 * Watches every decision of the authorizer while `run` runs. A grant is needed when some call was allowed by that statement alone: without it
 * that call is refused.
 */
export async function neededGrants(run: () => Promise<void>): Promise<StandingGrant[]> {
  const grants = new Map<StandingStatement, Map<string, StandingGrant>>();
  const original = Authorizer.prototype.refusal;
  Authorizer.prototype.refusal = function (this: Authorizer, principal, action, resource, conditionKeys = {}) {
    const refusal = original.call(this, principal, action, resource, conditionKeys);
    if (principal.kind !== 'role' || refusal !== undefined) return refusal;
    const { roles } = (this as any).options;
    const role = roles.byArn(principal.roleArn);
    if (!role) return refusal;
    const request = { action, resource, keys: (this as any).keys(principal, conditionKeys) };
    const statements = [...roles.documentsOf(role)].flatMap(
      (document: any) => document.Statement as StandingStatement[],
    );
    for (const statement of statements) {
      if (grants.has(statement)) continue;
      const entries = list(statement.Action).map((name) => {
        const entry = { role: role.name, action: name, resource: list(statement.Resource).join(' '), needed: false };
        return [name, entry] as const;
      });
      grants.set(statement, new Map(entries));
    }
    const allowing = statements.filter(
      (statement) => evaluatePolicies([{ Version: '2012-10-17', Statement: [statement] } as any], request) === 'allow',
    );
    if (allowing.length === 1) {
      const grant = grants.get(allowing[0]!)?.get(action);
      if (grant) grant.needed = true;
    }
    return refusal;
  };
  try {
    await run();
  } finally {
    Authorizer.prototype.refusal = original;
  }
  return [...grants.values()].flatMap((entries) => [...entries.values()]);
}
