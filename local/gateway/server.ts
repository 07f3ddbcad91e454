import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { type CloudService, type Principal, ServiceError, type ServiceRequest } from '../contract';
import type { CredentialAuthority } from '../iam/credentials';
import { authenticate } from './authenticate';
import { type Dispatch, LostReply } from './dispatch';
import { type Protocol, protocolOf, renderError, renderResponse } from './protocol';
import { parseQueryInput } from './query-input';
import { parseSignature } from './sigv4';

interface GatewayOptions {
  authority: CredentialAuthority;
  services: () => readonly CloudService[];
  dispatch: Dispatch;
  onUnroutable: (line: string) => void;
}

const largestBody = 32 * 1024 * 1024;

/** The one HTTP port for AWS APIs: finds the service by the signature's scope, checks the signature, answers in the service's protocol. */
export function createGateway(options: GatewayOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error) => {
      options.onUnroutable(`${request.method} ${request.url}: ${(error as Error).stack}`);
      response.destroy();
    });
  });
  // why: SDK clients keep connections for long; closing one under a request in flight is an error the caller must retry.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.requestTimeout = 0;
  return server;
}

async function answer(options: GatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const url = incoming.url ?? '/';
  const method = incoming.method ?? 'GET';
  const headers = incoming.headers as Record<string, string>;
  const cut = url.indexOf('?');
  const path = decodePath(cut < 0 ? url : url.slice(0, cut));
  const query = new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1));
  const parsed = parseSignature({ method, url, headers }, query);
  const service = route(options.services(), parsed?.service, { path, method, headers });
  const protocol = protocolOf(headers, service?.name ?? '');

  const fail = (error: unknown) => {
    if (error instanceof LostReply) return outgoing.destroy();
    const known =
      error instanceof ServiceError
        ? error
        : new ServiceError('InternalFailure', String((error as Error)?.message), 500);
    const rendered = renderError(protocol, requestId, known, path);
    send(outgoing, rendered.status, rendered.headers, method === 'HEAD' ? '' : rendered.body, incoming);
  };

  try {
    if (!service) throw unroutable(protocol, parsed?.service, headers['x-amz-target']);
    const streamed = service.name === 's3';
    const body = streamed ? Buffer.alloc(0) : await readBody(incoming);
    let principal: Principal;
    if (parsed) {
      const style = service.name === 's3' ? 's3' : protocol === 'query' ? 'query' : 'json';
      principal = authenticate(options.authority, { method, url, headers }, parsed, streamed ? undefined : body, style);
    } else {
      principal = { kind: 'root' };
    }
    const request: ServiceRequest = {
      ...operationOf(protocol, headers, body),
      method,
      path,
      query,
      headers,
      principal,
      requestId,
      raw: incoming,
      body,
    };
    const operation = request.operation ?? service.operationOf?.(request) ?? method;
    const result = await options.dispatch(service, request, operation);
    const rendered = renderResponse(protocol, request.operation, requestId, result);
    if (rendered.body && typeof rendered.body !== 'string' && !Buffer.isBuffer(rendered.body)) {
      outgoing.writeHead(rendered.status, rendered.headers);
      await pipeline(rendered.body as Readable, outgoing).catch(() => outgoing.destroy());
    } else {
      send(outgoing, rendered.status, rendered.headers, rendered.body, incoming);
    }
  } catch (error) {
    fail(error);
  }
}

function send(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer | undefined,
  incoming: IncomingMessage,
): void {
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  // why: a refused upload leaves unread bytes on the connection, which would be taken for the next request.
  if (!incoming.complete) {
    incoming.resume();
    if (status >= 400) headers.connection = 'close';
  }
  if (status !== 204 && status !== 304) headers['content-length'] ??= String(content?.length ?? 0);
  outgoing.writeHead(status, headers);
  outgoing.end(content);
}

function decodePath(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

interface Unsigned {
  path: string;
  method: string;
  headers: Record<string, string>;
}

function route(services: readonly CloudService[], signingName: string | undefined, unsigned: Unsigned) {
  if (signingName) {
    const candidates = services.filter((service) => service.signingNames.includes(signingName));
    if (candidates.length < 2) return candidates[0];
    const json = Boolean(unsigned.headers['x-amz-target']);
    return candidates.find((service) => service.name.endsWith('-runtime') !== json) ?? candidates[0];
  }
  return services.find((service) => service.publicPaths?.(unsigned.path, unsigned.method));
}

function unroutable(protocol: Protocol, signingName: string | undefined, target: string | undefined): ServiceError {
  if (signingName) {
    return new ServiceError(
      'UnknownOperationException',
      `The embedded cloud has no service ${signingName}${target ? ` (asked for ${target})` : ''}.`,
      404,
    );
  }
  const code = protocol === 'query' ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException';
  return new ServiceError(code, 'Missing Authentication Token', 403);
}

function operationOf(protocol: Protocol, headers: Record<string, string>, sent: Buffer) {
  if (protocol === 'json-1.0' || protocol === 'json-1.1') {
    const body = inflated(headers, sent);
    const operation = headers['x-amz-target']!.split('.').at(-1)!;
    if (body.length === 0) return { operation, input: {} };
    try {
      return { operation, input: JSON.parse(body.toString()) as Record<string, unknown> };
    } catch {
      throw new ServiceError('SerializationException', 'The request body is not JSON.');
    }
  }
  if (protocol === 'query') {
    const form = new URLSearchParams(inflated(headers, sent).toString());
    return { operation: form.get('Action') ?? '', input: parseQueryInput(form) };
  }
  return {};
}

/** SDKs compress large requests to some services (CloudWatch from 10 KB); the signature is over the compressed bytes. */
function inflated(headers: Record<string, string>, body: Buffer): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: largestBody });
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not gzip, as its content-encoding says.');
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > largestBody) throw new ServiceError('RequestEntityTooLargeException', 'Request body is too large.', 413);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
