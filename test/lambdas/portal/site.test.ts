import { createContext, runInContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { classicScript, Site } from '../../../lambdas/portal/site';

const site = new Site(
  { index: '<!doctype html>', assets: { 'portal.js': 'x'.repeat(5000), 'portal.css': 'a{}' } },
  { issuer: 'https://login.example/pool', clientId: 'client' },
);
const get = (rawPath: string, headers: Record<string, string> = {}) =>
  site.answer({ rawPath, headers } as APIGatewayProxyEventV2) as {
    statusCode: number;
    headers: Record<string, string>;
    body?: string;
    isBase64Encoded?: boolean;
  };

describe('the portal’s files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/callback', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/assets/portal.css', 'text/css; charset=utf-8', 'a{}'],
    ['/config.json', 'application/json', '{"issuer":"https://login.example/pool","clientId":"client"}'],
  ])('%s', (path, type, body) => {
    expect(get(path)).toMatchObject({ statusCode: 200, body, headers: { 'content-type': type } });
  });

  test('nothing else, whatever the path', () => {
    for (const path of ['/assets/../config.json', '/assets/', '/assets/constructor', '/other'])
      expect(get(path).statusCode).toBe(404);
  });

  test('come compressed to who takes it', () => {
    const answer = get('/assets/portal.js', { 'accept-encoding': 'gzip, br' });
    expect(answer).toMatchObject({
      isBase64Encoded: true,
      headers: { 'content-encoding': 'gzip', vary: 'accept-encoding' },
    });
    expect(gunzipSync(Buffer.from(answer.body!, 'base64')).toString()).toBe('x'.repeat(5000));
    expect(get('/assets/portal.js').body).toBe('x'.repeat(5000));
  });

  test('are not sent again to who has them; the page is always asked for', () => {
    const { etag } = get('/').headers;
    expect(get('/', { 'if-none-match': etag! })).toMatchObject({ statusCode: 304 });
    expect(get('/', { 'if-none-match': '"other"' }).statusCode).toBe(200);
    expect(get('/').headers['cache-control']).toBe('no-cache');
    expect(get('/assets/portal.js').headers['cache-control']).toContain('max-age=300');
  });

  test('run nothing that is not theirs and stand in nobody’s frame', () => {
    const { headers } = get('/');
    const policy = headers['content-security-policy']!;
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(directive);
    expect(policy).toContain("connect-src 'self' https: https://login.example");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
});

test('the elements keep their names to themselves', () => {
  const page: Record<string, unknown> = createContext({});
  runInContext(classicScript('var secretName = 1; globalThis.elementsRan = secretName;'), page);
  expect(page).toEqual({ elementsRan: 1 });
});
