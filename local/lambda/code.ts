import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileAsset } from '../cloudformation/assembly';
import { unzip } from './unzip';

/** Where a function's files are. A folder asset is used where it lies; archives and inline code are unpacked once, by content. */
export class CodeStore {
  constructor(
    private readonly folder: string,
    private readonly assets: () => ReadonlyMap<string, FileAsset>,
  ) {}

  resolve(code: { S3Bucket?: string; S3Key?: string; ZipFile?: string; ImageUri?: string }): string {
    if (code.ImageUri) throw new Error('functions from container images are not served by the embedded cloud');
    if (code.ZipFile !== undefined) return this.inline(code.ZipFile);
    const asset = this.assets().get(`${code.S3Bucket}/${code.S3Key}`);
    if (!asset) throw new Error(`there is no asset ${code.S3Bucket}/${code.S3Key} in the cloud assembly`);
    if (!existsSync(asset.path)) throw new Error(`the asset ${asset.path} is missing; run cdk synth again`);
    return statSync(asset.path).isDirectory() ? asset.path : this.archive(readFileSync(asset.path));
  }

  /** CloudFormation's `ZipFile` is source text, stored as index.js. */
  private inline(source: string): string {
    return this.unpack(Buffer.from(source), (folder) => {
      const esm = /^\s*(export|import)\s/m.test(source);
      writeFileSync(join(folder, esm ? 'index.mjs' : 'index.js'), source);
    });
  }

  archive(content: Buffer): string {
    return this.unpack(content, (folder) => unzip(content, folder));
  }

  private unpack(content: Buffer, write: (folder: string) => void): string {
    const target = join(this.folder, createHash('sha256').update(content).digest('hex').slice(0, 32));
    if (existsSync(target)) return target;
    const temporary = `${target}.${process.pid}.tmp`;
    mkdirSync(temporary, { recursive: true });
    try {
      write(temporary);
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    return target;
  }
}
