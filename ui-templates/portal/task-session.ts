/** A worker at one job: takes tasks, keeps drafts, submits, and knows what to say when something ends. */
import { type Answer, type Api, type Assignment, Refused, Unreachable } from './api';
import { DraftKeeper } from './draft-keeper';
import { type DraftStore, draftKey, type LocalDraft } from './draft-store';
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
  /** The lease had run out, and the task went to others. */
  | 'taken'
  /** The task needs no more answers, or is another worker's. */
  | 'closed'
  /** This worker finished it, in another window. */
  | 'done-elsewhere'
  | 'job-done'
  /** The job is another team's. */
  | 'no-access'
  | 'no-job';

/** What is wrong with an answer that was refused. */
export interface Complaint {
  problem: string;
  field: string;
  /** The server's own words. */
  message: string;
}

export interface TaskSessionEvents {
  onChange(): void;
  onAccepted(isNew: boolean): void;
  onNewTask(): void;
  /** The answer was refused as it is. */
  onInvalid(complaint: Complaint): void;
  onError(error: unknown): void;
}

export interface Worker {
  workerId: string;
  /** This window, as against another one of the same worker. */
  device: string;
}

/** What is left after a refusal, where it says more than that this task is over. */
const PHASES: Partial<Record<string, Phase>> = {
  LeaseExpired: 'expired',
  AccessDeniedException: 'no-access',
};

const POLL_MS = { first: 3000, longest: 30_000 };
const RETRY_MS = { first: 1000, longest: 15_000 };
const MINUTE_MS = 60_000;

export class TaskSession {
  phase: Phase = 'loading';
  isOffline = false;
  assignment: Assignment | undefined;
  /** Of the job, once a task of it was seen. */
  title = '';
  draft: DraftKeeper | undefined;
  /** Work on a task that is over, which nobody got; it stays on this computer. */
  kept: LocalDraft | undefined;
  complaint: Complaint | undefined;
  private restoring: Promise<Answer | undefined> | undefined;
  private pauses = new PauseClock(Date.now);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    readonly jobKey: string,
    private readonly worker: Worker,
    private readonly api: Api,
    private readonly store: DraftStore,
    private readonly events: TaskSessionEvents,
  ) {}

  /** Takes the task the worker holds already, the one they had begun when their time ran out, or a new one. */
  async start(): Promise<void> {
    this.setPhase('loading');
    const resume = await this.unsent();
    if (!this.isOver) await this.look(POLL_MS.first, { resume });
  }

  /** Goes on after a task that is over. */
  async next(): Promise<void> {
    const after = this.kept?.leaseId ?? this.assignment?.leaseId;
    this.kept = undefined;
    this.setPhase('loading');
    await this.look(POLL_MS.first, { after });
  }

  /** Asks for the same task again, now that its time ran out. */
  async resume(): Promise<void> {
    const resume = this.kept?.leaseId ?? this.assignment?.leaseId;
    this.setPhase('loading');
    await this.look(POLL_MS.first, { resume });
  }

  async submit(answer: Answer): Promise<void> {
    const { assignment, draft } = this;
    if (this.phase !== 'working' || !assignment || !draft) return;
    this.complaint = undefined;
    this.setPhase('submitting');
    // Kept until it has arrived: the connection, the session or the time may end first.
    draft.change(answer);
    try {
      const result = await this.persist(() =>
        this.api.submit(assignment.leaseId, answer, { pausedSeconds: this.pauses.seconds, hadDraft: draft.hadDraft }),
      );
      draft.drop();
      if (this.isOver) return;
      this.events.onAccepted(result.status === 'accepted');
      if (result.next) this.begin(result.next);
      else this.wait();
    } catch (error) {
      await this.refuse(error);
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
    if (this.phase === 'working' && this.msLeft <= 0) void this.end('expired');
  }

  get msLeft(): number {
    return this.assignment ? Date.parse(this.assignment.expiresAt) - this.api.now() : 0;
  }

  /** Little of the time is left: a tenth of it, a minute at least and ten at most, and never more than half. */
  get isSoonOver(): boolean {
    const limit = (this.assignment?.timeLimitSeconds ?? 0) * 1000;
    return this.msLeft <= Math.min(Math.max(MINUTE_MS, limit / 10), 10 * MINUTE_MS, limit / 2);
  }

  /** What the task looked like when the worker left it. */
  async savedAnswer(): Promise<Answer | undefined> {
    return this.restoring;
  }

  change(answer: Answer): void {
    if (this.phase !== 'working') return;
    this.complaint = undefined;
    this.draft?.change(answer);
  }

  visibility(isHidden: boolean): void {
    this.pauses.visibility(isHidden);
  }

  /** The page goes away or the worker leaves the job; the lease goes on until its time is over. */
  leave(): void {
    if (this.phase === 'working' || this.phase === 'submitting') this.draft?.leave();
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** Work on this job that is only here: its lease, to ask for the task again. */
  private async unsent(): Promise<string | undefined> {
    const drafts = await this.store.listOf(this.worker.workerId, this.api.now()).catch(() => []);
    return drafts.find(({ jobKey, isSynced, isOver }) => jobKey === this.jobKey && !isSynced && !isOver)?.leaseId;
  }

  private async look(pause: number, wish: { after?: string; resume?: string }): Promise<void> {
    clearTimeout(this.timer);
    try {
      const assignment = await this.persist(() => this.api.take(this.jobKey, wish));
      if (this.isOver) return;
      if (assignment) this.begin(assignment);
      else this.wait(pause, wish.after);
    } catch (error) {
      if (error instanceof Refused && error.code === 'WorkTaken') await this.taken(String(error.details.leaseId));
      else await this.refuse(error, error instanceof Refused && error.code === 'NotFound' ? 'no-job' : 'job-done');
    }
  }

  /** Looks again by itself, less and less often. */
  private wait(pause = POLL_MS.first, after?: string): void {
    this.assignment = undefined;
    this.draft = undefined;
    this.setPhase('waiting');
    const longer = Math.min(pause * 1.5, POLL_MS.longest);
    this.timer = setTimeout(() => void this.look(longer, { after }), pause);
  }

  private begin(assignment: Assignment): void {
    clearTimeout(this.timer);
    this.assignment = assignment;
    this.title = assignment.title;
    this.kept = undefined;
    this.complaint = undefined;
    this.pauses = new PauseClock(Date.now);
    const keeper = new DraftKeeper(
      this.api,
      this.store,
      { ...this.worker, assignment },
      {
        onState: () => this.events.onChange(),
        onOver: (refusal) => {
          if (this.draft === keeper && this.phase === 'working') void this.refuse(refusal);
        },
        onError: (error) => {
          if (this.draft === keeper) this.events.onError(error);
        },
      },
    );
    this.draft = keeper;
    this.restoring = keeper.restored();
    this.setPhase('working');
    this.events.onNewTask();
  }

  /** The task that had been begun is others' now: its work is looked up, so that the worker can take it away. */
  private async taken(leaseId: string): Promise<void> {
    const key = draftKey(this.worker.workerId, leaseId);
    const local = (await this.store.find(key).catch(() => undefined)) ?? (await this.fromServer(key, leaseId));
    if (local) {
      this.kept = { ...local, leaseId, isOver: true };
      await this.store.put(this.kept).catch(() => {});
    }
    this.title ||= local?.title ?? '';
    this.setPhase('taken');
  }

  private async fromServer(key: string, leaseId: string): Promise<LocalDraft | undefined> {
    try {
      const { draft: answer, revision: base, savedAt } = await this.persist(() => this.api.draft(leaseId));
      const changedAt = Date.parse(savedAt);
      const { workerId } = this.worker;
      const about = { key, workerId, jobKey: this.jobKey, leaseId, title: this.title };
      return { ...about, answer, changedAt, expiresAt: changedAt, base, isSynced: true };
    } catch {
      return undefined;
    }
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
    await this.look(POLL_MS.first, { after: assignment.leaseId });
  }

  private async refuse(error: unknown, otherwise: Phase = 'closed'): Promise<void> {
    if (!(error instanceof Refused)) {
      this.events.onError(error);
      return;
    }
    const { code, message, details } = error;
    if (['InvalidAnswer', 'ValidationException', 'TooLarge'].includes(code) && this.draft) {
      const problem = code === 'TooLarge' ? 'too-large' : String(details.problem ?? 'unusable');
      this.complaint = { problem, field: String(details.field ?? ''), message };
      this.setPhase('working');
      this.events.onInvalid(this.complaint);
    } else if (details.isDone) {
      this.draft?.drop();
      this.draft = undefined;
      this.setPhase('done-elsewhere');
    } else await this.end(PHASES[code] ?? otherwise);
  }

  private async end(phase: Phase): Promise<void> {
    const { draft } = this;
    this.draft = undefined;
    this.setPhase(phase);
    this.kept = await draft?.retire(phase !== 'expired');
    this.events.onChange();
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
