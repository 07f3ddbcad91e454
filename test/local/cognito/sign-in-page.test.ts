import { createHash } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, startTiny } from '../cloud/tiny-assembly';
import { Browser, formOf } from './browser';
import { echo, frontTemplate } from './front-template';

const verifier = 'a-verifier-of-at-least-forty-three-characters-in-all';
const challenge = createHash('sha256').update(verifier).digest('base64url');

describe('the sign-in page', () => {
  let cloud: Cloud;
  let discovery: Record<string, string>;
  let redirectUri: string;
  let cognito: CognitoIdentityProviderClient;
  beforeAll(async () => {
    cloud = await startTiny(frontTemplate, { assets: { echo } });
    discovery = (await (
      await fetch(`${cloud.outputs.Issuer}/.well-known/openid-configuration`)
    ).json()) as typeof discovery;
    redirectUri = `${cloud.apiUrl}/callback`;
    cognito = new CognitoIdentityProviderClient(clientOptions(cloud));
  });
  afterAll(async () => {
    cognito.destroy();
    await cloud.stop();
  });

  const authorizeUrl = (more: Record<string, string> = {}) =>
    `${discovery.authorization_endpoint}?${new URLSearchParams({
      response_type: 'code',
      client_id: cloud.outputs.Client!,
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: 'the state',
      nonce: 'the nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    })}`;
  const invite = async (Username: string, TemporaryPassword = 'Temporary1') => {
    const UserPoolId = cloud.outputs.Pool!;
    const UserAttributes = [
      { Name: 'email', Value: `${Username}@example.com` },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: 'Mika Niskanen' },
    ];
    await cognito.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username,
        TemporaryPassword,
        MessageAction: 'SUPPRESS',
        UserAttributes,
      }),
    );
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'labelers' }));
  };
  const redeem = async (code: string, more: Record<string, string> = {}) => {
    const response = await fetch(discovery.token_endpoint!, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: cloud.outputs.Client!,
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
        ...more,
      }),
    });
    return {
      status: response.status,
      origin: response.headers.get('access-control-allow-origin'),
      ...((await response.json()) as any),
    };
  };
  const codeIn = (location: string | null) => new URL(location!).searchParams.get('code')!;

  test('first sign-in: temporary password, new password, code, tokens, refresh, user info, sign-out', async () => {
    await invite('mika');
    const browser = new Browser();
    const page = await browser.go(authorizeUrl());
    expect(page.text).toContain('<html lang="en">');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const signIn = formOf(page.text);
    const post = (url: string, form: Record<string, string>) => browser.go(new URL(url, cloud.endpointUrl).href, form);

    const wrong = await post(signIn.action, { ...signIn.hidden, username: 'mika', password: 'nonsense' });
    expect(wrong.text).toContain('role="alert"');
    const changing = await post(signIn.action, {
      ...signIn.hidden,
      username: 'mika@example.com',
      password: 'Temporary1',
    });
    const change = formOf(changing.text);
    expect(changing.text).toContain('at least 10 characters');
    const passwords = (password: string, again = password) => ({
      ...change.hidden,
      new_password: password,
      confirm_password: again,
    });
    expect((await post(change.action, passwords('Better-0ne-yet', 'other'))).text).toContain('not the same');
    expect((await post(change.action, passwords('weak'))).text).toContain('does not meet the rules');
    const done = await post(change.action, passwords('Better-0ne-yet'));
    expect(done.status).toBe(302);
    expect(done.location).toMatch(new RegExp(`^${redirectUri}\\?code=.+&state=the\\+state$`));

    const code = codeIn(done.location);
    const tokens = await redeem(code);
    expect(tokens).toMatchObject({ status: 200, origin: '*', token_type: 'Bearer', expires_in: 3600 });
    expect(await redeem(code)).toMatchObject({ status: 400, error: 'invalid_grant' });
    const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    expect(claims(tokens.id_token)).toMatchObject({
      aud: cloud.outputs.Client,
      nonce: 'the nonce',
      email: 'mika@example.com',
      email_verified: true,
      name: 'Mika Niskanen',
      token_use: 'id',
      'cognito:username': 'mika',
    });
    expect(claims(tokens.access_token)).toMatchObject({
      scope: 'openid email profile',
      'cognito:groups': ['labelers'],
    });

    const userInfo = (token: string) =>
      fetch(discovery.userinfo_endpoint!, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await userInfo(tokens.access_token)).json()).toMatchObject({
      username: 'mika',
      email: 'mika@example.com',
    });
    expect((await userInfo(tokens.id_token)).status).toBe(401);

    const refresh = () => redeem('', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    expect(claims((await refresh()).access_token).origin_jti).toBe(claims(tokens.access_token).origin_jti);
    await fetch(discovery.revocation_endpoint!, {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.refresh_token, client_id: cloud.outputs.Client! }),
    });
    expect(await refresh()).toMatchObject({ status: 400, error: 'invalid_grant' });

    // The browser's session signs in again by itself, until it signs out.
    expect((await browser.go(authorizeUrl())).status).toBe(302);
    const logout = `${discovery.end_session_endpoint}?${new URLSearchParams({ client_id: cloud.outputs.Client!, logout_uri: `${cloud.apiUrl}/` })}`;
    expect((await browser.go(logout)).location).toBe(`${cloud.apiUrl}/`);
    expect((await browser.go(authorizeUrl())).status).toBe(200);
  });

  test('tokens stand up to AWS’s own verifier', async () => {
    await invite('verified');
    const browser = new Browser();
    const { action, hidden } = formOf((await browser.go(authorizeUrl())).text);
    const changing = await browser.go(new URL(action, cloud.endpointUrl).href, {
      ...hidden,
      username: 'verified',
      password: 'Temporary1',
    });
    const change = formOf(changing.text);
    const passwords = { new_password: 'Better-0ne-yet', confirm_password: 'Better-0ne-yet' };
    const done = await browser.go(new URL(change.action, cloud.endpointUrl).href, { ...change.hidden, ...passwords });
    const tokens = await redeem(codeIn(done.location));
    const jwks = await (await fetch(discovery.jwks_uri!)).json();
    const checker = JwtRsaVerifier.create({ issuer: discovery.issuer!, audience: null });
    checker.cacheJwks(jwks as never);
    expect(await checker.verify(tokens.access_token)).toMatchObject({ username: 'verified', token_use: 'access' });
    expect(await checker.verify(tokens.id_token)).toMatchObject({ email: 'verified@example.com' });
  });

  test('a stolen code is worth nothing without its verifier', async () => {
    await invite('stolen');
    const browser = new Browser();
    const { action, hidden } = formOf((await browser.go(authorizeUrl())).text);
    const changing = await browser.go(new URL(action, cloud.endpointUrl).href, {
      ...hidden,
      username: 'stolen',
      password: 'Temporary1',
    });
    const change = formOf(changing.text);
    const passwords = { new_password: 'Better-0ne-yet', confirm_password: 'Better-0ne-yet' };
    const done = await browser.go(new URL(change.action, cloud.endpointUrl).href, { ...change.hidden, ...passwords });
    const again = async (more: Record<string, string>) =>
      redeem(codeIn((await browser.go(authorizeUrl())).location), more);
    expect(await redeem(codeIn(done.location), { code_verifier: 'guessed' })).toMatchObject({ error: 'invalid_grant' });
    expect(await again({ redirect_uri: `${cloud.apiUrl}/` })).toMatchObject({ error: 'invalid_grant' });
    expect(await again({ client_id: 'other' })).toMatchObject({ error: 'invalid_client' });
    expect((await again({})).status).toBe(200);
  });

  test('requests that must not be redirected are answered with a page; others go back to the client', async () => {
    const browser = new Browser();
    const untrusted: Record<string, string>[] = [{ redirect_uri: 'https://evil.example/' }, { client_id: 'nobody' }];
    for (const bad of untrusted) {
      const page = await browser.go(authorizeUrl(bad));
      expect([page.status, page.location]).toEqual([400, null]);
    }
    const error = async (more: Record<string, string>) =>
      new URL((await browser.go(authorizeUrl(more))).location!).searchParams.get('error');
    expect(await error({ scope: 'openid admin' })).toBe('invalid_scope');
    expect(await error({ code_challenge_method: 'plain' })).toBe('invalid_request');
    expect(await error({ response_type: 'token' })).toBe('unsupported_response_type');
    expect(await error({ prompt: 'none' })).toBe('login_required');
  });

  test('a form sent from elsewhere is not accepted', async () => {
    await invite('forged');
    const { action, hidden } = formOf((await new Browser().go(authorizeUrl())).text);
    const foreign = await new Browser().go(new URL(action, cloud.endpointUrl).href, {
      ...hidden,
      username: 'forged',
      password: 'Temporary1',
    });
    expect(foreign.status).toBe(200);
    expect(foreign.text).toContain('open too long');
    expect(foreign.text).not.toContain('new_password');
  });

  test('Japanese when the browser prefers it; what a person typed is never markup', async () => {
    const japanese = new Browser({ 'accept-language': 'ja,en;q=0.5' });
    const page = await japanese.go(authorizeUrl());
    expect(page.text).toContain('<html lang="ja">');
    expect(page.text).toContain('サインイン');
    expect((await new Browser({ 'accept-language': 'en,ja;q=0.9' }).go(authorizeUrl())).text).toContain(
      '<html lang="en">',
    );
    const { action, hidden } = formOf(page.text);
    const typed = await japanese.go(new URL(action, cloud.endpointUrl).href, {
      ...hidden,
      username: '"><script>x</script>',
      password: 'x',
    });
    expect(typed.text).toContain('&quot;&gt;&lt;script&gt;');
    expect(typed.text).not.toContain('<script>');
  });

  test('too many wrong passwords lock the name for a while', async () => {
    await invite('locked');
    const browser = new Browser();
    const { action, hidden } = formOf((await browser.go(authorizeUrl())).text);
    const attempt = (password: string) =>
      browser.go(new URL(action, cloud.endpointUrl).href, { ...hidden, username: 'locked', password });
    for (let turn = 0; turn < 6; turn += 1) await attempt('wrong');
    expect((await attempt('Temporary1')).text).toContain('Too many attempts');
  });
});
