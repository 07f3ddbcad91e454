/** AWS services that answer by script, over HTTP as the SDK's clients speak to them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  method: string;
  path: string;
  /** Operation of SageMaker's control plane (`CreateEndpoint`). */
  operation: string | undefined;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Buffer | Record<string, unknown>;
}

export class ScriptedAws {
  readonly calls: Call[] = [];
  /** What is answered; throwing hangs up. */
  answer: (call: Call) => Answer = () => ({ body: {} });
  private readonly server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    const call: Call = {
      method: request.method!,
      path: decodeURIComponent(request.url!.split('?')[0]!),
      operation: headers['x-amz-target']?.split('.')[1],
      headers,
      body: Buffer.concat(chunks),
    };
    this.calls.push(call);
    const { status = 200, headers: extra = {}, body = {} } = this.answer(call);
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    response.writeHead(status, { 'content-type': raw ? 'text/plain' : 'application/json', ...extra });
    response.end(raw ? body : JSON.stringify(body));
  });

  /** Listens, and has the clients of this process find it. */
  async open(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    for (const service of ['S3', 'LAMBDA', 'SAGEMAKER', 'SAGEMAKER_RUNTIME'])
      process.env[`AWS_ENDPOINT_URL_${service}`] = url;
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    return this;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** An error as SageMaker and Lambda write it. */
export const awsError = (name: string, message: string, status = 400, more: Record<string, unknown> = {}): Answer => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: { __type: name, message, Message: message, ...more },
});
