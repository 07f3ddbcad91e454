/** The worker API (docs/architecture.md §5) as the portal calls it. */
import { type Session, SignInNeeded } from './auth/session';
import { type Body, packed } from './transport';

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
  /** The worker has a task of it that they stopped; it is theirs until then. */
  heldUntil: string | null;
}

export type Answer = Record<string, unknown>;

export interface DraftVersion {
  revision: string;
  savedAt: string;
  device: string;
}

export interface Assignment {
  leaseId: string;
  jobKey: string;
  objectId: number;
  title: string;
  description: string;
  draft: Answer | null;
  draftVersion: DraftVersion | null;
  acceptedAt: string;
  expiresAt: string;
  timeLimitSeconds: number;
  frameUrl: string;
  /** What may well come next, if nobody is quicker. */
  upcoming: { round: number; objectId: number; frameUrl: string } | null;
}

interface ApiError {
  error?: { code?: string; message?: string; [detail: string]: unknown };
  message?: string;
}

/** The API refused; `code` says why. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
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

  /** Has what renders tasks started, and the elements in the browser's cache, while the worker looks at the jobs. */
  wake(): void {
    for (const path of ['/frame/warm', '/assets/crowd-html-elements.js'])
      fetch(path)
        .then((response) => response.arrayBuffer())
        .catch(() => {});
  }

  me(): Promise<Me> {
    return this.request('GET', '/api/me') as Promise<Me>;
  }

  async jobs(): Promise<Job[]> {
    return ((await this.request('GET', '/api/jobs')) as { jobs: Job[] }).jobs;
  }

  /**
   * Undefined when there is no task for this worker now. `after` is a lease they are done with, `resume` one they want back.
   *
   * @throws Refused `WorkTaken` when what they want back went to others
   */
  take(jobKey: string, { after, resume }: { after?: string; resume?: string } = {}): Promise<Assignment | undefined> {
    const path = `/api/jobs/${encodeURIComponent(jobKey)}/tasks`;
    return this.request('POST', path, { after, resume }) as Promise<Assignment | undefined>;
  }

  /** @throws Refused `DraftConflict` when there is another version than `base` */
  saveDraft(
    leaseId: string,
    draft: Answer,
    { base, device, isLeaving = false }: { base: string | null; device: string; isLeaving?: boolean },
  ): Promise<DraftVersion> {
    const path = `/api/assignments/${leaseId}/draft`;
    return this.request('PUT', path, { draft, base, device }, isLeaving) as Promise<DraftVersion>;
  }

  draft(leaseId: string): Promise<DraftVersion & { draft: Answer }> {
    return this.request('GET', `/api/assignments/${leaseId}/draft`) as Promise<DraftVersion & { draft: Answer }>;
  }

  submit(leaseId: string, answer: Answer, { pausedSeconds, hadDraft }: { pausedSeconds: number; hadDraft: boolean }) {
    const body = { answer, next: true, pausedSeconds, hadDraft };
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

  /** @param isLeaving the page goes away: there is no time to compress, and only little is sent then */
  private async request(method: string, path: string, value?: unknown, isLeaving = false): Promise<unknown> {
    const body = await this.bodyOf(value, isLeaving);
    const first = await this.send(method, path, body, isLeaving, await this.token());
    if (first.status !== 401) return this.read(first);
    const second = await this.send(method, path, body, isLeaving, await this.token(true));
    if (second.status !== 401) return this.read(second);
    this.session.forget();
    throw new SignInNeeded('the session has ended');
  }

  private async bodyOf(value: unknown, isLeaving: boolean): Promise<Body | undefined> {
    if (value === undefined) return undefined;
    if (isLeaving) return { content: JSON.stringify(value), type: 'application/json' };
    const body = await packed(value);
    if (!body) throw new Refused('TooLarge', 'This is too large to be sent.');
    return body;
  }

  private async token(isFresh = false): Promise<string> {
    try {
      return await (isFresh ? this.session.refresh() : this.session.token());
    } catch (error) {
      if (error instanceof SignInNeeded) throw error;
      throw new Unreachable((error as Error).message);
    }
  }

  private async send(method: string, path: string, body: Body | undefined, keepalive: boolean, token: string) {
    try {
      return await fetch(path, {
        method,
        keepalive,
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': body.type } : {}) },
        body: body?.content,
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
    const { code = codeOf(response), message = content.message, ...details } = content.error ?? {};
    throw new Refused(code, message ?? code, details);
  }
}

/** The gateway refuses what is beyond its own limit before our code sees it. */
const codeOf = ({ status }: Response): string => (status === 413 ? 'TooLarge' : `HTTP ${status}`);
