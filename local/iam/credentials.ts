import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Principal } from '../contract';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

interface Session {
  principal: Principal;
  /** Epoch milliseconds; absent for a function's own credentials, which Lambda would keep refreshing. */
  expires?: number;
}

/**
 * Root keys and temporary credentials. Everything a token says is signed with a key kept in the data folder, so that credentials
 * handed to a function or a training job are still good after a restart and nothing has to be stored per session.
 */
export class CredentialAuthority {
  private readonly sessions = new Map<string, Session & { accessKeyId: string; secretAccessKey: string }>();

  constructor(
    readonly root: { accessKeyId: string; secretAccessKey: string },
    private readonly signingKey: string,
  ) {}

  issue(principal: Principal, expires?: number): Credentials {
    const claims = Buffer.from(JSON.stringify({ principal, expires } satisfies Session)).toString('base64url');
    const sessionToken = `${claims}.${this.sign(`token:${claims}`)}`;
    return { ...this.keysFor(claims), sessionToken };
  }

  /** The secret and the principal behind an access key, or the reason why it is not accepted. */
  resolve(
    accessKeyId: string,
    sessionToken: string | undefined,
    now: number,
  ): { principal: Principal; secretAccessKey: string } | 'unknown' | 'expired' {
    if (accessKeyId === this.root.accessKeyId) {
      return { principal: { kind: 'root' }, secretAccessKey: this.root.secretAccessKey };
    }
    if (!sessionToken) return 'unknown';
    let session = this.sessions.get(sessionToken);
    if (!session) {
      const [claims = '', signature = ''] = sessionToken.split('.');
      const wanted = Buffer.from(this.sign(`token:${claims}`));
      const given = Buffer.from(signature);
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return 'unknown';
      session = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as Session), ...this.keysFor(claims) };
      if (this.sessions.size > 10_000) this.sessions.clear();
      this.sessions.set(sessionToken, session);
    }
    if (session.accessKeyId !== accessKeyId) return 'unknown';
    if (session.expires !== undefined && session.expires < now) return 'expired';
    return session;
  }

  private keysFor(claims: string) {
    const id = createHmac('sha256', this.signingKey).update(`id:${claims}`).digest('hex').toUpperCase();
    return { accessKeyId: `ASIA${id.slice(0, 16)}`, secretAccessKey: this.sign(`secret:${claims}`).slice(0, 40) };
  }

  private sign(text: string): string {
    return createHmac('sha256', this.signingKey).update(text).digest('base64url');
  }
}
