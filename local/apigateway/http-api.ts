import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import type { LogsService } from '../logs/index';
import { type CorsConfiguration, corsHeaders } from './cors';
import { claimsAsText, InvalidToken, type JwtAuthorizer } from './jwt-authorizer';
import { eventOf, type HttpRequest, type HttpResponse, logTime, responseOf } from './payload';
import { type RouteMatch, RouteTable } from './routes';
import { TokenBucket } from './token-bucket';

export interface Throttle {
  rate: number;
  burst: number;
}

export interface Stage {
  name: string;
  variables?: Record<string, string>;
  throttle?: Throttle;
  routeThrottles: Map<string, Throttle>;
  accessLog?: { group: string; format: string };
}

export interface Integration {
  functionArn: string;
  timeout: number;
}

const largestRequest = 10 * 1024 * 1024;

/** An answer given without the integration. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** One HTTP API: routes, authorizers, integrations and its stages. */
export class HttpApi {
  readonly routes = new RouteTable();
  readonly integrations = new Map<string, Integration>();
  readonly authorizers = new Map<string, { jwt: JwtAuthorizer; header: string }>();
  readonly stages = new Map<string, Stage>();
  cors?: CorsConfiguration;
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly context: CloudContext,
    readonly id: string,
  ) {}

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = this.context.now();
    const requestId = randomBytes(9).toString('base64url').padEnd(15, '=').slice(0, 16);
    const log: Record<string, string | undefined> = {};
    let stage = this.stages.get('$default');
    let response: HttpResponse;
    let request: HttpRequest | undefined;
    try {
      request = await readRequest(incoming);
      stage = this.stageOf(request.path) ?? stage;
      response = await this.answer(request, stage, { requestId, at, log });
    } catch (error) {
      response = refused(error, (line) => this.context.log('apigateway', line));
      log['error.message'] = (error as Error).message;
    }
    if (this.cors && !isPreflight(incoming)) {
      const given = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
      response.headers = { ...Object.fromEntries(given), ...corsHeaders(this.cors, incoming.headers.origin, false) };
    }
    send(incoming, outgoing, response, requestId);
    this.context.meter('apigateway', 'Requests', Math.max(1, Math.ceil((request?.body.length ?? 0) / 524_288)));
    if (stage?.accessLog) this.writeAccessLog(stage, incoming, request, response, { ...log, requestId }, at);
  }

  private async answer(
    request: HttpRequest,
    stage: Stage | undefined,
    call: { requestId: string; at: number; log: Record<string, string | undefined> },
  ): Promise<HttpResponse> {
    if (this.cors && isPreflight(request)) {
      return {
        status: 204,
        headers: corsHeaders(this.cors, request.headers.origin, true),
        cookies: [],
        body: Buffer.alloc(0),
      };
    }
    if (!stage) throw new Refusal(404, 'Not Found');
    const inStage = stage.name === '$default' ? request.path : request.path.slice(stage.name.length + 1) || '/';
    const match = this.routes.match(request.method, inStage);
    if (!match) throw new Refusal(404, 'Not Found');
    call.log.routeKey = match.route.key;
    this.throttle(stage, match.route.key, call.at);
    const authorizer = await this.authorize(request, stage, match, inStage);
    const integration = this.integrations.get(match.route.integrationId);
    if (!integration) throw new Refusal(500, 'Internal Server Error');
    const event = eventOf(request, match, {
      apiId: this.id,
      accountId: this.context.accountId,
      stage: stage.name,
      stageVariables: stage.variables,
      requestId: call.requestId,
      at: call.at,
      authorizer,
    });
    return this.invoke(integration, stage, request.method, match, event, call.log);
  }

  private async invoke(
    { functionArn, timeout }: Integration,
    stage: Stage,
    method: string,
    { route }: RouteMatch,
    event: Record<string, unknown>,
    log: Record<string, string | undefined>,
  ): Promise<HttpResponse> {
    const place = route.method === undefined ? '$default' : `${method}/${route.segments.join('/')}`;
    const principal: Principal = {
      kind: 'service',
      service: 'apigateway.amazonaws.com',
      sourceArn: `${this.arn()}/${stage.name}/${place}`,
    };
    const started = this.context.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Refusal(503, 'Service Unavailable')), timeout);
      timer.unref();
    });
    try {
      const invoked = this.context.invokeFunction(principal, functionArn, JSON.stringify(event));
      const result = await Promise.race([invoked, late]);
      log.integrationLatency = String(this.context.now() - started);
      const response = result.functionError ? undefined : responseOf(result.payload);
      if (!response) {
        log.integrationErrorMessage = result.functionError
          ? result.payload.slice(0, 500)
          : 'malformed Lambda proxy response';
        this.context.log('apigateway', `${route.key}: ${log.integrationErrorMessage}`);
        throw new Refusal(500, 'Internal Server Error');
      }
      return response;
    } catch (error) {
      if (error instanceof ServiceError) {
        log.integrationErrorMessage = error.message;
        this.context.log('apigateway', `${route.key}: ${error.message}`);
        throw error.code === 'TooManyRequestsException'
          ? new Refusal(429, 'Too Many Requests')
          : new Refusal(500, 'Internal Server Error');
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async authorize(
    request: HttpRequest,
    stage: Stage,
    match: RouteMatch,
    path: string,
  ): Promise<Record<string, unknown> | undefined> {
    const { type, authorizerId, scopes } = match.route.authorization;
    if (type === 'NONE') return undefined;
    if (type === 'AWS_IAM') return this.authorizeSigner(request, stage, path);
    const authorizer = this.authorizers.get(authorizerId ?? '');
    if (!authorizer) throw new Refusal(500, 'Internal Server Error');
    const token = request.headers[authorizer.header]?.replace(/^Bearer\s+/i, '');
    if (!token) throw new Refusal(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    try {
      const claims = await authorizer.jwt.authorize(token);
      const granted = String(claims.scope ?? claims.scp ?? '').split(' ');
      const matched = scopes.filter((scope) => granted.includes(scope));
      if (scopes.length > 0 && matched.length === 0) {
        const challenge = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token does not have the required scopes"`;
        throw new Refusal(403, 'Forbidden', { 'www-authenticate': challenge });
      }
      return { jwt: { claims: claimsAsText(claims), scopes: scopes.length > 0 ? matched : null } };
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      const challenge = `Bearer scope="${scopes.join(' ')}" error="invalid_token" error_description="${error.message.replaceAll('"', "'")}"`;
      throw new Refusal(401, 'Unauthorized', { 'www-authenticate': challenge });
    }
  }

  private authorizeSigner(request: HttpRequest, stage: Stage, path: string): Record<string, unknown> {
    let principal: Principal;
    try {
      principal = this.context.authenticate(request);
      this.context.authorize(principal, 'execute-api:Invoke', `${this.arn()}/${stage.name}/${request.method}${path}`);
    } catch (error) {
      if (error instanceof ServiceError) throw new Refusal(403, 'Forbidden');
      throw error;
    }
    const { accountId } = this.context;
    const name = principal.kind === 'role' ? principal.roleArn.split('/').at(-1) : 'root';
    const session = principal.kind === 'role' ? principal.sessionName : '';
    return {
      iam: {
        accessKey: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
        accountId,
        callerId: session ? `${name}:${session}` : accountId,
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: session
          ? `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`
          : `arn:aws:iam::${accountId}:root`,
        userId: session ? `${name}:${session}` : accountId,
      },
    };
  }

  private throttle(stage: Stage, routeKey: string, now: number): void {
    const own = stage.routeThrottles.get(routeKey);
    const limits = own ?? stage.throttle;
    if (!limits) return;
    const key = own ? `${stage.name} ${routeKey}` : stage.name;
    let bucket = this.buckets.get(key);
    if (!bucket) {
      bucket = new TokenBucket(limits.rate, limits.burst, now);
      this.buckets.set(key, bucket);
    }
    if (!bucket.take(now)) throw new Refusal(429, 'Too Many Requests');
  }

  private stageOf(path: string): Stage | undefined {
    return this.stages.get(path.split('/')[1] ?? '');
  }

  private arn(): string {
    return `arn:aws:execute-api:${this.context.region}:${this.context.accountId}:${this.id}`;
  }

  private writeAccessLog(
    stage: Stage,
    incoming: IncomingMessage,
    request: HttpRequest | undefined,
    response: HttpResponse,
    log: Record<string, string | undefined>,
    at: number,
  ): void {
    const values: Record<string, string | undefined> = {
      ...log,
      accountId: this.context.accountId,
      apiId: this.id,
      domainName: incoming.headers.host,
      httpMethod: incoming.method,
      'identity.sourceIp': incoming.socket.remoteAddress,
      'identity.userAgent': incoming.headers['user-agent'],
      path: request?.path,
      protocol: `HTTP/${incoming.httpVersion}`,
      requestTime: logTime(at),
      requestTimeEpoch: String(at),
      responseLatency: String(this.context.now() - at),
      responseLength: String(response.body.length),
      stage: stage.name,
      status: String(response.status),
    };
    const { group, format } = stage.accessLog!;
    const message = format.replace(
      /\$context\.([A-Za-z0-9_.]*[A-Za-z0-9_])/g,
      (_, name: string) => values[name] ?? '-',
    );
    this.context.service<LogsService>('logs').append(group, stage.name.replace('$', ''), [{ timestamp: at, message }]);
  }
}

const isPreflight = ({ method, headers }: { method?: string; headers: IncomingMessage['headers'] }) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const url = incoming.url ?? '/';
  const cut = url.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const body = await readBody(incoming);
  return {
    method: incoming.method ?? 'GET',
    url,
    path: decodePath(cut < 0 ? url : url.slice(0, cut)),
    rawQuery: cut < 0 ? '' : url.slice(cut + 1),
    headers,
    cookies: (incoming.headers.cookie ?? '').split('; ').filter((cookie) => cookie !== ''),
    body,
    sourceIp: incoming.socket.remoteAddress ?? '',
    protocol: `HTTP/${incoming.httpVersion}`,
  };
}

/** why: not by `for await`, which closes the connection when it is left early, before the refusal is sent. */
function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestRequest) reject(new Refusal(413, 'Request Entity Too Large'));
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.once('error', reject);
    incoming.once('close', () => reject(new Refusal(400, 'Bad Request')));
  });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal(400, 'Bad Request');
  }
}

function refused(error: unknown, log: (line: string) => void): HttpResponse {
  const known = error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error');
  if (known !== error) log(`${(error as Error)?.stack ?? error}`);
  return {
    status: known.status,
    headers: { 'content-type': 'application/json', ...known.headers },
    cookies: [],
    body: Buffer.from(JSON.stringify({ message: known.message })),
  };
}

/** Headers that belong to the connection, which the integration has no say in. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'trailer',
  'te',
]);

function send(incoming: IncomingMessage, outgoing: ServerResponse, response: HttpResponse, requestId: string): void {
  if (outgoing.destroyed) return;
  const headers: Record<string, string | string[]> = { 'apigw-requestid': requestId };
  for (const [name, value] of Object.entries(response.headers)) if (!hopByHop.has(name)) headers[name] = value;
  if (response.cookies.length > 0) headers['set-cookie'] = response.cookies;
  if (response.status !== 204 && response.status !== 304) headers['content-length'] = String(response.body.length);
  if (!incoming.complete) {
    // why: the rest of a body that is too large is not read; the connection cannot be used again.
    headers.connection = 'close';
    incoming.resume();
  }
  try {
    outgoing.writeHead(response.status, headers);
  } catch {
    outgoing.writeHead(500, { 'content-type': 'application/json' });
    outgoing.end('{"message":"Internal Server Error"}');
    return;
  }
  outgoing.end(
    incoming.method === 'HEAD' || response.status === 204 || response.status === 304 ? undefined : response.body,
  );
}
