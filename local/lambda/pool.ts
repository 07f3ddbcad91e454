import { ServiceError } from '../contract';
import type { LambdaFunction } from './function';
import type { Sandbox, SandboxResult } from './sandbox';

interface Limits {
  /** Sandboxes of one function. */
  perFunction: number;
  /** Sandboxes of all functions, beyond the first of each, which is always granted: a function that calls another must not starve it. */
  total: number;
  idleMs: number;
  /** How long an invocation waits for a sandbox of its function that is busy before another is started. */
  patienceMs: number;
}

// A job goes through some twenty functions again and again; starting one costs a fifth of a second of a core, keeping it some 25 MB. Most
// invocations take a few milliseconds, so that waiting for one to end is both sooner and cheaper than a start.
const laptop: Limits = { perFunction: 3, total: 24, idleMs: 30_000, patienceMs: 400 };
/** AWS's default for an account. */
const accountConcurrency = 1_000;

interface Waiting {
  take: (sandbox: Sandbox) => void;
  refuse: (error: Error) => void;
}

interface Group {
  fn: LambdaFunction;
  all: Set<Sandbox>;
  idle: Sandbox[];
  waiting: Waiting[];
  inFlight: number;
}

const stopping = () => new ServiceError('ServiceException', 'The embedded cloud is stopping.', 500);

/** Sandboxes by function: grown on demand up to what a laptop bears, queued beyond, given up when idle. */
export class SandboxPool {
  private readonly groups = new Map<string, Group>();
  private readonly reaper: NodeJS.Timeout;
  private isStopped = false;

  constructor(
    private readonly create: (fn: LambdaFunction) => Sandbox,
    private readonly limits: Limits = laptop,
  ) {
    this.reaper = setInterval(() => this.retireIdle(), limits.idleMs / 4).unref();
  }

  async invoke(fn: LambdaFunction, payload: string, invokedArn: string, requestId: string): Promise<SandboxResult> {
    const group = this.groupOf(fn);
    const limit = fn.reservedConcurrency ?? accountConcurrency;
    if (group.inFlight >= limit) {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason:
          fn.reservedConcurrency === undefined
            ? 'ConcurrentInvocationLimitExceeded'
            : 'ReservedFunctionConcurrentInvocationLimitExceeded',
      });
    }
    group.inFlight += 1;
    try {
      const sandbox = await this.obtain(group);
      try {
        return await sandbox.invoke(payload, invokedArn, requestId);
      } finally {
        this.release(group, sandbox);
      }
    } finally {
      group.inFlight -= 1;
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.reaper);
    for (const group of this.groups.values()) for (const waiting of group.waiting.splice(0)) waiting.refuse(stopping());
    const all = [...this.groups.values()].flatMap((group) => [...group.all]);
    await Promise.all(all.map((sandbox) => sandbox.terminate()));
  }

  private groupOf(fn: LambdaFunction): Group {
    let group = this.groups.get(fn.name);
    if (!group) {
      group = { fn, all: new Set(), idle: [], waiting: [], inFlight: 0 };
      this.groups.set(fn.name, group);
    }
    if (group.fn !== fn) {
      // why: the function was changed; what runs the old code may finish but takes nothing new.
      for (const sandbox of group.idle) this.retire(group, sandbox);
      group.idle = [];
      group.fn = fn;
    }
    return group;
  }

  private obtain(group: Group): Sandbox | Promise<Sandbox> {
    if (this.isStopped) throw stopping();
    for (let sandbox = group.idle.pop(); sandbox; sandbox = group.idle.pop()) {
      if (!sandbox.dead) return sandbox;
      this.retire(group, sandbox);
    }
    if (group.all.size === 0 && this.mayGrow(group)) return this.grow(group);
    return new Promise((take, refuse) => {
      const waiting: Waiting = { take, refuse };
      group.waiting.push(waiting);
      // why: those ahead have run out of patience earlier; where nothing may be started, the next sandbox set free is taken.
      const timer = setTimeout(() => {
        const at = group.waiting.indexOf(waiting);
        if (at < 0 || !this.mayGrow(group)) return;
        group.waiting.splice(at, 1);
        take(this.grow(group));
      }, this.limits.patienceMs);
      waiting.take = (sandbox) => {
        clearTimeout(timer);
        take(sandbox);
      };
      waiting.refuse = (error) => {
        clearTimeout(timer);
        refuse(error);
      };
    });
  }

  private mayGrow(group: Group): boolean {
    const full = this.total() >= this.limits.total;
    if (group.all.size === 0) {
      if (full) this.retireLongestIdle();
      return true;
    }
    if (group.all.size >= this.limits.perFunction) return false;
    return !full || this.retireLongestIdle();
  }

  private grow(group: Group): Sandbox {
    const sandbox = this.create(group.fn);
    group.all.add(sandbox);
    return sandbox;
  }

  private release(group: Group, sandbox: Sandbox): void {
    if (sandbox.dead || sandbox.fn !== group.fn) {
      this.retire(group, sandbox);
      const next = group.waiting.shift();
      if (next) next.take(this.grow(group));
      return;
    }
    const next = group.waiting.shift();
    if (next) next.take(sandbox);
    else group.idle.push(sandbox);
  }

  private retire(group: Group, sandbox: Sandbox): void {
    group.all.delete(sandbox);
    void sandbox.terminate();
  }

  private total(): number {
    let sum = 0;
    for (const group of this.groups.values()) sum += group.all.size;
    return sum;
  }

  private retireLongestIdle(): boolean {
    let oldest: { group: Group; sandbox: Sandbox } | undefined;
    for (const group of this.groups.values()) {
      for (const sandbox of group.idle) {
        if (!oldest || sandbox.lastUsed < oldest.sandbox.lastUsed) oldest = { group, sandbox };
      }
    }
    if (!oldest) return false;
    oldest.group.idle.splice(oldest.group.idle.indexOf(oldest.sandbox), 1);
    this.retire(oldest.group, oldest.sandbox);
    return true;
  }

  private retireIdle(): void {
    const before = Date.now() - this.limits.idleMs;
    for (const group of this.groups.values()) {
      const old = group.idle.filter((sandbox) => sandbox.lastUsed < before);
      group.idle = group.idle.filter((sandbox) => !old.includes(sandbox));
      for (const sandbox of old) this.retire(group, sandbox);
    }
  }
}
