import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../contract';
import type { Client, Pool, User } from '../model';
import type { CognitoParts } from '../operations';
import type { SigningKeys } from '../signing-keys';
import { AuthorizationCodes } from './authorization-codes';
import { newPasswordPage, problemPage, signedOutPage, signInPage } from './pages';
import { type PageText, pageText } from './text';

const anyOrigin = { 'access-control-allow-origin': '*' };
const sessionLife = 3_600_000;
const csrfCookie = 'XSRF-TOKEN';
const sessionCookie = 'cognito';

/** A checked authorization request. */
interface AuthorizationRequest {
  client: Client;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  challenge?: string;
  nonce?: string;
}

const json = (status: number, body: Record<string, unknown>): ServiceResponse => ({
  status,
  headers: { ...anyOrigin, 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const oauthError = (error: string, status = 400) => json(status, { error });

/** The OpenID Connect side of a pool: discovery, keys, sign-in page, tokens. All paths lie under `/<pool id>/`. */
export class HostedEndpoints {
  private readonly codes: AuthorizationCodes;
  /** Signs the browser's session cookie; a restart ends those sessions. */
  private readonly cookieKey = randomBytes(32);

  constructor(
    private readonly parts: CognitoParts,
    private readonly keys: SigningKeys,
  ) {
    this.codes = new AuthorizationCodes(parts.context.now);
  }

  async answer(request: ServiceRequest): Promise<ServiceResponse> {
    const [, poolId = '', ...rest] = request.path.split('/');
    const pool = this.parts.directory.pool(poolId);
    const endpoint = `${request.method} ${rest.join('/')}`;
    const text = pageText(request.headers['accept-language'], request.query.get('lang'));
    switch (endpoint) {
      case 'GET .well-known/openid-configuration':
        return json(200, this.discovery(pool));
      case 'GET .well-known/jwks.json':
        return json(200, this.keys.jwks(pool.id));
      case 'GET oauth2/authorize':
        return this.authorize(pool, request, text, true);
      case 'GET login':
        return this.authorize(pool, request, text, false);
      case 'POST login':
        return this.login(pool, request, text);
      case 'POST oauth2/token':
        return this.token(pool, request);
      case 'GET oauth2/userInfo':
      case 'POST oauth2/userInfo':
        return this.userInfo(pool, request);
      case 'POST oauth2/revoke':
        return this.revoke(pool, request);
      case 'GET logout':
        return this.logout(pool, request, text);
      default:
        if (request.method === 'OPTIONS') {
          return {
            status: 204,
            headers: {
              ...anyOrigin,
              'access-control-allow-methods': 'GET, POST, OPTIONS',
              'access-control-allow-headers': 'authorization, content-type',
              'access-control-max-age': '600',
            },
          };
        }
        return json(404, { message: 'Not Found' });
    }
  }

  private discovery(pool: Pool): Record<string, unknown> {
    const issuer = this.parts.tokens.issuer(pool);
    return {
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  /** Throws a page for what must not be redirected; answers other mistakes at the client's redirect address. */
  private check(pool: Pool, query: URLSearchParams, text: PageText): AuthorizationRequest | ServiceResponse {
    const client = this.parts.directory.clients.get(query.get('client_id') ?? '');
    if (!client || client.poolId !== pool.id || !client.oauthEnabled)
      return problemPage(text, 'invalid_request: client_id');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!client.callbackUrls.includes(redirectUri)) return problemPage(text, 'redirect_mismatch: redirect_uri');
    const state = query.get('state');
    const refuse = (error: string, description: string) =>
      redirect(redirectUri, { error, error_description: description, state });
    if (query.get('response_type') !== 'code' || !client.oauthFlows.includes('code')) {
      return refuse('unsupported_response_type', 'Only the authorization code flow is supported');
    }
    const requested = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const scopes = requested.length > 0 ? requested : client.scopes;
    if (scopes.some((scope) => !client.scopes.includes(scope))) return refuse('invalid_scope', 'invalid_scope');
    const method = query.get('code_challenge_method');
    const challenge = query.get('code_challenge') ?? undefined;
    if ((challenge === undefined) !== (method === null) || (method !== null && method !== 'S256')) {
      return refuse('invalid_request', 'code_challenge_method must be S256');
    }
    return { client, redirectUri, scopes, state, challenge, nonce: query.get('nonce') ?? undefined };
  }

  private authorize(pool: Pool, request: ServiceRequest, text: PageText, mayContinue: boolean): ServiceResponse {
    const checked = this.check(pool, request.query, text);
    if ('status' in checked) return checked;
    const user = mayContinue && request.query.get('prompt') !== 'login' ? this.signedInUser(pool, request) : undefined;
    if (user) return this.grant(pool, checked, user);
    if (request.query.get('prompt') === 'none') {
      return redirect(checked.redirectUri, { error: 'login_required', state: checked.state });
    }
    return this.form(pool, request, checked, text, { kind: 'sign in' });
  }

  private form(
    pool: Pool,
    request: ServiceRequest,
    { redirectUri }: AuthorizationRequest,
    text: PageText,
    form:
      | { kind: 'sign in'; username?: string; error?: keyof PageText['errors'] }
      | { kind: 'new password'; username: string; session: string; error?: keyof PageText['errors'] },
  ): ServiceResponse {
    const known = cookies(request)[csrfCookie];
    const csrf = known ?? randomBytes(24).toString('base64url');
    const page = {
      text,
      csrf,
      cookie: known ? undefined : `${csrfCookie}=${csrf}; Path=/${pool.id}; HttpOnly; SameSite=Strict`,
      action: `/${pool.id}/login?${request.query}`,
      formTarget: new URL(redirectUri).origin,
      error: form.error,
    };
    return form.kind === 'sign in'
      ? signInPage({ ...page, username: form.username })
      : newPasswordPage({ ...page, username: form.username, session: form.session, policy: pool.passwordPolicy });
  }

  private async login(pool: Pool, request: ServiceRequest, text: PageText): Promise<ServiceResponse> {
    const checked = this.check(pool, request.query, text);
    if ('status' in checked) return checked;
    const fields = new URLSearchParams(request.body.toString('utf8'));
    const username = (fields.get('username') ?? '').trim();
    const given = fields.get('_csrf');
    if (!given || !sameText(given, cookies(request)[csrfCookie] ?? '')) {
      return this.form(pool, request, checked, text, { kind: 'sign in', username, error: 'stale' });
    }
    const session = fields.get('session');
    try {
      if (session !== null) return await this.newPassword(pool, request, checked, text, fields, session);
      const outcome = await this.parts.signIn.withPassword(
        pool,
        checked.client,
        username,
        fields.get('password') ?? '',
      );
      if ('challenge' in outcome) {
        return this.form(pool, request, checked, text, { kind: 'new password', username, session: outcome.challenge });
      }
      return this.grant(pool, checked, outcome.user, this.sessionFor(pool, outcome.user));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return this.form(pool, request, checked, text, { kind: 'sign in', username, error: errorKey(error) });
    }
  }

  private async newPassword(
    pool: Pool,
    request: ServiceRequest,
    checked: AuthorizationRequest,
    text: PageText,
    fields: URLSearchParams,
    session: string,
  ): Promise<ServiceResponse> {
    const username = fields.get('username') ?? '';
    const password = fields.get('new_password') ?? '';
    const again = (error: 'mismatch' | 'policy') =>
      this.form(pool, request, checked, text, { kind: 'new password', username, session, error });
    if (password !== fields.get('confirm_password')) return again('mismatch');
    try {
      const user = await this.parts.signIn.withNewPassword(pool, checked.client, session, password);
      return this.grant(pool, checked, user, this.sessionFor(pool, user));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'InvalidPasswordException') return again('policy');
      throw error;
    }
  }

  private grant(pool: Pool, checked: AuthorizationRequest, user: User, cookie?: string): ServiceResponse {
    const { client, redirectUri, scopes, state, challenge, nonce } = checked;
    const code = this.codes.issue({
      poolId: pool.id,
      username: user.username,
      clientId: client.id,
      redirectUri,
      scopes,
      challenge,
      nonce,
    });
    const response = redirect(redirectUri, { code, state });
    if (cookie) response.headers!['set-cookie'] = cookie;
    return response;
  }

  private token(pool: Pool, request: ServiceRequest): ServiceResponse {
    const fields = new URLSearchParams(request.body.toString('utf8'));
    const client = this.tokenClient(pool, request, fields);
    if (!client) return oauthError('invalid_client');
    if (fields.get('grant_type') === 'authorization_code') {
      const redirectUri = fields.get('redirect_uri') ?? '';
      const grant = this.codes.redeem(fields.get('code') ?? '', client.id, redirectUri, fields.get('code_verifier'));
      const user = grant && grant.poolId === pool.id ? this.parts.directory.find(pool, grant.username) : undefined;
      if (!grant || !user?.enabled) return oauthError('invalid_grant');
      return tokenResponse(this.parts.tokens.signIn(pool, client, user, grant.scopes, grant.nonce));
    }
    if (fields.get('grant_type') === 'refresh_token') {
      try {
        return tokenResponse(this.parts.tokens.refresh(client, fields.get('refresh_token') ?? ''));
      } catch (error) {
        if (error instanceof ServiceError) return oauthError('invalid_grant');
        throw error;
      }
    }
    return oauthError('unsupported_grant_type');
  }

  private userInfo(pool: Pool, request: ServiceRequest): ServiceResponse {
    try {
      const token = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '');
      const { user, claims } = this.parts.tokens.bearer(pool, token);
      if (!String(claims.scope).split(' ').includes('openid')) return oauthError('invalid_token', 401);
      return json(200, { ...user.attributes, sub: user.sub, username: user.username });
    } catch (error) {
      if (error instanceof ServiceError) return oauthError('invalid_token', 401);
      throw error;
    }
  }

  private revoke(pool: Pool, request: ServiceRequest): ServiceResponse {
    const fields = new URLSearchParams(request.body.toString('utf8'));
    const client = this.tokenClient(pool, request, fields);
    if (!client) return oauthError('invalid_client');
    this.parts.tokens.revoke(client, fields.get('token') ?? '');
    return { status: 200, headers: { ...anyOrigin } };
  }

  private logout(pool: Pool, request: ServiceRequest, text: PageText): ServiceResponse {
    const cleared = `${sessionCookie}=; Path=/${pool.id}; HttpOnly; SameSite=Lax; Max-Age=0`;
    const client = this.parts.directory.clients.get(request.query.get('client_id') ?? '');
    if (!client || client.poolId !== pool.id) return problemPage(text, 'invalid_request: client_id');
    const target = request.query.get('logout_uri');
    const response = target === null ? signedOutPage(text) : redirect(target, { state: request.query.get('state') });
    if (target !== null && !client.logoutUrls.includes(target)) return problemPage(text, 'invalid_request: logout_uri');
    response.headers = { ...response.headers, 'set-cookie': cleared };
    return response;
  }

  /** The client that asks for tokens, once its secret, where it has one, is right. */
  private tokenClient(pool: Pool, request: ServiceRequest, fields: URLSearchParams): Client | undefined {
    const basic = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
    const client = this.parts.directory.clients.get(fields.get('client_id') ?? basicId ?? '');
    if (!client || client.poolId !== pool.id) return undefined;
    const secret = basicSecret ?? fields.get('client_secret') ?? '';
    return client.secret && !sameText(secret, client.secret) ? undefined : client;
  }

  private sessionFor(pool: Pool, user: User): string {
    const content = `${pool.id}.${Buffer.from(user.username).toString('base64url')}.${this.parts.context.now() + sessionLife}`;
    return `${sessionCookie}=${content}.${this.seal(content)}; Path=/${pool.id}; HttpOnly; SameSite=Lax; Max-Age=${sessionLife / 1000}`;
  }

  private signedInUser(pool: Pool, request: ServiceRequest): User | undefined {
    const cookie = cookies(request)[sessionCookie] ?? '';
    const [poolId, name = '', until, seal = ''] = cookie.split('.');
    if (poolId !== pool.id || Number(until) < this.parts.context.now()) return undefined;
    if (!sameText(seal, this.seal(cookie.slice(0, cookie.lastIndexOf('.'))))) return undefined;
    const user = this.parts.directory.find(pool, Buffer.from(name, 'base64url').toString('utf8'));
    return user?.enabled ? user : undefined;
  }

  private seal(content: string): string {
    return createHmac('sha256', this.cookieKey).update(content).digest('base64url');
  }
}

function redirect(target: string, parameters: Record<string, string | null>): ServiceResponse {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } };
}

const tokenResponse = (issued: { accessToken: string; idToken?: string; refreshToken?: string; expiresIn: number }) =>
  json(200, {
    access_token: issued.accessToken,
    ...(issued.idToken ? { id_token: issued.idToken } : {}),
    ...(issued.refreshToken ? { refresh_token: issued.refreshToken } : {}),
    expires_in: issued.expiresIn,
    token_type: 'Bearer',
  });

function cookies({ headers }: ServiceRequest): Record<string, string> {
  const pairs = (headers.cookie ?? '').split('; ').map((pair) => pair.split(/=(.*)/s) as [string, string]);
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function sameText(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

function errorKey({ code, message }: ServiceError): keyof PageText['errors'] {
  if (code === 'PasswordResetRequiredException') return 'reset';
  if (message === 'Password attempts exceeded') return 'locked';
  if (message === 'User is disabled.') return 'disabled';
  if (message.startsWith('Temporary password')) return 'expired';
  return message.startsWith('Invalid session') ? 'stale' : 'wrong';
}
