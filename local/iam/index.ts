import type { CloudContext, CloudService } from '../contract';
import { ServiceError } from '../contract';
import { iamResources, newRole } from './resources';
import { checked, type Role, type RoleStore } from './roles';

const describe = (role: Role) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.roleId,
  Arn: role.arn,
  CreateDate: new Date(role.createdAt).toISOString(),
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
});

const parseDocument = (text: unknown) => {
  try {
    return checked(JSON.parse(String(text)));
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('MalformedPolicyDocument', `Syntax errors in policy: ${(error as Error).message}`);
  }
};

/** IAM: roles and their policies. */
export function createIamService(context: CloudContext, roles: RoleStore): CloudService {
  const roleNamed = (name: unknown): Role => {
    const role = roles.get(String(name));
    if (!role) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return role;
  };

  const operations: Record<string, (input: any) => Record<string, unknown>> = {
    CreateRole(input) {
      if (roles.get(input.RoleName)) {
        throw new ServiceError('EntityAlreadyExists', `Role with name ${input.RoleName} already exists.`, 409);
      }
      const role = newRole(
        context,
        input.RoleName,
        input.Path ?? '/',
        parseDocument(input.AssumeRolePolicyDocument),
        'api',
      );
      role.description = input.Description;
      if (input.MaxSessionDuration) role.maxSessionSeconds = Number(input.MaxSessionDuration);
      roles.put(role);
      return { Role: describe(role) };
    },
    GetRole: (input) => ({ Role: describe(roleNamed(input.RoleName)) }),
    ListRoles: () => ({ Roles: roles.all().map(describe), IsTruncated: false }),
    DeleteRole(input) {
      const role = roleNamed(input.RoleName);
      if (role.inline.size + role.managed.size > 0) {
        throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
      }
      roles.delete(role.name);
      return {};
    },
    UpdateAssumeRolePolicy(input) {
      const role = roleNamed(input.RoleName);
      role.trust = parseDocument(input.PolicyDocument);
      roles.save();
      return {};
    },
    PutRolePolicy(input) {
      roleNamed(input.RoleName).inline.set(input.PolicyName, parseDocument(input.PolicyDocument));
      roles.save();
      return {};
    },
    GetRolePolicy(input) {
      const document = roleNamed(input.RoleName).inline.get(input.PolicyName);
      if (!document) {
        throw new ServiceError('NoSuchEntity', `The role policy with name ${input.PolicyName} cannot be found.`, 404);
      }
      return {
        RoleName: input.RoleName,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeURIComponent(JSON.stringify(document)),
      };
    },
    DeleteRolePolicy(input) {
      if (!roleNamed(input.RoleName).inline.delete(input.PolicyName)) {
        throw new ServiceError('NoSuchEntity', `The role policy with name ${input.PolicyName} cannot be found.`, 404);
      }
      roles.save();
      return {};
    },
    ListRolePolicies: (input) => ({ PolicyNames: [...roleNamed(input.RoleName).inline.keys()], IsTruncated: false }),
    AttachRolePolicy(input) {
      if (!roles.knowsPolicy(input.PolicyArn)) {
        throw new ServiceError('NoSuchEntity', `Policy ${input.PolicyArn} does not exist or is not attachable.`, 404);
      }
      roleNamed(input.RoleName).managed.add(input.PolicyArn);
      roles.save();
      return {};
    },
    DetachRolePolicy(input) {
      roleNamed(input.RoleName).managed.delete(input.PolicyArn);
      roles.save();
      return {};
    },
    ListAttachedRolePolicies: (input) => ({
      AttachedPolicies: [...roleNamed(input.RoleName).managed].map((arn) => ({
        PolicyName: arn.split('/').at(-1),
        PolicyArn: arn,
      })),
      IsTruncated: false,
    }),
  };

  return {
    name: 'iam',
    signingNames: ['iam'],
    resources: iamResources(roles),
    async handle(request) {
      const operation = operations[request.operation ?? ''];
      if (!operation) {
        throw new ServiceError('InvalidAction', `Could not find operation ${request.operation} for version 2010-05-08`);
      }
      const name = request.input?.RoleName;
      const resource = `arn:aws:iam::${context.accountId}:role/${name ?? '*'}`;
      context.authorize(request.principal, `iam:${request.operation}`, resource);
      return { status: 200, body: operation(request.input ?? {}) };
    },
  };
}
