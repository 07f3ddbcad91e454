import { randomUUID } from 'node:crypto';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import type { Operation } from '../storage/operations';
import type { Directory } from './directory';
import type { Client, Pool, User } from './model';
import { checkPassword, hashPassword, temporaryPassword } from './passwords';
import { checkSecretHash, type SignedIn, type SignIn } from './sign-in';
import type { TokenSet, Tokens } from './tokens';
import { attributeList, attributesOf, describeGroup, describeUser, userFilter } from './user-shapes';

export interface CognitoParts {
  context: CloudContext;
  directory: Directory;
  signIn: SignIn;
  tokens: Tokens;
}

const day = 86_400_000;

/** Operations anyone may call unsigned: they prove themselves by password or token. */
export const publicOperations: ReadonlySet<string> = new Set([
  'InitiateAuth',
  'RespondToAuthChallenge',
  'GetUser',
  'ChangePassword',
  'GlobalSignOut',
  'RevokeToken',
]);

export function cognitoOperations(parts: CognitoParts): Record<string, Operation> {
  return { ...signInOperations(parts), ...userOperations(parts), ...groupOperations(parts) };
}

/** The pool, once the caller may do this to it. */
function poolFor({ context, directory }: CognitoParts, principal: Principal, action: string, input: any): Pool {
  const arn = `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${input.UserPoolId}`;
  context.authorize(principal, `cognito-idp:${action}`, arn);
  return directory.pool(input.UserPoolId);
}

function page<T>(items: T[], limit: number | undefined, token: string | undefined): { items: T[]; next?: string } {
  const start = Number(token ?? 0);
  const end = start + Math.min(limit ?? 60, 60);
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}

const authenticationResult = ({ accessToken, idToken, refreshToken, expiresIn }: TokenSet) => ({
  AccessToken: accessToken,
  ExpiresIn: expiresIn,
  TokenType: 'Bearer',
  RefreshToken: refreshToken,
  IdToken: idToken,
});

function signInOperations(parts: CognitoParts): Record<string, Operation> {
  const { directory, signIn, tokens } = parts;

  const flows: Record<string, { needs: string; admin: boolean }> = {
    ADMIN_USER_PASSWORD_AUTH: { needs: 'ALLOW_ADMIN_USER_PASSWORD_AUTH', admin: true },
    ADMIN_NO_SRP_AUTH: { needs: 'ALLOW_ADMIN_USER_PASSWORD_AUTH', admin: true },
    USER_PASSWORD_AUTH: { needs: 'ALLOW_USER_PASSWORD_AUTH', admin: false },
  };

  function outcome(pool: Pool, client: Client, result: SignedIn): Record<string, unknown> {
    if (!('challenge' in result)) {
      const issued = tokens.signIn(pool, client, result.user);
      return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(issued) };
    }
    return {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: result.challenge,
      ChallengeParameters: {
        USER_ID_FOR_SRP: result.user.username,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(result.user.attributes),
      },
    };
  }

  async function authenticate(
    pool: Pool,
    client: Client,
    input: any,
    admin: boolean,
  ): Promise<Record<string, unknown>> {
    const flow = String(input.AuthFlow);
    const parameters: Record<string, string> = input.AuthParameters ?? {};
    if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') {
      if (!client.authFlows.includes('ALLOW_REFRESH_TOKEN_AUTH')) throw flowRefused('Refresh token');
      if (client.secret && parameters.SECRET_HASH === undefined) checkSecretHash(client, '', undefined);
      const issued = tokens.refresh(client, parameters.REFRESH_TOKEN ?? '');
      return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(issued) };
    }
    const known = Object.hasOwn(flows, flow) ? flows[flow] : undefined;
    if (!known || known.admin !== admin) {
      const reason = known
        ? `${flow} flow not enabled for this operation`
        : `the embedded cloud does not sign in by ${flow}`;
      throw new ServiceError('InvalidParameterException', `Initiate Auth method not supported: ${reason}.`);
    }
    if (!client.authFlows.includes(known.needs)) throw flowRefused(flow);
    const { USERNAME, PASSWORD } = parameters;
    if (!USERNAME) throw new ServiceError('InvalidParameterException', 'Missing required parameter USERNAME');
    if (!PASSWORD) throw new ServiceError('InvalidParameterException', 'Missing required parameter PASSWORD');
    checkSecretHash(client, USERNAME, parameters.SECRET_HASH);
    return outcome(pool, client, await signIn.withPassword(pool, client, USERNAME, PASSWORD));
  }

  async function respond(pool: Pool, client: Client, input: any): Promise<Record<string, unknown>> {
    if (input.ChallengeName !== 'NEW_PASSWORD_REQUIRED') {
      throw new ServiceError(
        'InvalidParameterException',
        `The embedded cloud knows no challenge ${input.ChallengeName}.`,
      );
    }
    const responses: Record<string, string> = input.ChallengeResponses ?? {};
    checkSecretHash(client, responses.USERNAME ?? '', responses.SECRET_HASH);
    const attributes = Object.entries(responses)
      .filter(([name]) => name.startsWith('userAttributes.'))
      .map(([name, Value]) => ({ Name: name.slice('userAttributes.'.length), Value }));
    const password = responses.NEW_PASSWORD ?? '';
    const user = await signIn.withNewPassword(pool, client, input.Session ?? '', password, attributesOf(attributes));
    return outcome(pool, client, { user });
  }

  /** The user an access token speaks for, whichever pool signed it. */
  function bearer(accessToken: unknown): { pool: Pool; user: User } {
    for (const pool of directory.pools.values()) {
      const issued = decodeIssuer(String(accessToken ?? '')) === tokens.issuer(pool);
      if (issued) return { pool, user: tokens.bearer(pool, String(accessToken)).user };
    }
    throw new ServiceError('NotAuthorizedException', 'Invalid Access Token');
  }

  return {
    AdminInitiateAuth(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminInitiateAuth', input);
      return authenticate(pool, directory.client(input.ClientId, pool), input, true);
    },
    InitiateAuth(input) {
      const client = directory.client(input.ClientId);
      return authenticate(directory.pool(client.poolId), client, input, false);
    },
    AdminRespondToAuthChallenge(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminRespondToAuthChallenge', input);
      return respond(pool, directory.client(input.ClientId, pool), input);
    },
    RespondToAuthChallenge(input) {
      const client = directory.client(input.ClientId);
      return respond(directory.pool(client.poolId), client, input);
    },
    GetUser(input) {
      const { user } = bearer(input.AccessToken);
      return { Username: user.username, UserAttributes: attributeList(user) };
    },
    async ChangePassword(input) {
      const { pool, user } = bearer(input.AccessToken);
      const client = [...directory.clients.values()].find(({ poolId }) => poolId === pool.id)!;
      await signIn.withPassword(pool, client, user.username, input.PreviousPassword ?? '');
      checkPassword(input.ProposedPassword ?? '', pool.passwordPolicy);
      directory.saveUser(user, { password: await hashPassword(input.ProposedPassword), status: 'CONFIRMED' });
      return {};
    },
    GlobalSignOut(input) {
      tokens.revokeAll(bearer(input.AccessToken).user);
      return {};
    },
    RevokeToken(input) {
      const client = directory.client(input.ClientId);
      if (client.secret && client.secret !== input.ClientSecret) {
        throw new ServiceError('UnauthorizedException', 'Invalid client secret.');
      }
      tokens.revoke(client, String(input.Token ?? ''));
      return {};
    },
  };
}

const flowRefused = (flow: string) =>
  new ServiceError('InvalidParameterException', `Auth flow not enabled for this client: ${flow}`);

function decodeIssuer(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')).iss;
  } catch {
    return undefined;
  }
}

function userOperations(parts: CognitoParts): Record<string, Operation> {
  const { context, directory, tokens } = parts;

  async function setPassword(pool: Pool, user: User, password: string, permanent: boolean): Promise<User> {
    checkPassword(password, pool.passwordPolicy);
    return directory.saveUser(user, {
      password: await hashPassword(password),
      status: permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
      temporaryUntil: permanent ? undefined : context.now() + pool.passwordPolicy.TemporaryPasswordValidityDays * day,
    });
  }

  function checkAlias(pool: Pool, attributes: Record<string, string>, force: boolean): void {
    const { email } = attributes;
    if (!email || force || !(pool.emailAsUsername || pool.emailAlias)) return;
    const taken = directory
      .usersOf(pool)
      .some(
        (user) =>
          user.attributes.email?.toLowerCase() === email.toLowerCase() && user.attributes.email_verified === 'true',
      );
    if (taken && pool.emailAsUsername)
      throw new ServiceError('UsernameExistsException', 'An account with the given email already exists.');
    if (taken && attributes.email_verified === 'true') {
      throw new ServiceError('AliasExistsException', 'An account with the email already exists.');
    }
  }

  async function createUser(pool: Pool, input: any): Promise<User> {
    const login = String(input.Username ?? '');
    if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(login)) {
      throw new ServiceError(
        'InvalidParameterException',
        `1 validation error detected: Value '${login}' at 'username' failed to satisfy constraint`,
      );
    }
    if (pool.emailAsUsername && !login.includes('@')) {
      throw new ServiceError('InvalidParameterException', 'Username should be an email.');
    }
    const resend = input.MessageAction === 'RESEND';
    const known = directory.find(pool, login);
    if (known && !resend) throw new ServiceError('UsernameExistsException', 'User account already exists');
    if (!known && resend) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    const attributes = attributesOf(input.UserAttributes);
    const password = input.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
    checkPassword(password, pool.passwordPolicy);
    let user = known;
    if (!user) {
      if (pool.emailAsUsername) attributes.email ??= login;
      checkAlias(pool, attributes, input.ForceAliasCreation === true);
      user = directory.addUser(pool, pool.emailAsUsername ? randomUUID() : login, attributes);
    }
    user = await setPassword(pool, user, password, false);
    if (input.MessageAction !== 'SUPPRESS') {
      // why: there is no mail here; this line stands for the invitation.
      context.log('cognito', `invitation for ${login}: temporary password ${password}`);
    }
    return user;
  }

  return {
    DescribeUserPool(input, { principal }) {
      const pool = poolFor(parts, principal, 'DescribeUserPool', input);
      return {
        UserPool: {
          Id: pool.id,
          Name: pool.name,
          Arn: pool.arn,
          Policies: { PasswordPolicy: pool.passwordPolicy },
          EstimatedNumberOfUsers: directory.usersOf(pool).length,
        },
      };
    },
    DescribeUserPoolClient(input, { principal }) {
      const pool = poolFor(parts, principal, 'DescribeUserPoolClient', input);
      const client = directory.client(input.ClientId, pool);
      return {
        UserPoolClient: {
          UserPoolId: pool.id,
          ClientId: client.id,
          ClientName: client.name,
          ClientSecret: client.secret,
          ExplicitAuthFlows: client.authFlows,
          CallbackURLs: client.callbackUrls,
          LogoutURLs: client.logoutUrls,
          AllowedOAuthFlows: client.oauthFlows,
          AllowedOAuthScopes: client.scopes,
        },
      };
    },
    async AdminCreateUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminCreateUser', input);
      return { User: describeUser(await createUser(pool, input), 'Attributes') };
    },
    async AdminSetUserPassword(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminSetUserPassword', input);
      await setPassword(pool, directory.user(pool, input.Username), input.Password ?? '', input.Permanent === true);
      return {};
    },
    AdminUpdateUserAttributes(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminUpdateUserAttributes', input);
      const user = directory.user(pool, input.Username);
      directory.saveUser(user, { attributes: { ...user.attributes, ...attributesOf(input.UserAttributes) } });
      return {};
    },
    AdminGetUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminGetUser', input);
      return describeUser(directory.user(pool, input.Username), 'UserAttributes');
    },
    AdminEnableUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminEnableUser', input);
      directory.saveUser(directory.user(pool, input.Username), { enabled: true });
      return {};
    },
    AdminDisableUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminDisableUser', input);
      const user = directory.user(pool, input.Username);
      directory.saveUser(user, { enabled: false });
      tokens.revokeAll(user);
      return {};
    },
    AdminDeleteUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminDeleteUser', input);
      const user = directory.user(pool, input.Username);
      directory.deleteUser(user);
      tokens.revokeAll(user);
      return {};
    },
    AdminUserGlobalSignOut(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminUserGlobalSignOut', input);
      tokens.revokeAll(directory.user(pool, input.Username));
      return {};
    },
    ListUsers(input, { principal }) {
      const pool = poolFor(parts, principal, 'ListUsers', input);
      const found = directory.usersOf(pool).filter(userFilter(input.Filter));
      const { items, next } = page(found, input.Limit, input.PaginationToken);
      return { Users: items.map((user) => describeUser(user, 'Attributes')), PaginationToken: next };
    },
  };
}

function groupOperations(parts: CognitoParts): Record<string, Operation> {
  const { context, directory } = parts;
  return {
    CreateGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'CreateGroup', input);
      const name = String(input.GroupName ?? '');
      if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name)) {
        throw new ServiceError(
          'InvalidParameterException',
          `1 validation error detected: Value '${name}' at 'groupName' failed to satisfy constraint`,
        );
      }
      if (directory.hasGroup(pool, name)) {
        throw new ServiceError('GroupExistsException', 'A group with the name already exists.');
      }
      const { Description: description, Precedence: precedence } = input;
      directory.putGroup({ poolId: pool.id, name, description, precedence, createdAt: context.now() });
      return { Group: describeGroup(directory.group(pool, name)) };
    },
    GetGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'GetGroup', input);
      return { Group: describeGroup(directory.group(pool, input.GroupName)) };
    },
    DeleteGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'DeleteGroup', input);
      directory.deleteGroup(pool, directory.group(pool, input.GroupName).name);
      return {};
    },
    ListGroups(input, { principal }) {
      const pool = poolFor(parts, principal, 'ListGroups', input);
      const { items, next } = page(directory.groupsOf(pool), input.Limit, input.NextToken);
      return { Groups: items.map(describeGroup), NextToken: next };
    },
    ListUsersInGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'ListUsersInGroup', input);
      const { name } = directory.group(pool, input.GroupName);
      const found = directory.usersOf(pool).filter(({ groups }) => groups.includes(name));
      const { items, next } = page(found, input.Limit, input.NextToken);
      return { Users: items.map((user) => describeUser(user, 'Attributes')), NextToken: next };
    },
    AdminListGroupsForUser(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminListGroupsForUser', input);
      const { groups } = directory.user(pool, input.Username);
      return { Groups: groups.map((name) => describeGroup(directory.group(pool, name))) };
    },
    AdminAddUserToGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminAddUserToGroup', input);
      const { name } = directory.group(pool, input.GroupName);
      const user = directory.user(pool, input.Username);
      if (!user.groups.includes(name)) directory.saveUser(user, { groups: [...user.groups, name] });
      return {};
    },
    AdminRemoveUserFromGroup(input, { principal }) {
      const pool = poolFor(parts, principal, 'AdminRemoveUserFromGroup', input);
      const { name } = directory.group(pool, input.GroupName);
      const user = directory.user(pool, input.Username);
      directory.saveUser(user, { groups: user.groups.filter((other) => other !== name) });
      return {};
    },
  };
}
