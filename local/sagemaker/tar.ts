import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

const block = 512;

/** All files under a folder as `model.tar.gz`, streamed, in the order of their names. */
export async function packTarGz(folder: string, target: string): Promise<void> {
  await pipeline(Readable.from(tarBlocks(folder)), createGzip(), createWriteStream(target));
}

async function* tarBlocks(folder: string): AsyncGenerator<Buffer> {
  const names = ((await readdir(folder, { recursive: true })) as string[]).sort();
  for (const name of names) {
    const path = join(folder, name);
    const { size, mtimeMs, mode } = await stat(path);
    const isFile = !(await stat(path)).isDirectory();
    const entry = name.split(sep).join('/');
    yield* header(isFile ? entry : `${entry}/`, isFile ? size : 0, mode, mtimeMs, isFile ? '0' : '5');
    if (!isFile) continue;
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

/** A ustar header; a name that does not fit is put before it as a GNU long name. */
function* header(name: string, size: number, mode: number, mtimeMs: number, type: string): Generator<Buffer> {
  const bytes = Buffer.from(name);
  if (bytes.length > 100 && type !== 'L') {
    const long = Buffer.concat([bytes, Buffer.alloc(1)]);
    yield* header('././@LongLink', long.length, 0o644, 0, 'L');
    yield Buffer.concat([long, Buffer.alloc((block - (long.length % block)) % block)]);
  }
  const head = Buffer.alloc(block);
  bytes.copy(head, 0, 0, 100);
  const octal = (value: number, at: number, length: number) =>
    head.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, '0')}\0`,
      at,
      length,
      'latin1',
    );
  octal(mode & 0o777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtimeMs / 1000, 136, 12);
  head.write('        ', 148, 'latin1');
  head.write(type, 156, 'latin1');
  head.write('ustar\0' + '00', 257, 'latin1');
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    8,
    'latin1',
  );
  yield head;
}

/** Reads exactly as many bytes as are asked for from a stream of chunks. */
class ByteReader {
  private rest: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Up to `most` bytes; empty at the end. */
  async some(most: number): Promise<Buffer> {
    while (this.rest.length === 0) {
      const { value, done } = await this.chunks.next();
      if (done) return Buffer.alloc(0);
      this.rest = value;
    }
    const taken = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(taken.length);
    return taken;
  }

  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part.length === 0) throw new Error('the archive ends in the middle of an entry');
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }
}

/** Unpacks an archive into a folder; an entry that would leave the folder is refused. */
export async function unpackTarGz(archive: string, folder: string): Promise<void> {
  const source = createReadStream(archive);
  const unzipped = createGunzip();
  source.once('error', (error) => unzipped.destroy(error));
  const reader = new ByteReader(source.pipe(unzipped));
  const root = resolve(folder);
  let longName: string | undefined;
  for (;;) {
    const head = await reader.exactly(block);
    if (head.every((byte) => byte === 0)) break;
    const text = (at: number, length: number) => head.toString('utf8', at, at + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12).trim() || '0', 8);
    const padding = (block - (size % block)) % block;
    const type = text(156, 1);
    if (type === 'L') {
      longName = (await reader.exactly(size)).toString('utf8').replace(/\0.*$/s, '');
      await reader.exactly(padding);
      continue;
    }
    const prefix = text(345, 155);
    const name = longName ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100));
    longName = undefined;
    const path = resolve(root, name);
    if (path !== root && !path.startsWith(root + sep)) throw new Error(`the archive's entry ${name} leaves its folder`);
    if (type === '5') await mkdir(path, { recursive: true });
    if (type === '0' || type === '') {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(Readable.from(contents(reader, size)), createWriteStream(path));
    } else {
      await reader.exactly(size);
    }
    await reader.exactly(padding);
  }
  source.destroy();
}

async function* contents(reader: ByteReader, size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; ) {
    const part = await reader.some(left);
    if (part.length === 0) throw new Error('the archive ends in the middle of a file');
    left -= part.length;
    yield part;
  }
}
