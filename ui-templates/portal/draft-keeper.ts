import type { Answer, Api, Assignment, DraftVersion } from './api';
import { Refused, Unreachable } from './api';
import { type DraftStore, draftKey, type LocalDraft } from './draft-store';

export type DraftState =
  | 'none'
  | 'unsaved'
  /** On this computer only: no connection, or too large for the server. */
  | 'local'
  | 'saved';

/** What another window or device saved of the same task since. */
export interface OtherVersion extends DraftVersion {
  draft: Answer;
}

export interface DraftEvents {
  onState(): void;
  /** The server will take nothing more for this lease. */
  onOver(refusal: Refused): void;
  onError(error: unknown): void;
}

/** Quiet time after a change before the draft goes to the server; longer where saving one takes long. */
const DELAY_MS = 1500;
const LONGEST_DELAY_MS = 60_000;
const DELAY_PER_SAVING_TIME = 10;
const RETRY_MS = 10_000;

/**
 * Keeps a worker's unfinished answer: at once on this computer, a moment later on the server, so that neither a crash nor another device nor
 * a lost connection loses it. Two windows on one task do not write over each other: the later one is told.
 */
export class DraftKeeper {
  state: DraftState = 'none';
  /** The worker has to choose between it and what is on the page. */
  other: OtherVersion | undefined;
  isTooLarge = false;
  /** What the page holds; undefined while nothing was done. */
  latest: Answer | undefined;
  private base: string | null;
  private isSynced = true;
  private isDropped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> | undefined;
  private savingMs = 0;
  /** Writes to this computer, one after the other; only the latest that waits is made. */
  private writing: Promise<void> | undefined;
  private hasUnwritten = false;

  constructor(
    private readonly api: Pick<Api, 'saveDraft' | 'draft' | 'now'>,
    private readonly store: DraftStore,
    private readonly about: { workerId: string; device: string; assignment: Assignment },
    private readonly events: DraftEvents,
  ) {
    this.base = about.assignment.draftVersion?.revision ?? null;
  }

  private get key(): string {
    return draftKey(this.about.workerId, this.about.assignment.leaseId);
  }

  /** What to put back on the page: what is here when the server has not seen it, else the server's. */
  async restored(): Promise<Answer | undefined> {
    const { draft, draftVersion } = this.about.assignment;
    const local = await this.store.find(this.key).catch(() => undefined);
    if (!local || (local.isSynced && draftVersion && draftVersion.revision !== local.base)) {
      this.latest = draft ?? undefined;
      if (draft) this.setState('saved');
      return this.latest;
    }
    this.latest = local.answer;
    const isOurs = local.base === this.base;
    if (local.isSynced && isOurs) this.setState('saved');
    else {
      this.isSynced = false;
      if (!isOurs && draft && draftVersion && !isSame(draft, local.answer)) this.other = { draft, ...draftVersion };
      this.setState('unsaved');
      this.schedule(0);
    }
    return this.latest;
  }

  change(answer: Answer): void {
    this.latest = answer;
    this.isSynced = false;
    this.write();
    this.setState('unsaved');
    this.schedule(Math.min(Math.max(DELAY_MS, this.savingMs * DELAY_PER_SAVING_TIME), LONGEST_DELAY_MS));
  }

  /** Saves now, as the worker asked; true when the server has it. */
  async saveNow(): Promise<boolean> {
    clearTimeout(this.timer);
    await this.saving;
    if (!this.isSynced) await this.save();
    await this.writing;
    return this.isSynced;
  }

  /** Neither the server nor this computer has the latest. */
  get isAtRisk(): boolean {
    return !this.isSynced && this.hasUnwritten;
  }

  get hadDraft(): boolean {
    return this.base !== null;
  }

  /** Saves at once, while the page goes away. */
  leave(): void {
    clearTimeout(this.timer);
    const { latest, base, about } = this;
    if (this.isSynced || this.isDropped || this.other || !latest) return;
    void this.api.saveDraft(about.assignment.leaseId, latest, { base, device: about.device, isLeaving: true }).then(
      ({ revision }) => {
        this.base = revision;
        this.isSynced = this.latest === latest;
        this.write();
      },
      () => {},
    );
  }

  keepMine(): void {
    if (!this.other) return;
    this.base = this.other.revision;
    this.other = undefined;
    this.schedule(0);
    this.events.onState();
  }

  /** @returns what to put on the page */
  takeOther(): Answer | undefined {
    const { other } = this;
    if (!other) return undefined;
    this.other = undefined;
    this.base = other.revision;
    this.latest = other.draft;
    this.isSynced = true;
    this.write();
    this.setState('saved');
    return other.draft;
  }

  /** The answer arrived or was given up; nothing of the draft is worth keeping. */
  drop(): void {
    this.isDropped = true;
    clearTimeout(this.timer);
    void this.afterWriting(() => this.store.drop(this.key));
  }

  /** The task is over without the work having been sent; it stays on this computer for the worker. */
  async retire(isOver: boolean): Promise<LocalDraft | undefined> {
    clearTimeout(this.timer);
    this.isDropped = true;
    if (!this.latest) return undefined;
    const draft: LocalDraft = { ...this.record(this.latest), isSynced: false, isOver };
    await this.afterWriting(() => this.store.put(draft));
    return draft;
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    if (!this.other && !this.isDropped) this.timer = setTimeout(() => void this.save(), delay);
  }

  private save(): Promise<void> {
    this.saving ??= this.sendLatest().finally(() => {
      this.saving = undefined;
    });
    return this.saving;
  }

  private async sendLatest(): Promise<void> {
    const { latest, base, about } = this;
    if (!latest || this.isDropped || this.other) return;
    const begun = Date.now();
    try {
      const { revision } = await this.api.saveDraft(about.assignment.leaseId, latest, { base, device: about.device });
      this.savingMs = Date.now() - begun;
      this.base = revision;
      this.isTooLarge = false;
      this.isSynced = this.latest === latest;
      if (this.isDropped) return;
      this.write();
      if (this.isSynced) this.setState('saved');
      else this.schedule(DELAY_MS);
    } catch (error) {
      if (!this.isDropped) await this.onTrouble(error);
    }
  }

  private async onTrouble(error: unknown): Promise<void> {
    if (error instanceof Unreachable) {
      this.setState('local');
      this.schedule(RETRY_MS);
    } else if (!(error instanceof Refused)) this.events.onError(error);
    else if (error.code === 'TooLarge') {
      this.isTooLarge = true;
      this.setState('local');
    } else if (error.code === 'DraftConflict') await this.meetOther();
    else this.events.onOver(error);
  }

  private async meetOther(): Promise<void> {
    try {
      const other = await this.api.draft(this.about.assignment.leaseId);
      // why: a save whose reply was lost is met again as if another window had made it.
      if (this.latest && isSame(other.draft, this.latest)) {
        this.base = other.revision;
        this.isSynced = true;
        this.setState('saved');
        return;
      }
      if (other.device === this.about.device) {
        this.base = other.revision;
        this.schedule(0);
        return;
      }
      this.other = other;
      this.events.onState();
    } catch (error) {
      if (error instanceof Refused && error.code === 'NotFound') {
        this.base = null;
        this.schedule(0);
      } else await this.onTrouble(error);
    }
  }

  private record(answer: Answer): LocalDraft {
    const { workerId, assignment } = this.about;
    return {
      key: this.key,
      workerId,
      jobKey: assignment.jobKey,
      leaseId: assignment.leaseId,
      title: assignment.title,
      answer,
      changedAt: this.api.now(),
      expiresAt: Date.parse(assignment.expiresAt),
      base: this.base,
      isSynced: this.isSynced,
    };
  }

  private write(): void {
    this.hasUnwritten = true;
    if (this.writing) return;
    this.writing = this.writeLatest().finally(() => {
      this.writing = undefined;
    });
  }

  private async writeLatest(): Promise<void> {
    while (this.hasUnwritten && this.latest && !this.isDropped) {
      this.hasUnwritten = false;
      try {
        await this.store.put(this.record(this.latest));
      } catch {
        // Private windows may refuse; the server's copy is then the only one.
        this.hasUnwritten = true;
        return;
      }
    }
  }

  private async afterWriting(act: () => Promise<void>): Promise<void> {
    await this.writing;
    await act().catch(() => {});
  }

  private setState(state: DraftState): void {
    this.state = state;
    this.events.onState();
  }
}

const isSame = (a: Answer, b: Answer): boolean => JSON.stringify(a) === JSON.stringify(b);
