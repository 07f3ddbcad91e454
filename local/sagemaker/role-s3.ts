import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { CloudContext, Principal } from '../contract';

export interface S3Location {
  bucket: string;
  key: string;
}

export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  if (!match) throw new Error(`${uri} is no s3:// address`);
  return { bucket: match[1]!, key: match[2]! };
}

const atOnce = 8;

/** S3 as a job's role sees it: over HTTP, with the role's credentials, so that its permissions count. */
export class RoleS3 {
  private constructor(
    private readonly sdk: typeof import('@aws-sdk/client-s3'),
    private readonly client: S3Client,
  ) {}

  static async open(context: CloudContext, principal: Principal): Promise<RoleS3> {
    // why: loaded by the first job; most starts of the cloud have none.
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client({
      region: context.region,
      endpoint: context.endpointUrl,
      forcePathStyle: true,
      credentials: context.credentialsFor(principal),
    });
    return new RoleS3(sdk, client);
  }

  /** Copies every object under the prefix into the folder, named by what follows the prefix; answers how many there were. */
  async downloadPrefix(uri: string, folder: string): Promise<number> {
    const { bucket, key: prefix } = parseS3Uri(uri);
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const listed = await this.client.send(
        new this.sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key } of listed.Contents ?? []) if (Key && !Key.endsWith('/')) keys.push(Key);
      token = listed.NextContinuationToken;
    } while (token);
    const base = keys.every((key) => key === prefix || key.startsWith(`${prefix.replace(/\/$/, '')}/`))
      ? prefix.replace(/\/$/, '')
      : prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const queue = [...keys];
    const worker = async () => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        const name = key.slice(base.length).replace(/^\//, '') || key.split('/').at(-1)!;
        await this.download({ bucket, key }, inside(folder, name));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return keys.length;
  }

  async download({ bucket, key }: S3Location, file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const { Body } = await this.client.send(new this.sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
    await pipeline(Body as Readable, createWriteStream(file));
  }

  async upload(file: string, { bucket, key }: S3Location): Promise<void> {
    const { size } = await stat(file);
    await this.client.send(
      new this.sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(file), ContentLength: size }),
    );
  }

  close(): void {
    this.client.destroy();
  }
}

/** why: object keys may hold `..`; a file of a channel stays in its folder. */
function inside(folder: string, name: string): string {
  const path = resolve(join(folder, name));
  if (!path.startsWith(resolve(folder) + sep)) throw new Error(`the object key ${name} leaves the channel's folder`);
  return path;
}
