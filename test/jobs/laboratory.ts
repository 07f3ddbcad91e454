/** The whole system in one process for tests: the synthesized template stood up, jobs put in as a user would, workers over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Client } from '../../bin/commands/cloud/clients';
import { followJob } from '../../bin/commands/cloud/follow-job';
import { type JobView, LabelingJobs } from '../../bin/commands/cloud/labeling-jobs';
import { checkOutputs, type Stack } from '../../bin/commands/cloud/stack';
import { groupOf, runCrew } from '../../bin/commands/workers/crew';
import { workKeys } from '../../core/job/keys';
import type { JobReport } from '../../core/job/report';
import { synthesize } from '../../lib/synthesize';
import { type CloudOptions, startCloud } from '../../local/cloud';

export type TestCloud = Awaited<ReturnType<typeof startCloud>>;

export interface Definition {
  LabelingJobName: string;
  [field: string]: unknown;
}

export class Laboratory {
  readonly s3: S3Client;
  readonly jobs: LabelingJobs;
  /** Ends everything that still waits when the laboratory is closed. */
  readonly closing = new AbortController();
  private readonly given = new Map<string, number>();

  private constructor(
    readonly cloud: TestCloud,
    readonly stack: Stack,
    private readonly dataDir: string,
  ) {
    this.s3 = s3Client(stack.access);
    this.jobs = new LabelingJobs(stack);
  }

  static async open(options: Partial<CloudOptions> = {}): Promise<Laboratory> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'plumbline-job-'));
    const assemblyDir = options.assemblyDir ?? (await synthesize()).assemblyDir;
    const cloud = await startCloud({ ...options, assemblyDir, dataDir });
    const stack: Stack = {
      access: { region: cloud.region, endpointUrl: cloud.endpointUrl, credentials: cloud.credentials },
      outputs: checkOutputs(cloud.outputs, 'the template'),
      embedded: true,
    };
    return new Laboratory(cloud, stack, dataDir);
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('the laboratory is closed'));
    await this.cloud.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Puts an object in the input bucket; its URI. */
  async put(key: string, body: string | Uint8Array): Promise<string> {
    const Bucket = this.stack.outputs.InputBucketName;
    await this.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: Buffer.from(body) }));
    return `s3://${Bucket}/${key}`;
  }

  async bytes(uri: string): Promise<Uint8Array> {
    const { hostname: Bucket, pathname } = new URL(uri);
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key: decodeURIComponent(pathname.slice(1)) }));
    return Body!.transformToByteArray();
  }

  async read(uri: string): Promise<string> {
    return Buffer.from(await this.bytes(uri)).toString();
  }

  async keys(uri: string): Promise<string[]> {
    const { hostname: Bucket, pathname } = new URL(uri);
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix: pathname.slice(1) }));
    return Contents.map(({ Key }) => Key!);
  }

  async lines(uri: string): Promise<Record<string, any>[]> {
    return (await this.read(uri))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  /** What the loop decided and why. */
  async report(name: string): Promise<JobReport> {
    return JSON.parse(
      await this.read(`s3://${this.stack.outputs.WorkBucketName}/${workKeys.report(name.toLowerCase())}`),
    );
  }

  /** A text job over two classes, with its files in place. `manifest` is the manifest's text. */
  async textJob(name: string, manifest: string, changes: Record<string, unknown> = {}): Promise<Definition> {
    return {
      LabelingJobName: name,
      LabelAttributeName: 'topic',
      InputConfig: {
        DataSource: { S3DataSource: { ManifestS3Uri: await this.put(`data/${name}.manifest`, manifest) } },
      },
      OutputConfig: { S3OutputPath: `s3://${this.stack.outputs.OutputBucketName}/` },
      RoleArn: 'arn:aws:iam::111122223333:role/ground-truth',
      LabelCategoryConfigS3Uri: await this.put(
        `data/${name}.labels.json`,
        JSON.stringify({ 'document-version': '2018-11-28', labels: [{ label: 'fruit' }, { label: 'tool' }] }),
      ),
      HumanTaskConfig: {
        WorkteamArn: this.stack.outputs.DefaultWorkteamArn,
        PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-TextMultiClass',
        TaskTitle: 'Fruit or tool?',
        TaskDescription: 'Choose one',
        NumberOfHumanWorkersPerDataObject: 1,
        TaskTimeLimitInSeconds: 300,
      },
      ...changes,
    };
  }

  /** Lets `count` workers answer the job's tasks by `truth` until it ends. */
  async work(
    name: string,
    truth: (object: string) => unknown,
    options: { count?: number; taskType?: string; labels?: string[]; accuracy?: number } = {},
  ): Promise<JobView> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.closing.signal]);
    // why: a look for work costs some 30 ms of a core, so nobody looks while there can be none.
    let keys: string[] = [];
    const onView = (view?: JobView) => {
      keys = view?.progress.stage === 'AwaitAnswers' ? [name.toLowerCase()] : [];
    };
    const crew = runCrew({
      stack: this.stack,
      group: groupOf(this.stack.outputs.DefaultWorkteamArn),
      count: options.count ?? 3,
      accuracy: options.accuracy ?? 1,
      seed: 1,
      labels: options.labels ?? ['fruit', 'tool'],
      taskType: options.taskType ?? 'text-classification',
      truth,
      jobKeys: () => keys,
      onAnswer: () => this.given.set(name, this.answers(name) + 1),
      signal,
    });
    try {
      const following = this.follow(name, signal, onView);
      return await Promise.race([following, crew.then(() => following)]);
    } finally {
      over.abort();
      await Promise.allSettled([crew]);
    }
  }

  /** Answers given so far through this laboratory's workers. */
  answers(name: string): number {
    return this.given.get(name) ?? 0;
  }

  follow(
    name: string,
    signal: AbortSignal = this.closing.signal,
    onView: (view?: JobView) => void = () => undefined,
  ): Promise<JobView> {
    return followJob({ jobs: this.jobs, name, intervalMs: 250, onView, signal });
  }
}

const FRUIT = ['apple', 'pear', 'plum', 'cherry', 'peach', 'grape'];
const TOOLS = ['hammer', 'wrench', 'saw', 'drill', 'chisel', 'pliers'];
const FILLER = ['the', 'a', 'my', 'red', 'old', 'new', 'small', 'one', 'that', 'this', 'good', 'big'];

/** Short texts about fruit or tools, all different, that a learner tells apart after a few dozen. */
export function fruitAndTools(count: number): { text: string; label: string }[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 ? 'tool' : 'fruit';
    const words = label === 'fruit' ? FRUIT : TOOLS;
    const text = `${FILLER[i % 12]} ${words[i % 6]} and ${FILLER[(i * 7) % 12]} ${words[(i * 5 + 1) % 6]} number ${i}`;
    return { text, label };
  });
}

export const manifestOf = (texts: readonly { text: string }[]): string =>
  texts.map(({ text }) => `${JSON.stringify({ source: text })}\n`).join('');

export const truthByWord = (text: string): string => (FRUIT.some((word) => text.includes(word)) ? 'fruit' : 'tool');
