import type { CloudContext } from '../contract';
import type { Bucket, ObjectRecord } from './bucket';

const sequencer = (modified: number, sequence: number) =>
  `${modified.toString(16).toUpperCase()}${sequence.toString(16).toUpperCase().padStart(6, '0')}`;

/** S3's event key encoding: form encoding, with slashes kept. */
const encodeKey = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

const operations: Record<string, string> = {
  PutObject: 'Put',
  CopyObject: 'Copy',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

/** Hands an object-created event on, to the event bus and to functions. At least once: it is told again after a crash. */
export async function announceCreated(
  context: CloudContext,
  bucket: Bucket,
  record: ObjectRecord,
  requester: string,
): Promise<void> {
  const { sequence, reason } = record.unannounced!;
  if (bucket.settings.eventBridge) {
    await context.publishEvent({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: [bucket.arn],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: {
          key: record.key,
          size: record.size,
          etag: record.etag,
          sequencer: sequencer(record.modified, sequence),
        },
        'request-id': record.file.replaceAll('-', '').slice(0, 16).toUpperCase(),
        requester,
        'source-ip-address': '127.0.0.1',
        reason,
      },
    });
  }
  const event = `ObjectCreated:${operations[reason] ?? 'Put'}`;
  await notifyFunctions(context, bucket, event, record.key, {
    size: record.size,
    eTag: record.etag,
    sequencer: sequencer(record.modified, sequence),
  });
  bucket.announced(sequence);
}

export async function announceDeleted(
  context: CloudContext,
  bucket: Bucket,
  record: ObjectRecord,
  requester: string,
): Promise<void> {
  if (bucket.settings.eventBridge) {
    await context.publishEvent({
      source: 'aws.s3',
      detailType: 'Object Deleted',
      resources: [bucket.arn],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: { key: record.key, sequencer: sequencer(context.now(), 0) },
        'request-id': record.file.replaceAll('-', '').slice(0, 16).toUpperCase(),
        requester,
        'source-ip-address': '127.0.0.1',
        reason: 'DeleteObject',
        'deletion-type': 'Permanently Deleted',
      },
    });
  }
  await notifyFunctions(context, bucket, 'ObjectRemoved:Delete', record.key, {
    sequencer: sequencer(context.now(), 0),
  });
}

async function notifyFunctions(
  context: CloudContext,
  bucket: Bucket,
  eventName: string,
  key: string,
  object: object,
): Promise<void> {
  for (const wanted of bucket.settings.lambdaNotifications) {
    const kind = eventName.split(':')[0];
    const listens = wanted.events.some((event) => event === `s3:${eventName}` || event === `s3:${kind}:*`);
    if (!listens || !key.startsWith(wanted.prefix) || !key.endsWith(wanted.suffix)) continue;
    const record = {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: context.region,
      eventTime: new Date(context.now()).toISOString(),
      eventName,
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: bucket.name, arn: bucket.arn },
        object: { key: encodeKey(key), ...object },
      },
    };
    await context.invokeFunctionAsync(
      's3.amazonaws.com',
      bucket.arn,
      wanted.functionArn,
      JSON.stringify({ Records: [record] }),
    );
  }
}
