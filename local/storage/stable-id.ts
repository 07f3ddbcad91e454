import { createHash } from 'node:crypto';

/** An identifier that is the same at every start, for resources whose id AWS would draw at random. */
export function stableId(seed: string, length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
  const digest = createHash('sha512').update(seed).digest();
  return Array.from({ length }, (_, index) => alphabet[digest[index % digest.length]! % alphabet.length]).join('');
}
