import type { PolicyDocument } from '../contract';
import { conditionHolds, unknownConditionOperator } from './conditions';
import { matchesWildcard } from './wildcard';

export interface PolicyRequest {
  action: string;
  resource: string;
  keys: Record<string, string | string[]>;
}

export type Decision = 'allow' | 'deny' | 'none';

type Statement = Record<string, any>;

const list = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as string];

export function statementsOf(document: PolicyDocument): Statement[] {
  return Array.isArray(document.Statement) ? document.Statement : document.Statement ? [document.Statement] : [];
}

/** A reason why the document cannot be evaluated faithfully, or undefined. Called when a policy is stored, never per request. */
export function policyProblem(document: PolicyDocument): string | undefined {
  for (const statement of statementsOf(document)) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      return `Effect must be Allow or Deny, not ${statement.Effect}`;
    if (!statement.Action && !statement.NotAction) return 'a statement needs Action or NotAction';
    const operator = statement.Condition && unknownConditionOperator(statement.Condition);
    if (operator) return `condition operator ${operator} is not evaluated here`;
  }
  return undefined;
}

/** `${aws:PrincipalArn}` and the like; an unknown variable makes the pattern match nothing, as on AWS. */
function expander(keys: PolicyRequest['keys']): (text: string) => string {
  return (text) =>
    text.includes('${')
      ? text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
          if (name === '*' || name === '?' || name === '$') return name;
          const key = Object.keys(keys).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
          return key ? String(keys[key]) : '\u0000';
        })
      : text;
}

/** Whether the statement speaks about this action, resource and context; who is asked elsewhere. */
export function statementApplies(statement: Statement, request: PolicyRequest, withResource = true): boolean {
  const action = (pattern: string) => matchesWildcard(pattern, request.action, true);
  if (statement.Action !== undefined ? !list(statement.Action).some(action) : list(statement.NotAction).some(action)) {
    return false;
  }
  const expand = expander(request.keys);
  if (withResource && (statement.Resource !== undefined || statement.NotResource !== undefined)) {
    const resource = (pattern: string) => matchesWildcard(expand(pattern), request.resource);
    const hit =
      statement.Resource !== undefined
        ? list(statement.Resource).some(resource)
        : !list(statement.NotResource).some(resource);
    if (!hit) return false;
  }
  return conditionHolds(statement.Condition, request.keys, expand);
}

/** Evaluates policies in which the principal is already known to be the subject. */
export function evaluatePolicies(documents: Iterable<PolicyDocument>, request: PolicyRequest): Decision {
  let decision: Decision = 'none';
  for (const document of documents) {
    for (const statement of statementsOf(document)) {
      if (!statementApplies(statement, request)) continue;
      if (statement.Effect === 'Deny') return 'deny';
      decision = 'allow';
    }
  }
  return decision;
}
