import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { simulateWorker } from '../../../bin/commands/workers/simulated-worker';
import { WorkerApi } from '../../../bin/commands/workers/worker-api';

type Reply = { status: number; body?: unknown } | 'hang up';

let server: Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** A server that answers by script; the script ends the worker when it is through. */
async function scripted(replies: Reply[], over: AbortController) {
  const requests: { method: string; url: string; authorization: string; body: string }[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({
      method: request.method!,
      url: request.url!,
      authorization: request.headers.authorization ?? '',
      body: Buffer.concat(chunks).toString(),
    });
    const reply = replies.shift();
    if (replies.length === 0) over.abort();
    if (reply === undefined) return void response.writeHead(204).end();
    if (reply === 'hang up') return void request.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const task = (leaseId: string, taskObject: string) => ({
  leaseId,
  jobKey: 'job',
  objectId: 0,
  taskInput: { taskObject },
});

async function work(replies: Reply[]) {
  const over = new AbortController();
  const { url, requests } = await scripted(replies, over);
  let answers = 0;
  let signIns = 0;
  const retry = { attempts: 4, firstDelayMs: 1 };
  const done = simulateWorker({
    api: new WorkerApi(url, async () => `token-${++signIns}`, retry),
    answer: (object) => ({ choice: { label: { one: 'cat', two: 'dog' }[object] } }),
    jobKeys: () => ['job'],
    onAnswer: () => {
      answers += 1;
    },
    signal: over.signal,
  });
  return { done, requests, answers: () => answers, signIns: () => signIns };
}

describe('a simulated worker', () => {
  test('takes a task, answers it by the truth and gets the next one with the answer', async () => {
    const { done, requests, answers } = await work([
      { status: 200, body: task('l1', 'one') },
      { status: 200, body: { status: 'accepted', next: task('l2', 'two') } },
      { status: 200, body: { status: 'accepted', next: null } },
    ]);
    await done;
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/jobs/job/tasks',
      'POST /api/assignments/l1/submit',
      'POST /api/assignments/l2/submit',
    ]);
    expect(JSON.parse(requests[1]!.body)).toEqual({ answer: { choice: { label: 'cat' } }, next: true });
    expect(JSON.parse(requests[2]!.body)).toEqual({ answer: { choice: { label: 'dog' } }, next: true });
    expect(requests[0]!.authorization).toBe('Bearer token-1');
    expect(answers()).toBe(2);
  });

  test('comes back for work when there is none yet', async () => {
    const { done, requests } = await work([
      { status: 204 },
      { status: 204 },
      { status: 200, body: task('l1', 'one') },
      { status: 200, body: { status: 'accepted', next: null } },
    ]);
    await done;
    expect(requests).toHaveLength(4);
  });

  test('sends an answer again after a server error and a broken connection', async () => {
    const { done, requests, answers } = await work([
      { status: 200, body: task('l1', 'one') },
      { status: 503 },
      'hang up',
      { status: 200, body: { status: 'accepted', next: null } },
    ]);
    await done;
    expect(requests.slice(1).map(({ url }) => url)).toEqual(Array(3).fill('/api/assignments/l1/submit'));
    expect(answers()).toBe(1);
  });

  test('does not count an answer the server had already', async () => {
    const { done, answers } = await work([
      { status: 200, body: task('l1', 'one') },
      { status: 200, body: { status: 'already-accepted', next: null } },
    ]);
    await done;
    expect(answers()).toBe(0);
  });

  test('goes on to other work when its lease has ended', async () => {
    const { done, requests, answers } = await work([
      { status: 200, body: task('l1', 'one') },
      { status: 410, body: { error: { code: 'LeaseExpired', message: 'Your time for this task is over' } } },
      { status: 200, body: task('l2', 'two') },
      { status: 200, body: { status: 'accepted', next: null } },
    ]);
    await done;
    expect(requests[2]!.url).toBe('/api/jobs/job/tasks');
    expect(answers()).toBe(1);
  });

  test('signs in again when its token has run out', async () => {
    const { done, requests, signIns } = await work([
      { status: 401, body: { message: 'Unauthorized' } },
      { status: 204 },
    ]);
    await done;
    expect(signIns()).toBe(2);
    expect(requests[1]!.authorization).toBe('Bearer token-2');
  });

  test('stops with the reason when its answer is refused', async () => {
    const { done } = await work([
      { status: 200, body: task('l1', 'one') },
      { status: 422, body: { error: { code: 'InvalidAnswer', message: 'choice.label: expected one of cat, dog' } } },
      { status: 204 },
    ]);
    await expect(done).rejects.toMatchObject({
      name: 'InvalidAnswer',
      message: 'choice.label: expected one of cat, dog',
    });
  });
});
