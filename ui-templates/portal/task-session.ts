/** A worker at one job: takes tasks, keeps drafts, submits, and knows what to say when something ends. */
import { type Answer, type Api, type Assignment, Refused, Unreachable } from './api';
import { DraftKeeper } from './draft-keeper';
import { PauseClock } from './pause-clock';

export type Phase =
  /** Looking for the first task. */
  | 'loading'
  | 'working'
  | 'submitting'
  /** There is no task for this worker now. */
  | 'waiting'
  /** The lease ran out. */
  | 'expired'
  /** The task needs no more answers, or is another worker's. */
  | 'closed'
  | 'job-done';

export interface TaskSessionEvents {
  onChange(): void;
  onAccepted(isNew: boolean): void;
  onNewTask(): void;
  /** The answer was refused as it is; the message says what is wrong with it. */
  onInvalid(message: string): void;
  onError(error: unknown): void;
}

const POLL_MS = { first: 3000, longest: 30_000 };
const RETRY_MS = { first: 1000, longest: 15_000 };

export class TaskSession {
  phase: Phase = 'loading';
  isOffline = false;
  assignment: Assignment | undefined;
  /** Of the job, once a task of it was seen. */
  title = '';
  draft: DraftKeeper | undefined;
  private pauses = new PauseClock(Date.now);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    readonly jobKey: string,
    private readonly api: Api,
    private readonly events: TaskSessionEvents,
  ) {}

  /** Takes a task, or the one the worker holds already. `after` is the one they do not want again at once. */
  async next(after?: string): Promise<void> {
    this.setPhase('loading');
    await this.look(POLL_MS.first, after);
  }

  async submit(answer: Answer): Promise<void> {
    const { assignment } = this;
    if (this.phase !== 'working' || !assignment) return;
    this.setPhase('submitting');
    try {
      const result = await this.persist(() => this.api.submit(assignment.leaseId, answer, this.pauses.seconds));
      if (this.isOver) return;
      this.events.onAccepted(result.status === 'accepted');
      if (result.next) this.begin(result.next);
      else this.wait();
    } catch (error) {
      this.refuse(error);
    }
  }

  async release(): Promise<void> {
    await this.giveUp((leaseId) => this.api.release(leaseId));
  }

  async decline(): Promise<void> {
    await this.giveUp((leaseId) => this.api.decline(leaseId));
  }

  /** Called every second: whether the time is over. */
  tick(): void {
    if (this.phase === 'working' && this.msLeft <= 0) this.end('expired');
  }

  get msLeft(): number {
    return this.assignment ? Date.parse(this.assignment.expiresAt) - this.api.now() : 0;
  }

  /** What the task looked like when the worker left it. */
  get savedAnswer(): Answer | undefined {
    return this.draft?.local ?? this.assignment?.draft ?? undefined;
  }

  change(answer: Answer): void {
    if (this.phase === 'working') this.draft?.change(answer);
  }

  visibility(isHidden: boolean): void {
    this.pauses.visibility(isHidden);
  }

  /** The page goes away or the worker leaves the job; the lease goes on until its time is over. */
  leave(): void {
    this.draft?.leave();
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private async look(pause: number, after?: string): Promise<void> {
    clearTimeout(this.timer);
    try {
      const assignment = await this.persist(() => this.api.take(this.jobKey, after));
      if (this.isOver) return;
      if (assignment) this.begin(assignment);
      else this.wait(pause);
    } catch (error) {
      this.refuse(error, 'job-done');
    }
  }

  /** Looks again by itself, less and less often. */
  private wait(pause = POLL_MS.first): void {
    this.assignment = undefined;
    this.draft = undefined;
    this.setPhase('waiting');
    const longer = Math.min(pause * 1.5, POLL_MS.longest);
    this.timer = setTimeout(() => void this.look(longer), pause);
  }

  private begin(assignment: Assignment): void {
    clearTimeout(this.timer);
    this.draft?.drop();
    this.assignment = assignment;
    this.title = assignment.title;
    this.pauses = new PauseClock(Date.now);
    this.draft = new DraftKeeper(this.api, assignment.leaseId, () => this.events.onChange());
    this.setPhase('working');
    this.events.onNewTask();
  }

  private async giveUp(how: (leaseId: string) => Promise<void>): Promise<void> {
    const { assignment } = this;
    if (this.phase !== 'working' || !assignment) return;
    this.setPhase('loading');
    try {
      await this.persist(() => how(assignment.leaseId));
    } catch (error) {
      // why: it was over already, which is all that giving it up was to bring about.
      if (!(error instanceof Refused)) return this.events.onError(error);
    }
    this.draft?.drop();
    this.draft = undefined;
    await this.look(POLL_MS.first, assignment.leaseId);
  }

  private refuse(error: unknown, otherwise: Phase = 'closed'): void {
    if (!(error instanceof Refused)) {
      this.events.onError(error);
      return;
    }
    if (error.code === 'InvalidAnswer' || error.code === 'ValidationException') {
      this.setPhase('working');
      this.events.onInvalid(error.message);
    } else this.end(error.code === 'LeaseExpired' ? 'expired' : otherwise);
  }

  private end(phase: Phase): void {
    this.draft?.drop();
    this.draft = undefined;
    this.setPhase(phase);
  }

  /** Tries until the server was reached: every request of the worker API may be sent twice. */
  private async persist<T>(request: () => Promise<T>): Promise<T> {
    for (let pause = RETRY_MS.first; ; pause = Math.min(pause * 2, RETRY_MS.longest)) {
      try {
        const result = await request();
        this.setOffline(false);
        return result;
      } catch (error) {
        if (!(error instanceof Unreachable) || this.isOver) {
          this.setOffline(false);
          throw error;
        }
        this.setOffline(true);
        await backOnline(pause);
      }
    }
  }

  private setOffline(isOffline: boolean): void {
    if (this.isOffline === isOffline) return;
    this.isOffline = isOffline;
    this.events.onChange();
  }

  private setPhase(phase: Phase): void {
    this.phase = phase;
    this.events.onChange();
  }
}

const backOnline = (longest: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, longest);
    window.addEventListener('online', done);
  });
