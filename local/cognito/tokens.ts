import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CloudContext, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { Directory } from './directory';
import type { Client, Pool, User } from './model';
import type { SigningKeys } from './signing-keys';

interface RefreshGrant {
  poolId: string;
  username: string;
  clientId: string;
  scopes: string[];
  authTime: number;
  originJti: string;
  expiresAt: number;
}

export interface TokenSet {
  accessToken: string;
  /** Only with the scope `openid`, and always from the API. */
  idToken?: string;
  refreshToken?: string;
  expiresIn: number;
}

/** What the API's own sign-in grants, as opposed to the hosted page's scopes. */
export const apiScope = 'aws.cognito.signin.user.admin';

const digest = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Issues access, id and refresh tokens. Refresh tokens are kept as digests. */
export class Tokens {
  private readonly grants: RecordStore<RefreshGrant>;

  constructor(
    private readonly context: CloudContext,
    private readonly directory: Directory,
    private readonly keys: SigningKeys,
  ) {
    this.grants = new RecordStore(join(context.dataDir, 'cognito', 'refresh-tokens.jsonl'));
    for (const [id, { expiresAt }] of [...this.grants.entries()]) if (expiresAt < context.now()) this.grants.delete(id);
  }

  issuer(pool: Pool): string {
    return `${this.context.endpointUrl}/${pool.id}`;
  }

  /** Tokens for a user who has just proved who they are. */
  signIn(pool: Pool, client: Client, user: User, scopes: string[] = [apiScope], nonce?: string): TokenSet {
    const originJti = randomUUID();
    const authTime = Math.floor(this.context.now() / 1000);
    const refreshToken = randomBytes(48).toString('base64url');
    this.grants.put(digest(refreshToken), {
      poolId: pool.id,
      username: user.username,
      clientId: client.id,
      scopes,
      authTime,
      originJti,
      expiresAt: this.context.now() + client.refreshTokenLife * 1000,
    });
    this.countActive(user);
    return { ...this.mint(pool, client, user, { scopes, authTime, originJti, nonce }), refreshToken };
  }

  refresh(client: Client, refreshToken: string): TokenSet {
    const grant = this.grants.get(digest(refreshToken));
    if (!grant || grant.clientId !== client.id)
      throw new ServiceError('NotAuthorizedException', 'Invalid Refresh Token');
    if (grant.expiresAt < this.context.now()) {
      throw new ServiceError('NotAuthorizedException', 'Refresh Token has expired');
    }
    const pool = this.directory.pool(grant.poolId);
    const user = this.directory.find(pool, grant.username);
    if (!user) throw new ServiceError('NotAuthorizedException', 'Invalid Refresh Token');
    if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.');
    return this.mint(pool, client, user, grant);
  }

  /** The refresh token and what came from it end; an unknown one is no error. */
  revoke(client: Client, refreshToken: string): void {
    const id = digest(refreshToken);
    if (this.grants.get(id)?.clientId === client.id) this.grants.delete(id);
  }

  revokeAll(user: User): void {
    for (const [id, { poolId, username }] of [...this.grants.entries()]) {
      if (poolId === user.poolId && username === user.username) this.grants.delete(id);
    }
  }

  /** The user an access token of this pool speaks for. */
  bearer(pool: Pool, accessToken: string): { user: User; claims: Record<string, unknown> } {
    const claims = this.keys.claims(pool.id, accessToken);
    if (claims?.token_use !== 'access') throw new ServiceError('NotAuthorizedException', 'Invalid Access Token');
    if (Number(claims.exp) <= this.context.now() / 1000) {
      throw new ServiceError('NotAuthorizedException', 'Access Token has expired');
    }
    const user = this.directory.find(pool, claims.username);
    if (!user?.enabled) throw new ServiceError('NotAuthorizedException', 'Access Token has been revoked');
    return { user, claims };
  }

  close(): void {
    this.grants.close();
  }

  private mint(
    pool: Pool,
    client: Client,
    user: User,
    { scopes, authTime, originJti, nonce }: { scopes: string[]; authTime: number; originJti: string; nonce?: string },
  ): TokenSet {
    const iat = Math.floor(this.context.now() / 1000);
    const common = {
      sub: user.sub,
      ...(user.groups.length > 0 ? { 'cognito:groups': user.groups } : {}),
      iss: this.issuer(pool),
      origin_jti: originJti,
      event_id: randomUUID(),
      auth_time: authTime,
      iat,
    };
    const accessToken = this.keys.sign(pool.id, {
      ...common,
      version: 2,
      client_id: client.id,
      token_use: 'access',
      scope: scopes.join(' '),
      exp: iat + client.accessTokenLife,
      jti: randomUUID(),
      username: user.username,
    });
    const withId = scopes.includes('openid') || scopes.includes(apiScope);
    const { sub: _, email_verified: verified, ...attributes } = user.attributes;
    const idToken = withId
      ? this.keys.sign(pool.id, {
          ...common,
          ...attributes,
          ...(user.attributes.email ? { email_verified: verified === 'true' } : {}),
          'cognito:username': user.username,
          aud: client.id,
          token_use: 'id',
          exp: iat + client.idTokenLife,
          jti: randomUUID(),
          ...(nonce ? { nonce } : {}),
        })
      : undefined;
    return { accessToken, idToken, expiresIn: client.accessTokenLife };
  }

  private countActive(user: User): void {
    const activeMonth = new Date(this.context.now()).toISOString().slice(0, 7);
    if (user.activeMonth === activeMonth) return;
    this.context.meter('cognito', 'MonthlyActiveUsers', 1);
    this.directory.saveUser(user, { activeMonth });
  }
}
