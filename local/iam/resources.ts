import { declareProperties } from '../cloudformation/declare-properties';
import type { CloudContext, ResourceHandler } from '../contract';
import { checked, type Role, type RoleStore } from './roles';

/** IAM's ids are opaque; deriving it from the ARN keeps it the same at every start. */
export function roleIdFor(arn: string): string {
  let hash = 0;
  for (const character of arn) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return `AROA${hash.toString(36).toUpperCase().padStart(16, '0')}`;
}

export function newRole(
  context: CloudContext,
  name: string,
  path: string,
  trust: Role['trust'],
  origin: Role['origin'],
): Role {
  const arn = `arn:aws:iam::${context.accountId}:role${path}${name}`;
  return {
    name,
    arn,
    path,
    roleId: roleIdFor(arn),
    createdAt: context.now(),
    trust: checked(trust),
    inline: new Map(),
    managed: new Set(),
    maxSessionSeconds: 3600,
    origin,
  };
}

const tagsIgnored = { Tags: 'no tag-based access control here' };

export function iamResources(roles: RoleStore): Record<string, ResourceHandler> {
  const attach = (role: Role, arns: string[] = []) => {
    for (const arn of arns) {
      if (!roles.knowsPolicy(arn)) throw new Error(`managed policy ${arn} is not known to the embedded cloud`);
      role.managed.add(arn);
    }
  };

  const roleNamed = (name: string): Role => {
    const role = roles.get(name);
    if (!role) throw new Error(`role ${name} does not exist`);
    return role;
  };

  return {
    'AWS::IAM::Role': declareProperties(
      {
        served: [
          'AssumeRolePolicyDocument',
          'Policies',
          'ManagedPolicyArns',
          'RoleName',
          'Path',
          'Description',
          'MaxSessionDuration',
        ],
        ignored: tagsIgnored,
      },
      async ({ properties, generatedName, logicalId }, context) => {
        const name = properties.RoleName ?? generatedName ?? logicalId;
        const role = newRole(
          context,
          name.slice(0, 64),
          properties.Path ?? '/',
          properties.AssumeRolePolicyDocument,
          'template',
        );
        for (const policy of properties.Policies ?? [])
          role.inline.set(policy.PolicyName, checked(policy.PolicyDocument));
        attach(role, properties.ManagedPolicyArns);
        role.description = properties.Description;
        role.maxSessionSeconds = properties.MaxSessionDuration ?? 3600;
        roles.put(role);
        return { ref: role.name, attributes: { Arn: role.arn, RoleId: role.roleId } };
      },
    ),
    'AWS::IAM::Policy': declareProperties(
      { served: ['PolicyName', 'PolicyDocument', 'Roles'] },
      async ({ properties }) => {
        for (const name of properties.Roles ?? []) {
          roleNamed(name).inline.set(properties.PolicyName, checked(properties.PolicyDocument));
        }
        return { ref: properties.PolicyName, attributes: { Id: properties.PolicyName } };
      },
    ),
    'AWS::IAM::ManagedPolicy': declareProperties(
      { served: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Path', 'Description'], ignored: tagsIgnored },
      async ({ properties, generatedName, logicalId }, context) => {
        const name = properties.ManagedPolicyName ?? generatedName ?? logicalId;
        const arn = `arn:aws:iam::${context.accountId}:policy${properties.Path ?? '/'}${name}`;
        roles.putPolicy(arn, properties.PolicyDocument);
        for (const role of properties.Roles ?? []) attach(roleNamed(role), [arn]);
        return { ref: arn, attributes: { PolicyArn: arn } };
      },
    ),
  };
}
