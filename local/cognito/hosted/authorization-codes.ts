import { createHash, randomBytes } from 'node:crypto';

export interface CodeGrant {
  poolId: string;
  username: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  challenge?: string;
  nonce?: string;
}

const codeLife = 300_000;

/** Authorization codes: good once, for five minutes, for the holder of the verifier. Lost at a restart, which costs one more sign-in. */
export class AuthorizationCodes {
  private readonly grants = new Map<string, CodeGrant & { expiresAt: number }>();

  constructor(private readonly now: () => number) {}

  issue(grant: CodeGrant): string {
    for (const [code, { expiresAt }] of this.grants) if (expiresAt < this.now()) this.grants.delete(code);
    const code = randomBytes(32).toString('base64url');
    this.grants.set(code, { ...grant, expiresAt: this.now() + codeLife });
    return code;
  }

  /** The grant, or undefined when anything does not fit; the code is used up either way. */
  redeem(code: string, clientId: string, redirectUri: string, verifier: string | null): CodeGrant | undefined {
    const grant = this.grants.get(code);
    this.grants.delete(code);
    if (!grant || grant.expiresAt < this.now() || grant.clientId !== clientId || grant.redirectUri !== redirectUri) {
      return undefined;
    }
    if (grant.challenge === undefined) return verifier === null ? grant : undefined;
    const proof = createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url');
    return proof === grant.challenge ? grant : undefined;
  }
}
