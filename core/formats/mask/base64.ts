/** Base64 (RFC 4648 §4) as the browser's canvas writes it, without Node's Buffer, so that pages can use it too. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUE[ALPHABET.charCodeAt(i)] = i;

/** Undefined when a character is none of the alphabet's. A `data:` prefix and padding are skipped. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const begin = text.startsWith('data:') ? text.indexOf(',') + 1 : 0;
  let end = text.length;
  while (end > begin && text.charCodeAt(end - 1) === 61) end--;
  const length = end - begin;
  if (length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = begin; i < end; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUE[code]! : -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  return bytes;
}

export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text +=
      ALPHABET[word >> 18]! +
      ALPHABET[(word >> 12) & 63]! +
      (left > 1 ? ALPHABET[(word >> 6) & 63]! : '=') +
      (left > 2 ? ALPHABET[word & 63]! : '=');
    if (text.length > 30_000) {
      parts.push(text);
      text = '';
    }
  }
  parts.push(text);
  return parts.join('');
}
