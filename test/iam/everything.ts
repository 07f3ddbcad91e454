/**
 * A run that exercises what the roles are for: a job with a model, one whose model fails, one that fails, one that is stopped, dropped files
 * good and bad, a worker who drafts, releases, declines and answers at length, the portal, the sweeper.
 */
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { fruitAndTools, type Laboratory, manifestOf, truthByWord } from '../jobs/laboratory';

/** Steps in the order in which they are cheap; each throws or ends in a failed job when something it needs is denied. */
export async function everything(lab: Laboratory): Promise<void> {
  for (const step of [visitPortal, dropBadDefinition, failJob, workByHand, dropFiles, automate, loseModel, stop, sweep])
    await step(lab);
}

async function visitPortal(lab: Laboratory): Promise<void> {
  for (const path of ['/', '/config.json', '/assets/portal.js'])
    await expectOk(fetch(new URL(path, lab.stack.outputs.ApiUrl)));
}

async function dropBadDefinition(lab: Laboratory): Promise<void> {
  await lab.put('jobs/bad.json', '{');
  await ended(lab, 'bad', 'Failed');
}

async function failJob(lab: Laboratory): Promise<void> {
  await lab.jobs.create(await lab.textJob('fails', 'nonsense\n'));
  await ended(lab, 'fails', 'Failed');
}

/** One worker, every button; an answer and a task too long to be kept in the table. */
async function workByHand(lab: Laboratory): Promise<void> {
  const long = `apple ${'x'.repeat(9000)}`;
  const file = await lab.put('data/by-reference.txt', 'a pear');
  const manifest = [
    { source: long },
    { source: 'a hammer' },
    { 'source-ref': file },
    { 'source-ref': `${file}.gone` },
    { source: 'a saw' },
  ];
  const definition = await lab.textJob('by-hand', manifest.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await lab.jobs.create(definition);
  await until(async () => (await lab.jobs.find('by-hand'))?.progress.stage === 'AwaitAnswers', lab, 'by-hand');

  const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
  await ensureWorker(pool, 'by-hand', 'Plumb-line-by-hand-1');
  const token = await signIn(pool, 'by-hand', 'Plumb-line-by-hand-1');
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await expectOk(
      fetch(new URL(path, lab.stack.outputs.ApiUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    return response.status === 204 ? undefined : await response.json();
  };
  await call('GET', '/api/me');
  await call('GET', '/api/jobs');
  const take = () => call('POST', '/api/jobs/by-hand/tasks');
  let assignment: any = await take();
  await call('PUT', `/api/assignments/${assignment.leaseId}/draft`, { draft: { note: 'y'.repeat(9000) } });
  await call('GET', `/api/assignments/${assignment.leaseId}`);
  await expectOk(fetch(new URL(assignment.frameUrl, lab.stack.outputs.ApiUrl)));
  await call('POST', `/api/assignments/${assignment.leaseId}/release`);
  assignment = await take();
  await call('POST', `/api/assignments/${assignment.leaseId}/decline`);
  for (assignment = await take(); assignment; ) {
    await expectOk(fetch(new URL(assignment.frameUrl, lab.stack.outputs.ApiUrl)));
    const answer = {
      'crowd-classifier': { label: truthByWord(String(assignment.taskInput.taskObject)) },
      note: 'z'.repeat(9000),
    };
    assignment = (await call('POST', `/api/assignments/${assignment.leaseId}/submit`, { answer, next: true }))?.next;
  }
  await ended(lab, 'by-hand', 'Completed');
}

async function dropFiles(lab: Laboratory): Promise<void> {
  const { InputConfig: _none, ...definition } = await lab.textJob('dropped', '');
  const Plumbline = { Inbox: { BatchObjects: 3, MaxAgeSeconds: 3600 } };
  await lab.put('jobs/dropped.json', JSON.stringify({ ...definition, Plumbline }));
  await lab.put('inbox/dropped/one.txt', 'an apple\na saw\n');
  await lab.put('inbox/dropped/two.txt', 'a plum\n');
  await appears(lab, 'dropped-00001');
  await worked(lab, 'dropped-00001');
}

async function automate(lab: Laboratory): Promise<void> {
  // why: low enough a target that a second model is trained and the endpoint updated before everything is labelled.
  const Plumbline = { AutoLabel: true, TargetAccuracy: 0.8, Seed: 1 };
  await lab.jobs.create(await lab.textJob('automated', manifestOf(fruitAndTools(420)), { Plumbline }));
  await worked(lab, 'automated');
}

async function loseModel(lab: Laboratory): Promise<void> {
  const Plumbline = { AutoLabel: true, EndpointName: 'nobody-home' };
  await lab.jobs.create(await lab.textJob('modelless', manifestOf(fruitAndTools(3)), { Plumbline }));
  await worked(lab, 'modelless');
}

async function stop(lab: Laboratory): Promise<void> {
  await lab.jobs.create(await lab.textJob('stopped', manifestOf(fruitAndTools(3))));
  await until(async () => (await lab.jobs.find('stopped'))?.progress.stage === 'AwaitAnswers', lab, 'stopped');
  await lab.jobs.stop('stopped');
  await ended(lab, 'stopped', 'Stopped');
  for await (const _job of lab.jobs.list({})) break;
}

/** The sweeper as its schedule calls it, with a running job, an expired task and a batch of age to see to. */
async function sweep(lab: Laboratory): Promise<void> {
  const definition = await lab.textJob('expiring', manifestOf(fruitAndTools(2)));
  await lab.jobs.create(definition);
  await until(async () => (await lab.jobs.find('expiring'))?.progress.stage === 'AwaitAnswers', lab, 'expiring');
  const client = new LambdaClient({
    region: lab.cloud.region,
    endpoint: lab.cloud.endpointUrl,
    credentials: lab.cloud.credentials,
  });
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const { FunctionName } = Functions.find((candidate) => candidate.FunctionName!.includes('SweepFunction'))!;
  const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }));
  if (FunctionError) throw new Error(Buffer.from(Payload!).toString());
  await worked(lab, 'expiring');
}

async function expectOk(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response;
}

async function until(holds: () => Promise<boolean>, lab: Laboratory, name: string): Promise<void> {
  while (!(await holds())) {
    const view = await lab.jobs.find(name);
    if (view?.status === 'Failed') throw new Error(view.failureReason);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const appears = (lab: Laboratory, name: string) =>
  until(async () => (await lab.jobs.find(name)) !== undefined, lab, name);

async function ended(lab: Laboratory, name: string, status: string): Promise<void> {
  await appears(lab, name).catch(() => undefined);
  const view = await lab.follow(name);
  if (view.status !== status) throw new Error(`${name} ended ${view.status}: ${view.failureReason}`);
}

async function worked(lab: Laboratory, name: string): Promise<void> {
  const view = await lab.work(name, truthByWord, { count: 2 });
  if (view.status !== 'Completed') throw new Error(`${name} ended ${view.status}: ${view.failureReason}`);
}
