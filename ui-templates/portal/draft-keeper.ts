import type { Answer, Api } from './api';
import { Unreachable } from './api';

export type DraftState = 'none' | 'unsaved' | 'saved';

/** Quiet time after a change before the draft goes to the server. */
const DELAY_MS = 1500;
const RETRY_MS = 10_000;

const localKey = (leaseId: string) => `plumbline.draft.${leaseId}`;

/**
 * Keeps a worker's unfinished answer: at once in this tab, a moment later on the server, so that neither a reload nor another device nor a
 * lost connection loses it.
 */
export class DraftKeeper {
  state: DraftState = 'none';
  private latest: Answer | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Pick<Api, 'saveDraft'>,
    private readonly leaseId: string,
    private readonly onState: () => void,
  ) {}

  /** What was being answered when the page went away; newer than what the server has. */
  get local(): Answer | undefined {
    try {
      return JSON.parse(sessionStorage.getItem(localKey(this.leaseId)) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  change(answer: Answer): void {
    this.latest = answer;
    sessionStorage.setItem(localKey(this.leaseId), JSON.stringify(answer));
    this.setState('unsaved');
    this.schedule(DELAY_MS);
  }

  /** Saves at once, while the page goes away. */
  leave(): void {
    if (this.state === 'unsaved' && this.latest)
      void this.api.saveDraft(this.leaseId, this.latest, true).catch(() => {});
  }

  /** The assignment is over; nothing of it is worth keeping. */
  drop(): void {
    clearTimeout(this.timer);
    sessionStorage.removeItem(localKey(this.leaseId));
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), delay);
  }

  private async save(): Promise<void> {
    const saving = this.latest;
    if (!saving) return;
    try {
      await this.api.saveDraft(this.leaseId, saving);
      if (this.latest === saving) this.setState('saved');
    } catch (error) {
      if (error instanceof Unreachable) this.schedule(RETRY_MS);
    }
  }

  private setState(state: DraftState): void {
    this.state = state;
    this.onState();
  }
}
