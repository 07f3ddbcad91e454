import type { RouteMatch } from './routes';

export interface HttpRequest {
  method: string;
  /** As sent. */
  url: string;
  /** Decoded. */
  path: string;
  rawQuery: string;
  /** Lower-case names, repeated ones joined with commas. */
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
  sourceIp: string;
  protocol: string;
}

export interface Surroundings {
  apiId: string;
  accountId: string;
  stage: string;
  stageVariables?: Record<string, string>;
  requestId: string;
  at: number;
  authorizer?: Record<string, unknown>;
}

/** Content that a payload carries as text; everything else travels in base64. */
const textual = /^(?:text\/|application\/(?:json|javascript|xml|[^;]+\+(?:json|xml))(?:;|$))/i;

/** The event of payload format 2.0. */
export function eventOf(request: HttpRequest, match: RouteMatch, where: Surroundings): Record<string, unknown> {
  const { headers, body } = request;
  const isBase64Encoded = body.length > 0 && !textual.test(headers['content-type'] ?? '');
  const { cookie: _, ...withoutCookies } = headers;
  const query = queryParameters(request.rawQuery);
  const host = headers.host ?? '';
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(request.cookies.length > 0 ? { cookies: request.cookies } : {}),
    headers: { ...withoutCookies, 'x-forwarded-proto': 'http' },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: where.accountId,
      apiId: where.apiId,
      ...(where.authorizer ? { authorizer: where.authorizer } : {}),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: where.requestId,
      routeKey: match.route.key,
      stage: where.stage,
      time: logTime(where.at),
      timeEpoch: where.at,
    },
    ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    ...(where.stageVariables ? { stageVariables: where.stageVariables } : {}),
    ...(body.length > 0 ? { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded,
  };
}

/** Repeated names are joined with commas. */
function queryParameters(rawQuery: string): Record<string, string> | undefined {
  if (rawQuery === '') return undefined;
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value;
  }
  return values;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2026:19:03:58 +0000` */
export function logTime(at: number): string {
  const [date, time] = new Date(at).toISOString().split('T') as [string, string];
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** What the client gets for a function's result; undefined when API Gateway would answer 500 for it. */
export function responseOf(payload: string): HttpResponse | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isObject(result) || result.statusCode === undefined) {
    // why: a result without a status code is the body itself.
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(payload) };
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries((result.headers ?? {}) as Record<string, unknown>)) {
    if (value !== null && value !== undefined) headers[name.toLowerCase()] = String(value);
  }
  const body = result.body ?? '';
  if (typeof body !== 'string') return undefined;
  headers['content-type'] ??= 'text/plain;charset=UTF-8';
  return {
    status,
    headers,
    cookies: Array.isArray(result.cookies) ? result.cookies.map(String) : [],
    body: Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
