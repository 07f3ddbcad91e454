/**
 * Unfinished answers on this computer. IndexedDB, because it outlives the tab and the browser's process, is seen by every window, and holds
 * masks of some megabytes that would fill local storage.
 */
import { parseLeaseId } from '../../core/workforce/lease-id';
import type { Answer } from './api';

export interface LocalDraft {
  /** Worker, job and object: another window and the next lease on the object find it, another worker does not. */
  key: string;
  workerId: string;
  jobKey: string;
  /** The latest lease it was worked on under. */
  leaseId: string;
  title: string;
  answer: Answer;
  /** Epoch milliseconds by the server's clock. */
  changedAt: number;
  expiresAt: number;
  /** The server's revision it was made from; null when the server had none. */
  base: string | null;
  /** The server has it as it is here. */
  isSynced: boolean;
  /** The task went to others or needs no more answers; the work waits for the worker to take it away. */
  isOver?: boolean;
}

export const draftKey = (workerId: string, leaseId: string): string => {
  const lease = parseLeaseId(leaseId);
  return [workerId, ...(lease ? [lease.jobKey, lease.round, lease.sk] : [leaseId])].join('/');
};

const DATABASE = 'plumbline';
const DRAFTS = 'drafts';
const KEPT_MS = 14 * 24 * 3600 * 1000;

export class DraftStore {
  private database: Promise<IDBDatabase> | undefined;

  async find(key: string): Promise<LocalDraft | undefined> {
    return this.run<LocalDraft | undefined>('readonly', (drafts) => drafts.get(key));
  }

  async put(draft: LocalDraft): Promise<void> {
    await this.run('readwrite', (drafts) => drafts.put(draft));
  }

  async drop(key: string): Promise<void> {
    await this.run('readwrite', (drafts) => drafts.delete(key));
  }

  /** The worker's, newest first. Forgotten ones of whomever are cleared away. */
  async listOf(workerId: string, now: number): Promise<LocalDraft[]> {
    const all = await this.run<LocalDraft[]>('readonly', (drafts) => drafts.getAll());
    for (const { key, changedAt } of all) if (changedAt < now - KEPT_MS) void this.drop(key).catch(() => {});
    return all
      .filter((draft) => draft.workerId === workerId && draft.changedAt >= now - KEPT_MS)
      .sort((a, b) => b.changedAt - a.changedAt);
  }

  private async run<Result>(mode: IDBTransactionMode, act: (drafts: IDBObjectStore) => IDBRequest): Promise<Result> {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      // why: strict, so that a crash of the browser or the computer a moment later loses nothing.
      const transaction = database.transaction(DRAFTS, mode, { durability: 'strict' });
      const request = act(transaction.objectStore(DRAFTS));
      // why: a write counts once the transaction is through, not when the request is.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  private open(): Promise<IDBDatabase> {
    this.database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(DRAFTS, { keyPath: 'key' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    this.database.catch(() => {
      this.database = undefined;
    });
    return this.database;
  }
}
