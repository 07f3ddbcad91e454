import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignatureScope {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
}

export interface ParsedSignature extends SignatureScope {
  signedHeaders: string[];
  signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string;
  sessionToken?: string;
  presigned: boolean;
  /** Seconds; presigned only. */
  expires?: number;
}

export interface SignedRequest {
  method: string;
  /** Raw request target, path and query as sent. */
  url: string;
  headers: Record<string, string>;
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** What the request says about its signature, or undefined when it carries none. */
export function parseSignature(request: SignedRequest, query: URLSearchParams): ParsedSignature | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith('AWS4-HMAC-SHA256')) {
    const fields = Object.fromEntries(
      header
        .slice('AWS4-HMAC-SHA256'.length)
        .split(',')
        .map((part) => part.trim().split(/=(.*)/s) as [string, string]),
    );
    const scope = parseScope(fields.Credential ?? '');
    if (!scope || !fields.SignedHeaders || !fields.Signature) return undefined;
    return {
      ...scope,
      signedHeaders: fields.SignedHeaders.split(';'),
      signature: fields.Signature,
      timestamp: request.headers['x-amz-date'] ?? '',
      sessionToken: request.headers['x-amz-security-token'],
      presigned: false,
    };
  }
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return undefined;
  const scope = parseScope(query.get('X-Amz-Credential') ?? '');
  if (!scope) return undefined;
  return {
    ...scope,
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    presigned: true,
    expires: Number(query.get('X-Amz-Expires') ?? 0),
  };
}

function parseScope(credential: string): SignatureScope | undefined {
  const parts = credential.split('/');
  if (parts.length < 5) return undefined;
  const [date, region, service] = parts.slice(-4);
  return { accessKeyId: parts.slice(0, -4).join('/'), date: date!, region: region!, service: service! };
}

export function timestampMillis(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

const derived = new Map<string, Buffer>();

function signingKey(secret: string, { date, region, service }: SignatureScope): Buffer {
  const cacheKey = `${secret}/${date}/${region}/${service}`;
  let key = derived.get(cacheKey);
  if (!key) {
    key = [date, region, service, 'aws4_request'].reduce<Buffer>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
    if (derived.size > 2_000) derived.clear();
    derived.set(cacheKey, key);
  }
  return key;
}

function canonicalQuery(search: string): string {
  if (!search) return '';
  return search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=');
      const name = cut < 0 ? pair : pair.slice(0, cut);
      const value = cut < 0 ? '' : pair.slice(cut + 1);
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value.replaceAll('+', '%20')))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The signature this request should carry, were it signed with `secret`. */
export function expectedSignature(
  request: SignedRequest,
  parsed: ParsedSignature,
  secret: string,
  payloadHash: string,
): string {
  const cut = request.url.indexOf('?');
  const path = cut < 0 ? request.url : request.url.slice(0, cut);
  // why: every service but S3 signs the path encoded once more.
  const canonicalPath = parsed.service === 's3' ? path : path.split('/').map(encode).join('/');
  const canonicalHeaders = parsed.signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  const canonical = [
    request.method,
    canonicalPath || '/',
    canonicalQuery(cut < 0 ? '' : request.url.slice(cut + 1)),
    canonicalHeaders,
    parsed.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const scope = `${parsed.date}/${parsed.region}/${parsed.service}/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  return createHmac('sha256', signingKey(secret, parsed))
    .update(`AWS4-HMAC-SHA256\n${parsed.timestamp}\n${scope}\n${digest}`)
    .digest('hex');
}

export function sameSignature(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
