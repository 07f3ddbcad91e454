import { Transform, type TransformCallback } from 'node:stream';
import { ServiceError } from '../contract';

/**
 * Takes `aws-chunked` framing off: `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`. Chunk signatures are not
 * checked: the seed signature in the header has been, and the bytes never leave this machine.
 */
export class ChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  private state: 'size' | 'data' | 'data-end' | 'trailer' = 'size';
  private line = '';
  private remaining = 0;
  private finished = false;

  override _transform(input: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < input.length) {
      if (this.state === 'data') {
        const take = Math.min(this.remaining, input.length - at);
        this.push(input.subarray(at, at + take));
        at += take;
        this.remaining -= take;
        if (this.remaining === 0) this.state = 'data-end';
        continue;
      }
      const newline = input.indexOf(0x0a, at);
      if (newline < 0) {
        this.line += input.toString('latin1', at);
        break;
      }
      const line = (this.line + input.toString('latin1', at, newline)).replace(/\r$/, '');
      this.line = '';
      at = newline + 1;
      if (!this.takeLine(line)) {
        done(new ServiceError('IncompleteBody', 'The aws-chunked body is malformed.'));
        return;
      }
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    done(
      this.finished || this.state === 'trailer'
        ? null
        : new ServiceError('IncompleteBody', 'The request body terminated unexpectedly.'),
    );
  }

  private takeLine(line: string): boolean {
    if (this.state === 'data-end') {
      this.state = 'size';
      return line === '';
    }
    if (this.state === 'size') {
      const size = /^([0-9a-fA-F]+)(;.*)?$/.exec(line);
      if (!size) return false;
      this.remaining = Number.parseInt(size[1]!, 16);
      this.state = this.remaining === 0 ? 'trailer' : 'data';
      return true;
    }
    const [name, value] = line.split(/:(.*)/s);
    if (value !== undefined) this.trailers[name!.toLowerCase()] = value.trim();
    else this.finished = true;
    return true;
  }
}
