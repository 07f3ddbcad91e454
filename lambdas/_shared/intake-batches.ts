import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type BatchRule, batchRequest, dueBatch, type PendingFile } from '../../core/job/inbox';
import { workKeys } from '../../core/job/keys';
import { s3 } from './clients';
import { createJob, type JobStarter } from './create-job';
import { linesOf } from './dropped-files';
import type { IntakeStore } from './intake-store';
import { readJson, writeStream } from './work-store';

export interface BatchStarter extends JobStarter {
  intake: IntakeStore;
  inputBucket: string;
  workBucket: string;
  defaults: BatchRule;
}

/**
 * Makes jobs of the files that wait for `name`, batch by batch, as long as one is due.
 *
 * The list of a batch's files is written once (`If-None-Match`) and is the truth from then on: whoever comes after a crash, or at the same
 * time, finds it and does the same steps again, each of which can be repeated. So no file is lost and none is labelled twice.
 */
export async function startDueBatches(starter: BatchStarter, name: string, now: number): Promise<void> {
  for (;;) {
    const head = await starter.intake.head(name);
    if (!head) return;
    const rule = ruleOf(starter, head.definition.Plumbline?.Inbox);
    const waiting = await starter.intake.pending(name);
    const files = dueBatch(waiting, rule, now);
    if (!files.length) return starter.intake.resetHint(name, objectsIn(waiting));
    await startBatch(starter, name, head.nextBatch, files);
  }
}

/** A file landed: looks for a due batch once enough objects are said to wait. */
export async function noteDropped(starter: BatchStarter, name: string, file: PendingFile): Promise<void> {
  await starter.intake.drop(name, file);
  const waiting = await starter.intake.hint(name, file.objects);
  const head = await starter.intake.head(name);
  if (head && waiting >= ruleOf(starter, head.definition.Plumbline?.Inbox).batchObjects)
    await startDueBatches(starter, name, Date.now());
}

const objectsIn = (files: PendingFile[]): number => files.reduce((sum, { objects }) => sum + objects, 0);

const ruleOf = ({ defaults }: BatchStarter, inbox?: { BatchObjects?: number; MaxAgeSeconds?: number }): BatchRule => ({
  batchObjects: inbox?.BatchObjects ?? defaults.batchObjects,
  maxAgeSeconds: inbox?.MaxAgeSeconds ?? defaults.maxAgeSeconds,
});

async function startBatch(starter: BatchStarter, name: string, batch: number, due: PendingFile[]): Promise<void> {
  const { intake, workBucket } = starter;
  const fresh = await intake.untaken(name, due);
  for (const known of due.filter((file) => !fresh.includes(file))) await intake.forget(name, known);
  if (!fresh.length) return;

  const files = await claim(workBucket, name, batch, fresh);
  const manifest = { bucket: workBucket, key: workKeys.intakeManifest(name, batch) };
  await writeStream(manifest, Readable.from(manifestOf(starter.inputBucket, files), { objectMode: false }));
  const { definition } = (await intake.head(name))!;
  const request = batchRequest(definition, batch, `s3://${manifest.bucket}/${manifest.key}`);
  await createJob(starter, request, `intake:${name}:${batch}`);
  for (const file of files) await intake.take(name, file, batch);
  await intake.advance(name, batch);
}

/** The batch's files: these, unless an earlier try listed others. */
async function claim(bucket: string, name: string, batch: number, files: PendingFile[]): Promise<PendingFile[]> {
  const key = workKeys.intakeFiles(name, batch);
  try {
    await s3().send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(files),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
    return files;
  } catch (error) {
    const { name: code, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if (code !== 'PreconditionFailed' && $metadata?.httpStatusCode !== 412) throw error;
    return (await readJson<PendingFile[]>({ bucket, key }))!;
  }
}

async function* manifestOf(bucket: string, files: PendingFile[]): AsyncGenerator<string> {
  for (const { key } of files) for await (const line of linesOf({ bucket, key })) yield `${line}\n`;
}
