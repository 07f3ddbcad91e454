import { bootCloud } from './cloud/boot';
import { s3Client } from './cloud/clients';
import { isEnded } from './cloud/follow-job';
import { LabelingJobs } from './cloud/labeling-jobs';
import type { Stack } from './cloud/stack';
import type { Command } from './command';
import { dataDirOf, dataOption } from './data-option';
import { demoObjects } from './demo/objects';
import type { DemoTaskType } from './demo/options';
import { firstBatchOf, submitJob } from './demo/submit';
import { untilInterrupted } from './until-interrupted';
import { portOptions, portsOf } from './up';
import { ensureWorker, signIn } from './workers/accounts';
import { groupOf, workerPool } from './workers/crew';

/** Small enough to finish by hand over a coffee. */
const samples: { name: string; taskType: DemoTaskType; objects: number }[] = [
  { name: 'sample-pictures', taskType: 'image-classification', objects: 20 },
  { name: 'sample-messages', taskType: 'text-classification', objects: 12 },
];

const account = { userName: 'worker', password: 'Plumb-line-1' };

export const start: Command = {
  name: 'start',
  summary: 'Runs the embedded cloud with two small sample jobs and a worker account, to label by hand in a browser.',
  options: { ...dataOption, ...portOptions },
  examples: ['npm start', 'npm start -- --api-port 8080'],
  async run({ values, terminal }) {
    const dataDir = dataDirOf(values);
    const { cloud, stack } = await bootCloud({ dataDir, terminal, ...portsOf(values) });
    try {
      const pool = workerPool(stack, groupOf(stack.outputs.DefaultWorkteamArn));
      await ensureWorker(pool, account.userName, account.password);
      const awake = wakeUp(cloud.apiUrl, await signIn(pool, account.userName, account.password));
      const jobs: string[] = [];
      for (const sample of samples) jobs.push(await ensureSampleJob(stack, sample));
      await awake;
      const facts = {
        portalUrl: cloud.apiUrl,
        ...account,
        jobs,
        endpointUrl: cloud.endpointUrl,
        inputBucket: stack.outputs.InputBucketName,
      };
      if (values.json) terminal.out(JSON.stringify(facts));
      else for (const line of welcome(facts, stack)) terminal.out(line);
      await untilInterrupted();
      terminal.err('Stopping …');
    } finally {
      await cloud.stop();
    }
  },
};

/** Starts the functions a worker meets first, so that nobody who opens the portal waits for them. */
async function wakeUp(apiUrl: string, token: string): Promise<void> {
  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(new URL(path, apiUrl), { headers })).arrayBuffer();
  await Promise.all([get('/'), get('/frame/warm'), get('/api/me', { authorization: `Bearer ${token}` })]);
}

/** The sample job that is open, or a new one. Returns the name under which its objects are dropped. */
async function ensureSampleJob(stack: Stack, sample: (typeof samples)[number]): Promise<string> {
  const jobs = new LabelingJobs(stack);
  for (let number = 1; ; number++) {
    const jobName = number === 1 ? sample.name : `${sample.name}-${number}`;
    const view = await jobs.find(firstBatchOf(jobName));
    if (view && isEnded(view)) continue;
    if (view) return jobName;
    const set = await demoObjects({ ...sample, seed: number });
    await submitJob({
      s3: s3Client(stack.access),
      outputs: stack.outputs,
      region: stack.access.region,
      jobName,
      options: { taskType: sample.taskType, answersPerObject: 1, autoLabel: false, targetAccuracy: 0.95, seed: number },
      set,
      maxAgeSeconds: 60,
      onUploaded: () => undefined,
    });
    return jobName;
  }
}

interface Facts {
  portalUrl: string;
  userName: string;
  password: string;
  jobs: string[];
  endpointUrl: string;
  inputBucket: string;
}

function welcome(
  { portalUrl, userName, password, jobs, endpointUrl, inputBucket }: Facts,
  { access }: Stack,
): string[] {
  return [
    '',
    `Label by hand:    ${portalUrl}`,
    `  user name       ${userName}`,
    `  password        ${password}`,
    `  jobs            ${jobs.join(', ')}`,
    '',
    'Drop pictures of your own (after a minute or two they become a job):',
    `  export AWS_ENDPOINT_URL=${endpointUrl} AWS_REGION=${access.region} \\`,
    `    AWS_ACCESS_KEY_ID=${access.credentials?.accessKeyId} AWS_SECRET_ACCESS_KEY=${access.credentials?.secretAccessKey}`,
    `  aws s3 cp my-picture.png s3://${inputBucket}/inbox/${jobs[0]}/`,
    '',
    'In another terminal: npx plumbline job list, npx plumbline cost',
    'Ctrl-C stops it; the next start goes on where this one ended.',
    '',
  ];
}
