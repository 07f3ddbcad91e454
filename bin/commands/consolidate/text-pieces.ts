import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CommandFailure } from '../failure';

const PIECE_BYTES = 2 ** 20;

/** The text of a file piece by piece, without its byte-order mark. @throws CommandFailure when the file cannot be read or is not UTF-8. */
export async function* textPieces(path: string, onRead: (share: number) => void = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const size = await sizeOf(path);
  let read = 0;
  const decode = (bytes?: Buffer) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new CommandFailure(`${path}: not UTF-8 text (after byte ${read}); save it as UTF-8`);
    }
  };
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    const text = decode(bytes);
    read += bytes.length;
    if (size > 0) onRead(Math.min(1, read / size));
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** One plain line for a file that cannot be read. */
export function unreadable(path: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new CommandFailure(`${path}: there is no such file or folder`);
  if (code === 'EACCES' || code === 'EPERM') return new CommandFailure(`${path}: may not be read`);
  return error as Error;
}
