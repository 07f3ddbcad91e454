/** The worker API (docs/architecture.md §5) as a browser uses it: bearer token, JSON, keep-alive. */
export interface Assignment {
  leaseId: string;
  jobKey: string;
  objectId: number;
  taskInput: Record<string, unknown>;
  [field: string]: unknown;
}

export class WorkerApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

export interface Retry {
  attempts: number;
  /** Before the second attempt; doubled for each one after it. */
  firstDelayMs: number;
}

export class WorkerApi {
  private token: string | undefined;

  /**
   * @param signIn gives a fresh token; called at the start and again when a token is refused (they live an hour)
   */
  constructor(
    private readonly apiUrl: string,
    private readonly signIn: () => Promise<string>,
    private readonly retry: Retry = { attempts: 8, firstDelayMs: 100 },
  ) {}

  /** Undefined when the job has no task for this worker now. */
  async take(jobKey: string): Promise<Assignment | undefined> {
    return (await this.request('POST', `/api/jobs/${encodeURIComponent(jobKey)}/tasks`)) as Assignment | undefined;
  }

  async submit(leaseId: string, answer: unknown, next: boolean): Promise<{ status: string; next: Assignment | null }> {
    const path = `/api/assignments/${encodeURIComponent(leaseId)}/submit`;
    return (await this.request('POST', path, { answer, next })) as { status: string; next: Assignment | null };
  }

  async jobs(): Promise<{ jobKey: string; name: string; open: number }[]> {
    return ((await this.request('GET', '/api/jobs')) as { jobs: { jobKey: string; name: string; open: number }[] })
      .jobs;
  }

  private async request(method: string, path: string, body?: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(method, path, body);
      } catch (error) {
        if (attempt >= this.retry.attempts || !isPassing(error)) throw error;
        if (error instanceof WorkerApiError && error.status === 401) this.token = undefined;
        else await pause(this.retry.firstDelayMs * 2 ** (attempt - 1));
      }
    }
  }

  private async once(method: string, path: string, body: unknown): Promise<unknown> {
    this.token ??= await this.signIn();
    const response = await fetch(new URL(path, this.apiUrl), {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 204) return undefined;
    if (response.ok) return JSON.parse(text);
    const { code, message } = errorIn(text);
    throw new WorkerApiError(
      response.status,
      code ?? `HTTP ${response.status}`,
      message ?? `${method} ${path} answered ${response.status}`,
    );
  }
}

/** Worth another try: the network, an overloaded or restarting server, a token that ran out. */
function isPassing(error: unknown): boolean {
  if (error instanceof WorkerApiError) return error.status >= 500 || error.status === 429 || error.status === 401;
  // why: fetch reports every network failure as a TypeError.
  return (error as Error).name === 'TypeError';
}

function errorIn(text: string): { code?: string; message?: string } {
  try {
    const body = JSON.parse(text) as { error?: { code?: string; message?: string }; message?: string };
    return body.error ?? { message: body.message };
  } catch {
    return {};
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
