/** Intake by dropping files: which key means what, and when a batch is due. */
import type { LabelingJobRequest } from './request';

export type Dropped = { kind: 'definition'; name: string } | { kind: 'object'; name: string } | { kind: 'other' };

/** `jobs/<name>.json` is a job definition, `inbox/<name>/…` an object for it; anything else is not ours. */
export function readDropped(key: string): Dropped {
  const definition = /^jobs\/([^/]+)\.json$/.exec(key);
  if (definition) return { kind: 'definition', name: definition[1]!.toLowerCase() };
  const object = /^inbox\/([^/]+)\/.*[^/]$/.exec(key);
  if (object) return { kind: 'object', name: object[1]!.toLowerCase() };
  return { kind: 'other' };
}

/** A dropped file waiting for its batch. */
export interface PendingFile {
  key: string;
  etag: string;
  /** Objects in it: one, or the lines of a text file or manifest. */
  objects: number;
  /** Epoch milliseconds. */
  droppedAt: number;
}

export interface BatchRule {
  batchObjects: number;
  maxAgeSeconds: number;
}

/** The files of the next batch, by key; empty while neither count nor age calls for one. The oldest go first into a batch. */
export function dueBatch(pending: PendingFile[], rule: BatchRule, now: number): PendingFile[] {
  const oldestFirst = [...pending].sort((a, b) => a.droppedAt - b.droppedAt || (a.key < b.key ? -1 : 1));
  const batch: PendingFile[] = [];
  let objects = 0;
  for (const file of oldestFirst) {
    if (objects >= rule.batchObjects) break;
    batch.push(file);
    objects += file.objects;
  }
  const oldest = oldestFirst[0];
  const isOld = oldest !== undefined && now - oldest.droppedAt >= rule.maxAgeSeconds * 1000;
  // why: files dropped together arrive in any order; whoever reads the manifest expects them in the order of their names.
  return objects >= rule.batchObjects || isOld ? batch.sort((a, b) => (a.key < b.key ? -1 : 1)) : [];
}

/** The labeling job of one batch: the definition under a numbered name, over the batch's manifest. */
export function batchRequest(definition: LabelingJobRequest, batch: number, manifest: string): LabelingJobRequest {
  return {
    ...definition,
    LabelingJobName: `${definition.LabelingJobName}-${String(batch).padStart(5, '0')}`,
    InputConfig: { ...definition.InputConfig, DataSource: { S3DataSource: { ManifestS3Uri: manifest } } },
  };
}
