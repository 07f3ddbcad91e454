/**
 * Signing in by authorization code with PKCE, and keeping the token fresh. Tokens live in this tab only: in memory, and in session storage
 * so that a reload keeps the worker at work.
 */
import { codeChallenge, randomText } from './pkce';
import { discoverProvider, type Provider } from './provider';

interface Tokens {
  token: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

interface Attempt {
  state: string;
  verifier: string;
  returnTo: string;
}

/** The worker has to sign in; nothing is wrong. */
export class SignInNeeded extends Error {}

const TOKENS = 'plumbline.tokens';
const ATTEMPT = 'plumbline.sign-in';
const SCOPE = 'openid email profile';
/** Refreshed this long before the token ends. */
const MARGIN_MS = 60_000;

export class Session {
  private tokens: Tokens | undefined = read<Tokens>(TOKENS);
  private provider: Promise<Provider> | undefined;
  private refreshing: Promise<string> | undefined;

  get isSignedIn(): boolean {
    return this.tokens !== undefined;
  }

  /** Who is signed in, as the identity provider names them; the server finds out for itself. */
  get subject(): string {
    return this.tokens ? String(claimsOf(this.tokens.token).sub ?? '') : '';
  }

  /** Leaves for the sign-in page. */
  async signIn(): Promise<void> {
    const provider = await this.discover();
    const attempt: Attempt = { state: randomText(), verifier: randomText(48), returnTo: location.hash };
    sessionStorage.setItem(ATTEMPT, JSON.stringify(attempt));
    const url = new URL(provider.authorizationEndpoint);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: redirectUri(),
      scope: SCOPE,
      state: attempt.state,
      code_challenge: await codeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    }).toString();
    location.assign(url);
  }

  /** Redeems the code the sign-in page came back with; false when the page was opened otherwise. */
  async finishSignIn(): Promise<boolean> {
    const answer = new URLSearchParams(location.search);
    const attempt = read<Attempt>(ATTEMPT);
    if (!answer.has('code') && !answer.has('error')) return false;
    history.replaceState(null, '', `/${attempt?.returnTo ?? ''}`);
    sessionStorage.removeItem(ATTEMPT);
    const refusal = answer.get('error_description') ?? answer.get('error');
    if (refusal) throw new Error(refusal);
    if (!attempt || answer.get('state') !== attempt.state) throw new SignInNeeded('the sign-in was not started here');
    await this.redeem({
      grant_type: 'authorization_code',
      code: answer.get('code')!,
      redirect_uri: redirectUri(),
      code_verifier: attempt.verifier,
    });
    return true;
  }

  /** A token that will last for this request. @throws SignInNeeded */
  async token(): Promise<string> {
    if (!this.tokens) throw new SignInNeeded('not signed in');
    if (Date.now() < this.tokens.expiresAt - MARGIN_MS) return this.tokens.token;
    return this.refresh();
  }

  /** A new token whatever the clock says. @throws SignInNeeded */
  refresh(): Promise<string> {
    this.refreshing ??= this.renew().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  forget(): void {
    this.tokens = undefined;
    sessionStorage.removeItem(TOKENS);
  }

  async signOut(): Promise<void> {
    const idToken = this.tokens?.token;
    this.forget();
    const { endSessionEndpoint, clientId } = await this.discover();
    if (!endSessionEndpoint) return;
    const back = `${location.origin}/`;
    const url = new URL(endSessionEndpoint);
    // Cognito's names and OpenID Connect's; each provider reads its own.
    url.searchParams.set('client_id', clientId);
    url.searchParams.set('logout_uri', back);
    url.searchParams.set('post_logout_redirect_uri', back);
    if (idToken) url.searchParams.set('id_token_hint', idToken);
    location.assign(url);
  }

  private async renew(): Promise<string> {
    const refreshToken = this.tokens?.refreshToken;
    if (!refreshToken) {
      this.forget();
      throw new SignInNeeded('the session has ended');
    }
    await this.redeem({ grant_type: 'refresh_token', refresh_token: refreshToken });
    return this.tokens!.token;
  }

  private async redeem(parameters: Record<string, string>): Promise<void> {
    const { tokenEndpoint, clientId } = await this.discover();
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, ...parameters }),
    }).catch((error) => {
      // It may have moved: an embedded cloud that was started again has another port.
      this.provider = undefined;
      throw error;
    });
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.status >= 500) throw new TypeError(`${tokenEndpoint} answered ${response.status}`);
    if (!response.ok) {
      this.forget();
      throw new SignInNeeded(String(answer.error_description ?? answer.error ?? response.status));
    }
    this.tokens = {
      // The ID token names this client as its audience whoever the provider is; access tokens differ between providers.
      token: String(answer.id_token ?? answer.access_token),
      refreshToken: (answer.refresh_token as string | undefined) ?? parameters.refresh_token,
      expiresAt: Date.now() + Number(answer.expires_in ?? 3600) * 1000,
    };
    sessionStorage.setItem(TOKENS, JSON.stringify(this.tokens));
  }

  private discover(): Promise<Provider> {
    this.provider ??= discoverProvider();
    this.provider.catch(() => {
      this.provider = undefined;
    });
    return this.provider;
  }
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (byte) => byte.charCodeAt(0))));
  } catch {
    return {};
  }
}

const redirectUri = (): string => `${location.origin}/callback`;

function read<T>(key: string): T | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}
