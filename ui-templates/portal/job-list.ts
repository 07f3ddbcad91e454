/** What a worker may choose from: the jobs of their teams, and work of theirs that was not submitted. Looks again by itself while it is shown. */
import { type Api, type Job, type Me, Unreachable } from './api';
import type { Session } from './auth/session';
import type { DraftStore, LocalDraft } from './draft-store';

export interface JobListEvents {
  onChange(): void;
  onError(error: unknown): void;
}

/** Soon again while there is nothing to do, less and less often while that stays so. */
const LOOK_MS = { first: 2000, longest: 15_000 };

export class JobList {
  me: Me | undefined;
  jobs: Job[] | undefined;
  /** Work of this worker's on tasks that are over. */
  unsent: LocalDraft[] = [];
  isOffline = false;
  private isShown = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Api,
    private readonly drafts: DraftStore,
    private readonly session: Session,
    private readonly events: JobListEvents,
  ) {}

  show(): void {
    this.isShown = true;
    void this.look();
    void this.findUnsent();
  }

  hide(): void {
    this.isShown = false;
    clearTimeout(this.timer);
  }

  /** The page came into sight again. */
  refresh(): void {
    if (this.isShown) void this.look();
  }

  forget(): void {
    this.me = undefined;
    this.jobs = undefined;
    this.unsent = [];
  }

  async discard({ key }: LocalDraft): Promise<void> {
    await this.drafts.drop(key).catch(this.events.onError);
    await this.findUnsent();
  }

  private async findUnsent(): Promise<void> {
    const now = this.api.now();
    const drafts = await this.drafts.listOf(this.session.subject, now).catch(() => []);
    this.unsent = drafts.filter(({ isOver, isSynced, expiresAt }) => isOver || (!isSynced && expiresAt < now));
    this.events.onChange();
  }

  private async look(pause = LOOK_MS.first): Promise<void> {
    clearTimeout(this.timer);
    try {
      [this.jobs, this.me] = await Promise.all([this.api.jobs(), this.me ?? this.api.me()]);
      this.isOffline = false;
    } catch (error) {
      if (!(error instanceof Unreachable)) return this.events.onError(error);
      this.isOffline = true;
    }
    this.events.onChange();
    if (!this.isShown) return;
    const isIdle = !this.isOffline && this.jobs?.length === 0;
    const longer = isIdle ? Math.min(pause * 1.5, LOOK_MS.longest) : LOOK_MS.longest;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(longer), isIdle ? pause : LOOK_MS.longest);
  }
}
