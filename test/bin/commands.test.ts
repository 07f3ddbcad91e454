import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { main } from '../../bin/commands/main';
import { type Running, startPlumbline } from './run-plumbline';
import { testTerminal } from './test-terminal';

const example = (path: string) => join(__dirname, '../../examples', path);

let dataDir: string;
let cloud: Running;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'plumbline-up-'));
  cloud = startPlumbline(['up', '--json', '--data', dataDir]);
  await cloud.untilOutput(/"apiUrl"/);
}, 60_000);
afterAll(async () => {
  cloud.child.kill('SIGINT');
  await cloud.ended;
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs a command in this process against the cloud in the other. */
async function plumbline(...args: string[]) {
  const terminal = testTerminal();
  const code = await main([...args, '--data', dataDir], terminal);
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

describe('commands against a running cloud', () => {
  test('create, work off, watch and list a job over a manifest of texts', async () => {
    const created = await plumbline('job', 'create', example('text-classification/job.json'), '--name', 'texts');
    expect(created).toEqual({
      code: 0,
      out: expect.stringMatching(/^Created arn:aws:sagemaker:.*:labeling-job\/texts$/),
      err: '',
    });
    expect(await plumbline('job', 'create', example('text-classification/job.json'), '--name', 'Texts')).toMatchObject({
      code: 1,
      err: 'plumbline: ResourceInUse: A labeling job named "Texts" exists already',
    });

    const truth = example('text-classification/truth.jsonl');
    const simulated = await plumbline(
      'workers',
      'simulate',
      '--job',
      'texts',
      '--truth',
      truth,
      '--workers',
      '2',
      '--accuracy',
      '1',
      '--json',
    );
    expect(JSON.parse(simulated.out)).toEqual({ job: 'texts', status: 'Completed', answers: 12 });

    const watched = await plumbline('job', 'watch', 'texts');
    expect(watched.code).toBe(0);
    expect(watched.out).toMatch(/Status +Completed/);
    expect(watched.out).toMatch(/Labelled +12 \(people 12, model 0\)/);
    expect((await plumbline('job', 'list', '--status', 'Completed')).out).toMatch(/^texts +Completed .* 12 +0 +0 +0$/m);
    const described = JSON.parse((await plumbline('job', 'describe', 'texts', '--json')).out);
    expect(described.LabelCounters).toEqual({
      TotalLabeled: 12,
      HumanLabeled: 12,
      MachineLabeled: 0,
      FailedNonRetryableError: 0,
      Unlabeled: 0,
    });
    expect(described.Plumbline.TaskType).toBe('text-classification');
  }, 60_000);

  test('stop a job over a folder of pictures', async () => {
    expect((await plumbline('job', 'create', example('image-classification/job.json'))).code).toBe(0);
    expect((await plumbline('job', 'stop', 'example-pictures')).code).toBe(0);
    const watched = await plumbline('job', 'watch', 'example-pictures');
    expect(watched.out).toMatch(/Status +Stopped/);
    expect(watched.out).toMatch(/Left +8/);
  }, 60_000);

  test('say in one line what they cannot find', async () => {
    expect(await plumbline('job', 'describe', 'none')).toEqual({
      code: 1,
      out: '',
      err: 'plumbline: there is no labeling job "none"; "plumbline job list" shows those there are',
    });
    expect((await plumbline('job', 'list', '--stack', 'Other')).err).toMatch(
      /^plumbline: cannot read stack Other in the embedded cloud at http/,
    );
  });

  test('tell what it would have cost', async () => {
    const cost = JSON.parse((await plumbline('cost', '--json')).out);
    expect(cost.totalUsd).toBeGreaterThan(0);
    expect(cost.services.map(({ service }: { service: string }) => service)).toContain('dynamodb');
  });

  test('a second cloud in the same folder is refused by name', async () => {
    const { code, stderr } = await startPlumbline(['up', '--data', dataDir]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/plumbline: .* is in use by the cloud with process id \d+; stop it first/);
  });
});
