import { createPublicKey, type KeyObject, verify } from 'node:crypto';

export interface JwtSettings {
  issuer: string;
  audience: string[];
}

export type Claims = Record<string, unknown>;

/** Why a token is refused, in the words API Gateway puts into `WWW-Authenticate`. */
export class InvalidToken extends Error {}

const keysLiveFor = 2 * 3_600_000;
// why: AWS gives an issuer 1.5 seconds; a busy laptop that is its own issuer gets more.
const fetchLimit = 10_000;
const refetchAfter = 5_000;
const keptTokens = 5_000;

/** Checks RS256 tokens against the issuer's published keys. */
export class JwtAuthorizer {
  private keys = new Map<string, KeyObject>();
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private fetching?: Promise<void>;
  /** Tokens whose signature was found good, with their claims. */
  private readonly verified = new Map<string, Claims>();

  constructor(
    private readonly settings: JwtSettings,
    private readonly now: () => number,
  ) {}

  async authorize(token: string): Promise<Claims> {
    let claims = this.verified.get(token);
    if (!claims) {
      claims = await this.verify(token);
      if (this.verified.size >= keptTokens) this.verified.delete(this.verified.keys().next().value!);
      this.verified.set(token, claims);
    }
    this.check(claims);
    return claims;
  }

  private async verify(token: string): Promise<Claims> {
    const [head, body, signature, ...rest] = token.split('.');
    const header = parsePart(head);
    const claims = parsePart(body);
    if (!header || !claims || !signature || rest.length > 0) throw new InvalidToken('the token is malformed');
    if (header.alg !== 'RS256') throw new InvalidToken('the token uses an unsupported algorithm');
    const key = await this.key(String(header.kid));
    if (!key) throw new InvalidToken('the token was signed with an unknown key');
    if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
      throw new InvalidToken('the token has an invalid signature');
    }
    return claims;
  }

  private check(claims: Claims): void {
    const seconds = this.now() / 1000;
    if (claims.iss !== this.settings.issuer) throw new InvalidToken('the token has an invalid issuer');
    if (typeof claims.exp !== 'number' || claims.exp <= seconds) throw new InvalidToken('the token has expired');
    if (typeof claims.nbf === 'number' && claims.nbf > seconds) throw new InvalidToken('the token is not yet valid');
    // why: clocks of issuer and API may differ by a second when a token is used at once.
    if (typeof claims.iat === 'number' && claims.iat > seconds + 5)
      throw new InvalidToken('the token was issued in the future');
    const meant = [claims.aud ?? claims.client_id].flat();
    if (!meant.some((one) => this.settings.audience.includes(String(one)))) {
      throw new InvalidToken('the token does not have a valid audience');
    }
  }

  private async key(id: string): Promise<KeyObject | undefined> {
    const age = this.now() - this.fetchedAt;
    if (age > keysLiveFor || (!this.keys.has(id) && age > refetchAfter)) {
      this.fetching ??= this.fetchKeys().finally(() => {
        this.fetching = undefined;
      });
      await this.fetching;
    }
    return this.keys.get(id);
  }

  private async fetchKeys(): Promise<void> {
    const base = this.settings.issuer.replace(/\/$/, '');
    const configuration = await fetchJson(`${base}/.well-known/openid-configuration`);
    const { keys = [] } = (await fetchJson(String(configuration.jwks_uri))) as {
      keys?: (JsonWebKey & { kid?: string })[];
    };
    const rsa = keys.filter(({ kty }) => kty === 'RSA');
    this.keys = new Map(rsa.map((jwk) => [String(jwk.kid), createPublicKey({ key: jwk as never, format: 'jwk' })]));
    this.fetchedAt = this.now();
  }
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(fetchLimit) }).catch((error: Error) => {
    throw new InvalidToken(`OIDC discovery endpoint communication error: ${error.message}`);
  });
  if (!response.ok)
    throw new InvalidToken(`OIDC discovery endpoint communication error: ${url} answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function parsePart(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Claims as API Gateway hands them on: text all, lists as `[a b]`. */
export function claimsAsText(claims: Claims): Record<string, string> {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  };
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, text(value)]));
}
