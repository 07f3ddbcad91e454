import { createHash } from 'node:crypto';

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  /** Base64, as JSON carries it. */
  BinaryValue?: string;
}

export interface Message {
  id: string;
  body: string;
  attributes?: Record<string, MessageAttribute>;
  /** AWSTraceHeader, and DeadLetterQueueSourceArn once it moved. */
  system?: Record<string, string>;
  senderId: string;
  sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The handle of the latest receipt. */
  receipt?: string;
}

export const md5 = (content: string | Buffer): string => createHash('md5').update(content).digest('hex');

/** SQS's digest over attributes: names sorted, each part behind its length. */
export function attributesMd5(attributes: Record<string, MessageAttribute> | undefined): string | undefined {
  const names = Object.keys(attributes ?? {}).sort();
  if (names.length === 0) return undefined;
  const parts: Buffer[] = [];
  const add = (content: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    parts.push(length, content);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes![name]!;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    parts.push(Buffer.from([binary ? 2 : 1]));
    add(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return md5(Buffer.concat(parts));
}

/** What counts against the size limit: the body and every attribute's name, type and value. */
export function messageSize(body: string, attributes: Record<string, MessageAttribute> = {}): number {
  return Object.entries(attributes).reduce(
    (size, [name, { DataType, StringValue, BinaryValue }]) =>
      size +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType ?? '') +
      Buffer.byteLength(StringValue ?? '') +
      Buffer.byteLength(BinaryValue ?? '', 'base64'),
    Buffer.byteLength(body),
  );
}
