/** Unfinished answers, by worker and object: the next lease on the object, another window and another device find them. */
import { randomBytes } from 'node:crypto';
import { roundName } from '../../core/job/keys';
import { type Lease, objectIdOf } from '../../core/workforce/lease-id';
import { readContent, storeContent } from '../_shared/tasks/contents';
import type { DraftOf, StoredDraft, WorkerStore } from '../_shared/tasks/worker-store';
import { locationOf, remove } from '../_shared/work-store';
import { ApiError } from './errors';

export interface DraftVersion {
  revision: string;
  savedAt: string;
  device: string;
}

export interface Draft extends DraftVersion {
  draft: unknown;
}

export interface NewDraft {
  draft?: unknown;
  base?: string | null;
  device?: string;
}

const SOMEWHERE = 'unnamed';

export class Drafts {
  constructor(
    private readonly store: WorkerStore,
    private readonly bucket: string,
  ) {}

  /** @param content the draft as JSON */
  async save(lease: Lease, workerId: string, content: string, { base, device = SOMEWHERE }: NewDraft) {
    // why: every window writes a file of its own, so that one that saves too late cannot spoil what another one saved.
    const key = `jobs/${lease.jobKey}/rounds/${roundName(lease.round)}/drafts/${objectIdOf(lease)}/${workerId}/${device}.json`;
    const stored: StoredDraft = {
      draft: await storeContent(content, this.bucket, key),
      revision: randomBytes(9).toString('base64url'),
      savedAt: Date.now(),
      device,
    };
    const saved = await this.store.saveDraft(draftOf(lease, workerId), stored, base);
    if (!saved) throw new ApiError('DraftConflict', 'This task was changed in another window or on another device.');
    await removeFile(saved.replaced, stored);
    return versionOf(stored);
  }

  async find(lease: Lease, workerId: string): Promise<Draft | undefined> {
    const stored = await this.store.draft(draftOf(lease, workerId));
    return stored && { draft: await readContent(stored.draft), ...versionOf(stored) };
  }

  async exists(lease: Lease, workerId: string): Promise<boolean> {
    return (await this.store.draft(draftOf(lease, workerId))) !== undefined;
  }

  async drop(lease: Lease, workerId: string): Promise<void> {
    await removeFile(await this.store.dropDraft(draftOf(lease, workerId)));
  }
}

/** Removes the file of a draft that nobody can ask for any more, unless another draft lies there now. */
async function removeFile(gone: StoredDraft | undefined, now?: StoredDraft): Promise<void> {
  const uri = fileOf(gone);
  if (uri && uri !== fileOf(now)) await remove(locationOf(uri));
}

const fileOf = (stored: StoredDraft | undefined): string | undefined =>
  stored && 's3Uri' in stored.draft ? stored.draft.s3Uri : undefined;

const draftOf = (lease: Lease, workerId: string): DraftOf => ({
  workerId,
  jobKey: lease.jobKey,
  round: lease.round,
  objectId: objectIdOf(lease),
});

const versionOf = ({ revision, savedAt, device }: StoredDraft): DraftVersion => ({
  revision,
  savedAt: new Date(savedAt).toISOString(),
  device,
});
