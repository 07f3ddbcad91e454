import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureWorker, signIn, type WorkerPool } from '../../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../../bin/commands/workers/crew';
import { expireLease } from '../../jobs/expire-lease';
import { Laboratory, manifestOf } from '../../jobs/laboratory';

/** One worker's hold on the API, over HTTP with a real token. */
class Person {
  private constructor(
    readonly name: string,
    private readonly token: string,
  ) {}

  static async arrive(name: string, pool: WorkerPool = labelers): Promise<Person> {
    await ensureWorker(pool, name, PASSWORD);
    return new Person(name, await signIn(pool, name, PASSWORD));
  }

  async call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const response = await fetch(new URL(path, lab.cloud.apiUrl), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** As the portal sends what may be large. */
  async callPacked(method: string, path: string, body: unknown): Promise<{ status: number; body: any }> {
    const response = await fetch(new URL(path, lab.cloud.apiUrl), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/gzip' },
      body: gzipSync(JSON.stringify(body)),
    });
    return { status: response.status, body: await response.json() };
  }

  take = (jobKey: string, body?: unknown) => this.call('POST', `/api/jobs/${jobKey}/tasks`, body);
  submit = (leaseId: string, label: string, more = {}) =>
    this.call('POST', `/api/assignments/${leaseId}/submit`, { answer: answer(label), ...more });
}

const PASSWORD = 'Plumb-line-1';
const answer = (label: string) => ({ 'crowd-classifier': { label } });

let lab: Laboratory;
let labelers: WorkerPool;
let ann: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  lab = await Laboratory.open();
  labelers = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
  [ann, ben, cleo] = await Promise.all([Person.arrive('ann'), Person.arrive('ben'), Person.arrive('cleo')]);
}, 120_000);
afterAll(() => lab?.close());

/** A text job whose tasks are open. */
async function openJob(name: string, texts: string[], changes: Record<string, unknown> = {}, human: object = {}) {
  const job = await lab.textJob(name, manifestOf(texts.map((text) => ({ text }))), changes);
  await lab.jobs.create({ ...job, HumanTaskConfig: { ...(job.HumanTaskConfig as object), ...human } });
  for (;;) {
    const { body } = await ann.call('GET', '/api/jobs');
    if (body.jobs.some(({ jobKey }: any) => jobKey === name)) return;
    const view = await lab.jobs.find(name);
    if (view?.status === 'Failed') throw new Error(view.failureReason);
    // why: two looks a turn are work for the same cores that open the job.
    await wait(100);
  }
}

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const error = (code: string) => ({ error: { code, message: expect.any(String) } });

describe('who asks', () => {
  test('no token, no answer', async () => {
    expect((await fetch(new URL('/api/me', lab.cloud.apiUrl))).status).toBe(401);
  });

  test('me', async () => {
    const { body } = await ann.call('GET', '/api/me');
    expect(body).toMatchObject({ name: 'ann', teams: ['labelers'] });
    expect(body.workerId).toMatch(/^private\.us-east-1\.[0-9a-f]{16}$/);
  });

  test.each([
    ['GET', '/api/nothing', 404, 'NotFound'],
    ['PUT', '/api/me', 404, 'NotFound'],
    ['POST', '/api/jobs/no-such-job/tasks', 404, 'NotFound'],
    ['GET', '/api/assignments/nonsense', 404, 'NotFound'],
    ['POST', '/api/assignments/nonsense/submit', 400, 'ValidationException'],
  ])('%s %s is %d', async (method, path, status, code) => {
    expect(await ann.call(method, path, method === 'POST' ? {} : undefined)).toEqual({ status, body: error(code) });
  });

  test('a body that is no JSON is named so', async () => {
    const { status, body } = await ann.call('POST', '/api/jobs/x/tasks', '{"a"');
    expect([status, body.error.code]).toEqual([400, 'ValidationException']);
  });
});

describe('a task', () => {
  beforeAll(() => openJob('single', ['pear', 'saw'], {}, { TaskKeywords: ['fruit'] }));

  test('is taken, seen again, drafted, answered, and the next one comes with the answer', async () => {
    const listed = (await ann.call('GET', '/api/jobs')).body.jobs.find(({ jobKey }: any) => jobKey === 'single');
    expect(listed).toEqual({
      jobKey: 'single',
      name: 'single',
      title: 'Fruit or tool?',
      description: 'Choose one',
      keywords: ['fruit'],
      timeLimitSeconds: 300,
      answersPerObject: 1,
      open: 2,
      heldUntil: null,
    });
    const taken = await ann.take('single');
    expect(taken.status).toBe(200);
    const { leaseId, objectId, acceptedAt, expiresAt, ...assignment } = taken.body;
    expect(assignment).toEqual({
      jobKey: 'single',
      title: 'Fruit or tool?',
      description: 'Choose one',
      taskInput: {
        taskObject: ['pear', 'saw'][objectId],
        labels: ['fruit', 'tool'],
        manifestLine: { source: ['pear', 'saw'][objectId] },
      },
      draft: null,
      draftVersion: null,
      timeLimitSeconds: 300,
      frameUrl: `/frame/${leaseId}`,
      upcoming: { round: 1, objectId: 1 - objectId, frameUrl: `/frame/${leaseId}?upcoming=1` },
    });
    expect(Date.parse(expiresAt) - Date.parse(acceptedAt)).toBe(300_000);

    const path = `/api/assignments/${leaseId}`;
    const saved = await ann.call('PUT', `${path}/draft`, { draft: answer('tool'), device: 'desk' });
    expect(saved).toEqual({ status: 200, body: { device: 'desk', revision: expect.any(String), savedAt: isoTime } });
    const again = { ...taken.body, draft: answer('tool'), draftVersion: saved.body };
    expect((await ann.call('GET', path)).body).toEqual(again);
    expect((await ann.take('single')).body).toEqual(again);

    expect(await ben.call('GET', path)).toEqual({ status: 403, body: error('NotYours') });
    expect(await ben.submit(leaseId, 'fruit')).toEqual({ status: 403, body: error('NotYours') });
    expect(await ann.submit(leaseId, 'sponge')).toEqual({
      status: 422,
      body: {
        error: {
          code: 'InvalidAnswer',
          message: 'This answer cannot be used: the label "sponge" is not one of the categories.',
          field: 'crowd-classifier',
          problem: 'unknown-label',
        },
      },
    });

    const first = await ann.submit(leaseId, 'fruit', { next: true });
    expect(first.body).toMatchObject({ status: 'accepted', next: { objectId: 1 - objectId, jobKey: 'single' } });
    const repeated = await ann.submit(leaseId, 'tool', { next: true });
    expect(repeated.body).toEqual({ status: 'already-accepted', next: first.body.next });
    expect(await ann.call('GET', path)).toMatchObject({
      status: 410,
      body: { error: { code: 'TaskClosed', isDone: true } },
    });
    expect((await ben.take('single')).status).toBe(204);

    const last = await ann.submit(first.body.next.leaseId, 'tool', { next: true });
    expect(last.body).toEqual({ status: 'accepted', next: null });
    const view = await lab.follow('single');
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 2 } });
    const labels = (await lab.lines(view.outputManifest!)).map(({ topic }) => topic);
    expect(labels[objectId]).toBe(0);
    expect(await ann.take('single')).toEqual({ status: 410, body: error('TaskClosed') });
  });
});

describe('several answers per object', () => {
  beforeAll(() => openJob('double', ['pear'], {}, { NumberOfHumanWorkersPerDataObject: 2 }));

  test('come from different workers, and no more of them hold it than answers are needed', async () => {
    const [a, b] = [await ann.take('double'), await ben.take('double')];
    expect([a.body.objectId, b.body.objectId]).toEqual([0, 0]);
    expect((await cleo.take('double')).status).toBe(204);
    expect((await ann.submit(a.body.leaseId, 'fruit', { next: true })).body).toEqual({
      status: 'accepted',
      next: null,
    });
    expect((await ann.take('double')).status).toBe(204);
    await ben.call('POST', `/api/assignments/${b.body.leaseId}/decline`);
    expect((await ben.take('double')).status).toBe(204);
    const c = await cleo.take('double');
    expect(await ben.submit(b.body.leaseId, 'fruit')).toEqual({ status: 410, body: error('LeaseExpired') });
    await cleo.submit(c.body.leaseId, 'fruit', { pausedSeconds: 1e9 });
    const view = await lab.follow('double');
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 1 } });
    const output = `s3://${lab.stack.outputs.OutputBucketName}/double/annotations/worker-response/iteration-1/0/`;
    const [file] = await lab.keys(output);
    const { answers } = JSON.parse(await lab.read(`s3://${lab.stack.outputs.OutputBucketName}/${file}`));
    expect(answers).toHaveLength(2);
    expect(
      answers.find(({ workerId }: any) => workerId.endsWith(idOf(answers[1]))).workerMetadata.identityData,
    ).toMatchObject({ identityProviderType: 'Cognito', issuer: expect.any(String), sub: expect.any(String) });
    expect(answers.map(({ timeSpentInSeconds }: any) => timeSpentInSeconds)).toContain(0);
  });
});

/** The hex part of a worker's id follows from who they are. */
function idOf({ workerMetadata }: any): string {
  const { issuer, sub } = workerMetadata.identityData;
  return createHash('sha256').update(`${issuer}|${sub}`).digest('hex').slice(0, 16);
}

describe('giving a task back', () => {
  test('released it goes to others, declined by as many as were needed it fails', async () => {
    await openJob('returned', ['pear']);
    const first = (await ann.take('returned')).body;
    expect((await ann.call('POST', `/api/assignments/${first.leaseId}/release`)).status).toBe(204);
    expect(await ann.submit(first.leaseId, 'fruit')).toMatchObject({ status: 410, body: error('LeaseExpired') });
    const second = (await ben.take('returned')).body;
    expect((await ben.call('POST', `/api/assignments/${second.leaseId}/decline`)).status).toBe(204);
    const view = await lab.follow('returned');
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 0, failed: 1 } });
    const [line] = await lab.lines(view.outputManifest!);
    expect(line!['topic-metadata']['failure-reason']).toMatch(/^ClientError: /);
  });
});

describe('another team', () => {
  test('neither sees the job nor may take its tasks', async () => {
    await openJob('ours', ['pear']);
    const { client, userPoolId } = labelers;
    const { CreateGroupCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    await client.send(new CreateGroupCommand({ UserPoolId: userPoolId, GroupName: 'others' }));
    const dora = await Person.arrive('dora', { ...labelers, group: 'others' });
    expect((await dora.call('GET', '/api/jobs')).body).toEqual({ jobs: [] });
    expect(await dora.take('ours')).toEqual({ status: 403, body: error('AccessDeniedException') });
    await lab.jobs.stop('ours');
    await lab.follow('ours');
  });
});

describe('what comes next', () => {
  const frame = async (address: string) => {
    const response = await fetch(new URL(address, lab.cloud.apiUrl));
    return { status: response.status, html: await response.text() };
  };

  test('is shown ahead to who holds a lease, is theirs if nobody is quicker, and is held by nobody meanwhile', async () => {
    const texts = ['ant', 'bee', 'cat', 'dog', 'elk'];
    await openJob('ahead', texts);
    const first = (await ann.take('ahead')).body;
    const { objectId, frameUrl } = first.upcoming;
    expect(await frame(frameUrl)).toEqual({ status: 200, html: expect.stringContaining(`>${texts[objectId]}<`) });

    const second = (await ann.submit(first.leaseId, 'fruit', { next: true })).body.next;
    expect(second.objectId).toBe(objectId);
    // With its lease over, a page shows nothing ahead either.
    expect((await frame(frameUrl)).status).toBe(410);

    // Nobody holds it: whoever is quicker gets it, and then there is another one or none.
    let last = (await ben.take('ahead')).body;
    const quicker = [last.objectId];
    for (let i = 0; i < 2; i += 1) {
      last = (await ben.submit(last.leaseId, 'tool', { next: true })).body.next;
      quicker.push(last.objectId);
    }
    expect(quicker).toContain(second.upcoming.objectId);
    expect((await ann.submit(second.leaseId, 'fruit', { next: true })).body.next).toBeNull();
    await ben.submit(last.leaseId, 'tool');
    await lab.follow('ahead');
  });
});

describe('large answers and inputs', () => {
  const classified = { 'crowd-classifier': { label: 'fruit' } };
  /** Text that hardly compresses. */
  const noise = (bytes: number) =>
    randomBytes(Math.ceil((bytes * 3) / 4))
      .toString('base64')
      .slice(0, bytes);

  test('go through S3 and come out whole, packed or not; too large ones are refused', async () => {
    const text = 'pear '.repeat(2000);
    await openJob('large', [text]);
    const { body } = await ann.take('large');
    expect(body.taskInput.taskObject).toBe(text);
    const path = `/api/assignments/${body.leaseId}`;
    const big = { ...classified, note: 'x'.repeat(20_000) };
    expect((await ann.call('PUT', `${path}/draft`, { draft: big })).status).toBe(200);
    expect((await ann.call('GET', path)).body.draft).toEqual(big);

    // As large as a mask gets: more than a function takes as text, once its quotes are escaped.
    const { length } = JSON.stringify({ ...classified, mask: '' });
    const largest = { ...classified, mask: noise(6_000_000 - length) };
    expect((await ann.callPacked('PUT', `${path}/draft`, { draft: largest })).status).toBe(200);
    expect((await ann.call('GET', path)).body.draft).toEqual(largest);
    const over = { ...largest, mask: `${largest.mask}.` };
    expect(await ann.callPacked('PUT', `${path}/draft`, { draft: over })).toMatchObject({
      status: 413,
      body: { error: { code: 'TooLarge', limit: 6_000_000, bytes: 6_000_001 } },
    });
    const bomb = { ...classified, mask: 'x'.repeat(50_000_000) };
    expect(await ann.callPacked('POST', `${path}/submit`, { answer: bomb })).toMatchObject({
      status: 413,
      body: { error: { code: 'TooLarge' } },
    });
    expect((await ann.call('GET', path)).body.draft).toEqual(largest);

    // What other windows saved before, and the draft of an answer that is in, leave no file behind.
    await ann.callPacked('PUT', `${path}/draft`, { draft: largest, device: 'left' });
    const drafts = async () =>
      (await lab.keys(`s3://${lab.stack.outputs.WorkBucketName}/jobs/large/`)).filter((key) =>
        key.includes('/drafts/'),
      );
    expect(await drafts()).toEqual([expect.stringMatching(/\/left\.json$/)]);
    const accepted = await ann.callPacked('POST', `${path}/submit`, { answer: largest, hadDraft: true });
    expect(accepted.body.status).toBe('accepted');
    expect(await ann.call('GET', `${path}/draft`)).toEqual({ status: 404, body: error('NotFound') });
    expect(await drafts()).toEqual([]);
    expect((await ann.call('POST', `${path}/submit`, { answer: big })).body.status).toBe('already-accepted');
    await lab.follow('large');
    const folder = `s3://${lab.stack.outputs.OutputBucketName}/large/annotations/worker-response/iteration-1/0/`;
    const [key] = await lab.keys(folder);
    const stored = JSON.parse(await lab.read(`s3://${lab.stack.outputs.OutputBucketName}/${key}`));
    expect(stored.answers[0].answerContent).toEqual(largest);
  });
});

describe('drafts', () => {
  const draftOf = (leaseId: string) => `/api/assignments/${leaseId}/draft`;

  test('of another window are not written over, and both can be had', async () => {
    await openJob('windows', ['pear']);
    const { leaseId } = (await ann.take('windows')).body;
    const save = (label: string, device: string, base: string | null) =>
      ann.call('PUT', draftOf(leaseId), { draft: answer(label), device, base });
    const first = await save('fruit', 'left', null);
    expect(first.status).toBe(200);
    expect(await save('tool', 'right', null)).toEqual({ status: 409, body: error('DraftConflict') });
    const second = await save('tool', 'right', first.body.revision);
    expect((await save('fruit', 'left', first.body.revision)).status).toBe(409);
    expect((await ann.call('GET', draftOf(leaseId))).body).toEqual({ draft: answer('tool'), ...second.body });
    expect((await ben.call('GET', draftOf(leaseId))).status).toBe(404);
    await ann.call('POST', `/api/assignments/${leaseId}/release`);
    expect((await ann.call('GET', draftOf(leaseId))).status).toBe(404);
    await lab.jobs.stop('windows');
  });

  test('come back with a new lease when the time ran out, and stay when the task went to others', async () => {
    await openJob('naps', ['pear'], {}, { TaskTimeLimitInSeconds: 30 });
    const held = (await ann.take('naps')).body;
    const listed = async () =>
      (await ann.call('GET', '/api/jobs')).body.jobs.find(({ jobKey }: any) => jobKey === 'naps');
    expect((await listed()).heldUntil).toBe(held.expiresAt);
    await ann.call('PUT', draftOf(held.leaseId), { draft: answer('tool') });
    await expireLease(lab, held.leaseId);
    expect((await listed()).heldUntil).toBeNull();
    expect(await ann.submit(held.leaseId, 'tool')).toEqual({ status: 410, body: error('LeaseExpired') });
    const again = (await ann.take('naps')).body;
    expect(again).toMatchObject({ objectId: held.objectId, draft: answer('tool') });
    expect(again.leaseId).not.toBe(held.leaseId);

    await expireLease(lab, again.leaseId);
    const taken = (await ben.take('naps')).body;
    expect(taken).toMatchObject({ objectId: held.objectId, draft: null });
    const refused = await ann.take('naps');
    expect(refused).toEqual({
      status: 410,
      body: { error: { code: 'WorkTaken', message: expect.any(String), leaseId: again.leaseId } },
    });
    expect((await ann.call('GET', draftOf(again.leaseId))).body.draft).toEqual(answer('tool'));
    // Told once: who goes on is not held up by it again.
    expect((await ann.take('naps', { after: again.leaseId })).status).toBe(204);
    expect((await ann.take('naps')).status).toBe(204);
    expect((await ben.submit(taken.leaseId, 'fruit')).body.status).toBe('accepted');
    await lab.follow('naps');
  });
});

describe('the task page', () => {
  const page = async (leaseId: string, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(`/frame/${leaseId}`, lab.cloud.apiUrl), { headers });
    return { status: response.status, headers: response.headers, html: await response.text() };
  };

  test('shows the task to who knows the lease, sandboxed, until it is answered', async () => {
    await openJob('shown', ['<b>pear</b> & "saw"']);
    const { body } = await ann.take('shown');
    const { status, headers, html } = await page(body.leaseId);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain('sandbox allow-scripts allow-forms allow-modals');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-dns-prefetch-control')).toBe('off');
    expect(html).toContain('&lt;b&gt;pear&lt;/b&gt; &amp; &quot;saw&quot;</classification-target>');
    expect(html).toContain('<script src="/assets/crowd-html-elements.js"></script>');
    expect((await page(`${body.leaseId.slice(0, -1)}A`)).status).not.toBe(200);
    await ann.submit(body.leaseId, 'fruit');
    const gone = await page(body.leaseId, { 'accept-language': 'ja' });
    expect([gone.status, gone.html.includes('このタスクの制限時間が過ぎました')]).toEqual([410, true]);
    expect((await page('nonsense')).status).toBe(404);
    expect((await page('warm')).status).toBe(204);
    await lab.follow('shown');
  });

  test('renders the job’s own template with signed URLs that its policy admits', async () => {
    const template = `<html><head><title>Own</title></head><body><img src="{{ task.input.manifestLine.picture | grant_read_access }}">
      <script src="https://cdn.example/lib.js"></script></body></html>`;
    const picture = await lab.put('data/a picture.png', 'pixels');
    const UiTemplateS3Uri = await lab.put('templates/own.html', template);
    const name = 'own-template';
    const line = `${JSON.stringify({ source: 'pear', picture })}\n`;
    const ManifestS3Uri = await lab.put('data/with-picture.manifest', line);
    const InputConfig = { DataSource: { S3DataSource: { ManifestS3Uri } } };
    await openJob(name, ['pear'], { InputConfig }, { UiConfig: { UiTemplateS3Uri } });
    const { body } = await ann.take(name);
    const { html, headers } = await page(body.leaseId);
    const url = new URL(/<img src="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&'));
    expect(await (await fetch(url)).text()).toBe('pixels');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(new RegExp(`img-src [^;]*${url.origin}`));
    expect(policy).toMatch(/script-src [^;]*https:\/\/cdn\.example/);
    expect(html).toContain('<head><script src="/assets/crowd-html-elements.js"></script>');

    await lab.jobs.stop(name);
    await lab.follow(name);
  });

  test('says what is wrong with a template that fails on this object', async () => {
    const UiTemplateS3Uri = await lab.put('templates/wrong.html', '<p>\n{% render "missing" %}</p>');
    await openJob('wrong-template', ['pear'], {}, { UiConfig: { UiTemplateS3Uri } });
    const { body } = await ann.take('wrong-template');
    const { status, html } = await page(body.leaseId);
    expect(status).toBe(422);
    expect(html).toContain('This task cannot be shown');
    expect(html).toMatch(/wrong\.html: line 2, column 1: .*missing/);
    await lab.jobs.stop('wrong-template');
    await lab.follow('wrong-template');
  });
});
