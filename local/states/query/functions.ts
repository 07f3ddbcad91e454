import { createHash, randomUUID } from 'node:crypto';

/** What Step Functions adds to JSONata. `$eval` is taken away. */
export const stepFunctionsFunctions: Readonly<Record<string, unknown>> = {
  partition,
  range,
  hash,
  random,
  uuid: () => randomUUID(),
  parse,
  eval: undefined,
};

class FunctionError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function partition(array: unknown, size: unknown): unknown[][] | undefined {
  if (array === undefined) return undefined;
  if (!Array.isArray(array))
    throw new FunctionError('T0410', 'Argument 1 of function "partition" does not match function signature');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    throw new FunctionError('T0410', 'Argument 2 of function "partition" does not match function signature');
  }
  const chunks: unknown[][] = [];
  for (let start = 0; start < array.length; start += size) chunks.push(array.slice(start, start + size));
  return chunks;
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  for (const [index, value] of [first, last, step].entries()) {
    if (typeof value !== 'number') {
      throw new FunctionError('T0410', `Argument ${index + 1} of function "range" does not match function signature`);
    }
  }
  const [from, to, by] = [first as number, last as number, step as number];
  if (by === 0) throw new FunctionError('D3100', 'The step of function "range" cannot be 0');
  const values: number[] = [];
  for (let value = from; by > 0 ? value <= to : value >= to; value += by) {
    values.push(value);
    if (values.length > 1_000_000)
      throw new FunctionError('D2014', 'The size of the sequence allocated by the range function must not exceed 1e6');
  }
  // why: AWS's range gives a sequence, so a range of one number is that number (recorded: $range(1, 9, 9) is 1).
  Object.defineProperty(values, 'sequence', { value: true, enumerable: false });
  return values;
}

const algorithms: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hash(data: unknown, algorithm: unknown): string | undefined {
  if (data === undefined) return undefined;
  const name = algorithms[String(algorithm)];
  if (!name) throw new FunctionError('T0410', 'Argument 2 of function "hash" does not match function signature');
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

function random(seed?: unknown): number {
  if (seed === undefined) return Math.random();
  if (typeof seed !== 'number')
    throw new FunctionError('T0410', 'Argument 1 of function "random" does not match function signature');
  let state = Math.trunc(seed) ^ 0x9e3779b9;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 4_294_967_296;
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string')
    throw new FunctionError('T0410', 'Argument 1 of function "parse" does not match function signature');
  try {
    return JSON.parse(text);
  } catch {
    throw new FunctionError('D3110', 'The argument of function "parse" is not valid JSON');
  }
}
