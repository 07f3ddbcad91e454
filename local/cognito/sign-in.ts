import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type CloudContext, ServiceError } from '../contract';
import type { Directory } from './directory';
import type { Client, Pool, User } from './model';
import { checkPassword, hashPassword, passwordMatches } from './passwords';

interface Challenge {
  poolId: string;
  username: string;
  clientId: string;
  expiresAt: number;
}

interface Failures {
  count: number;
  lockedUntil: number;
}

/** The outcome of a correct password: signed in, or a new password must be chosen first. */
export type SignedIn = { user: User } | { challenge: string; user: User };

const challengeLife = 180_000;
const freeAttempts = 5;
const longestLock = 900_000;

const wrong = () => new ServiceError('NotAuthorizedException', 'Incorrect username or password.');

/** Checks passwords, for the API and for the hosted page alike. */
export class SignIn {
  private readonly challenges = new Map<string, Challenge>();
  private readonly failures = new Map<string, Failures>();

  constructor(
    private readonly context: CloudContext,
    private readonly directory: Directory,
  ) {}

  async withPassword(pool: Pool, client: Client, login: string, password: string): Promise<SignedIn> {
    const now = this.context.now();
    const lockKey = `${pool.id}/${login.toLowerCase()}`;
    const earlier = this.failures.get(lockKey);
    if (earlier && earlier.lockedUntil > now) {
      throw new ServiceError('NotAuthorizedException', 'Password attempts exceeded');
    }
    const user = this.directory.find(pool, login);
    const matches = await passwordMatches(password, user?.password);
    if (!user)
      throw client.hideUnknownUsers ? wrong() : new ServiceError('UserNotFoundException', 'User does not exist.');
    if (!matches) {
      this.fail(lockKey, now);
      throw wrong();
    }
    this.failures.delete(lockKey);
    if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.');
    if (user.status === 'RESET_REQUIRED') {
      throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
    }
    if (user.status !== 'FORCE_CHANGE_PASSWORD') return { user };
    if (user.temporaryUntil !== undefined && user.temporaryUntil < now) {
      throw new ServiceError(
        'NotAuthorizedException',
        'Temporary password has expired and must be reset by an administrator.',
      );
    }
    const challenge = randomBytes(48).toString('base64url');
    for (const [id, { expiresAt }] of this.challenges) if (expiresAt < now) this.challenges.delete(id);
    this.challenges.set(challenge, {
      poolId: pool.id,
      username: user.username,
      clientId: client.id,
      expiresAt: now + challengeLife,
    });
    return { challenge, user };
  }

  /** Answers NEW_PASSWORD_REQUIRED. A password that the policy refuses leaves the challenge open. */
  async withNewPassword(
    pool: Pool,
    client: Client,
    challenge: string,
    password: string,
    attributes = {},
  ): Promise<User> {
    const known = this.challenges.get(challenge);
    if (!known || known.poolId !== pool.id || known.clientId !== client.id || known.expiresAt < this.context.now()) {
      throw new ServiceError('NotAuthorizedException', 'Invalid session for the user, session is expired.');
    }
    checkPassword(password, pool.passwordPolicy);
    const hash = await hashPassword(password);
    this.challenges.delete(challenge);
    const user = this.directory.user(pool, known.username);
    return this.directory.saveUser(user, {
      password: hash,
      status: 'CONFIRMED',
      temporaryUntil: undefined,
      attributes: { ...user.attributes, ...attributes },
    });
  }

  private fail(key: string, now: number): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const lock = count < freeAttempts ? 0 : Math.min(longestLock, 1000 * 2 ** (count - freeAttempts));
    if (this.failures.size > 10_000) this.failures.clear();
    this.failures.set(key, { count, lockedUntil: now + lock });
  }
}

/** `SECRET_HASH` of clients that have a secret. */
export function checkSecretHash(client: Client, username: string, given: unknown): void {
  if (!client.secret) return;
  const wanted = createHmac('sha256', client.secret).update(`${username}${client.id}`).digest();
  const actual = Buffer.from(String(given ?? ''), 'base64');
  if (actual.length !== wanted.length || !timingSafeEqual(actual, wanted)) {
    throw new ServiceError('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
  }
}
