import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export interface SiteFiles {
  index: string;
  /** By name under `/assets/`. */
  assets: Record<string, string>;
}

/** Templates load the elements as a classic script, in whose scope a module's names would meet theirs. */
export const classicScript = (module: string): string => `(() => {\n'use strict';\n${module}\n})();\n`;

export interface SignInSettings {
  issuer: string;
  clientId: string;
}

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Every task page loads the elements: they come from the browser's cache, and a deployment is seen within minutes. */
const ASSET_CACHING = 'public, max-age=300, stale-while-revalidate=86400';
const PAGE_CACHING = 'no-cache';
const COMPRESSED_FROM_BYTES = 1024;

interface File {
  type: string;
  body: string;
  etag: string;
  caching: string;
  zipped?: string;
}

/** The worker portal as files: page, scripts, styles, sign-in settings. */
export class Site {
  private readonly files = new Map<string, File>();
  private readonly headers: Record<string, string>;

  constructor({ index, assets }: SiteFiles, settings: SignInSettings) {
    const page = file(index, 'text/html; charset=utf-8', PAGE_CACHING);
    this.files.set('/', page).set('/callback', page);
    this.files.set('/config.json', file(JSON.stringify(settings), 'application/json', PAGE_CACHING));
    for (const [name, text] of Object.entries(assets)) {
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]!;
      this.files.set(`/assets/${name}`, file(text, type, ASSET_CACHING));
    }
    this.headers = securityHeaders(new URL(settings.issuer).origin);
  }

  answer({ rawPath, headers }: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
    const found = this.files.get(rawPath);
    if (!found)
      return { statusCode: 404, headers: { ...this.headers, 'content-type': 'text/plain' }, body: 'Not found' };
    const { type, body, etag, caching } = found;
    const common = { ...this.headers, etag, 'cache-control': caching, vary: 'accept-encoding' };
    if (headers['if-none-match']?.includes(etag)) return { statusCode: 304, headers: common };
    const described = { ...common, 'content-type': type };
    if (body.length < COMPRESSED_FROM_BYTES || !/\bgzip\b/.test(headers['accept-encoding'] ?? ''))
      return { statusCode: 200, headers: described, body };
    found.zipped ??= gzipSync(body).toString('base64');
    return {
      statusCode: 200,
      headers: { ...described, 'content-encoding': 'gzip' },
      body: found.zipped,
      isBase64Encoded: true,
    };
  }
}

function file(body: string, type: string, caching: string): File {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, etag, caching };
}

function securityHeaders(issuerOrigin: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    // The token endpoint is where discovery says; with Cognito that is another host than the issuer's.
    `connect-src 'self' https: ${issuerOrigin}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cross-origin-opener-policy': 'same-origin',
    // Sandboxed task pages have no origin, and may load the elements as a module.
    'access-control-allow-origin': '*',
  };
}
