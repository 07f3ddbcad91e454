/** The worker API (docs/architecture.md §5) as the portal calls it. */
import { type Session, SignInNeeded } from './auth/session';

export interface Me {
  workerId: string;
  name: string;
  teams: string[];
}

export interface Job {
  jobKey: string;
  name: string;
  title: string;
  description: string;
  keywords: string[];
  timeLimitSeconds: number;
  answersPerObject: number;
  open: number;
}

export type Answer = Record<string, unknown>;

export interface Assignment {
  leaseId: string;
  jobKey: string;
  objectId: number;
  title: string;
  description: string;
  draft: Answer | null;
  acceptedAt: string;
  expiresAt: string;
  timeLimitSeconds: number;
  frameUrl: string;
}

interface ApiError {
  error?: { code?: string; message?: string };
  message?: string;
}

/** The API refused; `code` says why. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The API could not be reached or is in trouble; the same request again may well succeed. */
export class Unreachable extends Error {}

export class Api {
  /** Milliseconds the server's clock is ahead of this one. */
  private clockAhead = 0;

  constructor(private readonly session: Session) {}

  /** The time as the server has it, by which leases end. */
  now(): number {
    return Date.now() + this.clockAhead;
  }

  me(): Promise<Me> {
    return this.request('GET', '/api/me') as Promise<Me>;
  }

  async jobs(): Promise<Job[]> {
    return ((await this.request('GET', '/api/jobs')) as { jobs: Job[] }).jobs;
  }

  /** Undefined when there is no task for this worker now. */
  take(jobKey: string, after?: string): Promise<Assignment | undefined> {
    const path = `/api/jobs/${encodeURIComponent(jobKey)}/tasks`;
    return this.request('POST', path, { after }) as Promise<Assignment | undefined>;
  }

  async saveDraft(leaseId: string, draft: Answer, isLeaving = false): Promise<void> {
    await this.request('PUT', `/api/assignments/${leaseId}/draft`, { draft }, isLeaving);
  }

  submit(leaseId: string, answer: Answer, pausedSeconds: number) {
    const body = { answer, next: true, pausedSeconds };
    return this.request('POST', `/api/assignments/${leaseId}/submit`, body) as Promise<{
      status: 'accepted' | 'already-accepted';
      next: Assignment | null;
    }>;
  }

  async release(leaseId: string): Promise<void> {
    await this.request('POST', `/api/assignments/${leaseId}/release`);
  }

  async decline(leaseId: string): Promise<void> {
    await this.request('POST', `/api/assignments/${leaseId}/decline`);
  }

  private async request(method: string, path: string, body?: unknown, keepalive = false): Promise<unknown> {
    const first = await this.send(method, path, body, keepalive, await this.token());
    if (first.status !== 401) return this.read(first);
    const second = await this.send(method, path, body, keepalive, await this.token(true));
    if (second.status !== 401) return this.read(second);
    this.session.forget();
    throw new SignInNeeded('the session has ended');
  }

  private async token(isFresh = false): Promise<string> {
    try {
      return await (isFresh ? this.session.refresh() : this.session.token());
    } catch (error) {
      if (error instanceof SignInNeeded) throw error;
      throw new Unreachable((error as Error).message);
    }
  }

  private async send(method: string, path: string, body: unknown, keepalive: boolean, token: string) {
    try {
      return await fetch(path, {
        method,
        keepalive,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch (error) {
      throw new Unreachable((error as Error).message);
    }
  }

  private async read(response: Response): Promise<unknown> {
    const date = Date.parse(response.headers.get('date') ?? '');
    // Whole seconds: a difference below two is the header's own coarseness.
    if (Number.isFinite(date)) this.clockAhead = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now();
    if (response.status === 204) return undefined;
    if (response.status >= 500 || response.status === 429)
      throw new Unreachable(`the server answered ${response.status}`);
    const content = (await response.json().catch(() => ({}))) as ApiError & Record<string, unknown>;
    if (response.ok) return content;
    const { code = `HTTP ${response.status}`, message = content.message } = content.error ?? {};
    throw new Refused(code, message ?? code);
  }
}
