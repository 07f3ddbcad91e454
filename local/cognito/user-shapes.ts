import { ServiceError } from '../contract';
import type { Group, User } from './model';

export interface AttributeType {
  Name: string;
  Value: string;
}

export const attributeList = (user: User): AttributeType[] =>
  Object.entries({ ...user.attributes, sub: user.sub }).map(([Name, Value]) => ({ Name, Value }));

export const describeUser = (user: User, attributesAs: 'Attributes' | 'UserAttributes') => ({
  Username: user.username,
  [attributesAs]: attributeList(user),
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

export const describeGroup = (group: Group) => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  Description: group.description,
  Precedence: group.precedence,
  CreationDate: group.createdAt / 1000,
  LastModifiedDate: group.createdAt / 1000,
});

const standard = new Set(
  'address birthdate email email_verified family_name gender given_name locale middle_name name nickname phone_number phone_number_verified picture preferred_username profile updated_at website zoneinfo'.split(
    ' ',
  ),
);

export function attributesOf(list: AttributeType[] = []): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const { Name, Value } of list) {
    if (Name === 'sub')
      throw new ServiceError('InvalidParameterException', 'Cannot modify the non-mutable attribute sub');
    if (!standard.has(Name) && !Name.startsWith('custom:')) {
      throw new ServiceError(
        'InvalidParameterException',
        `Attributes did not conform to the schema: ${Name}: Attribute does not exist in the schema.`,
      );
    }
    attributes[Name] = String(Value ?? '');
  }
  return attributes;
}

/** ListUsers' filter: `name = "value"` or `name ^= "start"`. */
export function userFilter(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true;
  const match = /^\s*"?([a-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter);
  if (!match) throw new ServiceError('InvalidParameterException', `Error while parsing filter: ${filter}`);
  const [, name, operator, quoted] = match;
  const wanted = quoted!.replace(/\\(.)/g, '$1');
  const value = (user: User): string => {
    if (name === 'username') return user.username;
    if (name === 'sub') return user.sub;
    if (name === 'status') return user.enabled ? 'Enabled' : 'Disabled';
    if (name === 'cognito:user_status') return user.status;
    return user.attributes[name!] ?? '';
  };
  return (user) => (operator === '=' ? value(user) === wanted : value(user).startsWith(wanted));
}
