/**
 * A manifest of a million lines through PrepareDataset, as the function does it in the embedded cloud: bundle in a worker thread with the
 * template's memory limit, S3 over HTTP. Prints and writes time and peak memory.
 *
 *   npx tsx bench/prepare-dataset/million-lines.ts [lines]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import { synthesize } from '../../lib/synthesize';
import { startCloud } from '../../local/cloud';

const lines = Number(process.argv[2] ?? 1_000_000);

/** Realistic lines: a reference, and metadata that passes through; every ten-thousandth is broken. */
function* manifest(): Generator<string> {
  let piece = '';
  for (let i = 0; i < lines; i += 1) {
    piece +=
      i % 10_000 === 9_999
        ? `{"source-ref": broken ${i}\n`
        : `{"source-ref":"s3://acme-lbl/in/camera-${i % 8}/${String(i).padStart(9, '0')}.jpg","shift":"night","device":{"id":${i % 97}}}\n`;
    if (piece.length > 1 << 20) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
const { assemblyDir } = await synthesize();
const cloud = await startCloud({ assemblyDir, dataDir });
const client = { endpoint: cloud.endpointUrl, region: cloud.region, credentials: cloud.credentials };
const s3 = new S3Client(client);
const { InputBucketName: Bucket, TableName } = cloud.outputs as Record<string, string>;
let bytes = 0;
async function* counted() {
  for (const piece of manifest()) {
    bytes += piece.length;
    yield Buffer.from(piece);
  }
}
await new Upload({
  client: s3,
  params: { Bucket, Key: 'bench/manifest.jsonl', Body: Readable.from(counted()) },
}).done();
await s3.send(
  new PutObjectCommand({
    Bucket,
    Key: 'bench/labels.json',
    Body: JSON.stringify({ labels: [{ label: 'car' }, { label: 'bus' }] }),
  }),
);

const job = {
  pk: 'JOB#bench',
  sk: 'JOB',
  jobKey: 'bench',
  status: 'Initializing',
  taskType: 'image-classification',
  counters: {},
  createdAt: Date.now(),
  modifiedAt: Date.now(),
  round: 0,
  request: {
    LabelingJobName: 'bench',
    LabelAttributeName: 'kind',
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${Bucket}/bench/manifest.jsonl` } } },
    OutputConfig: { S3OutputPath: `s3://${Bucket}/out/` },
    LabelCategoryConfigS3Uri: `s3://${Bucket}/bench/labels.json`,
    HumanTaskConfig: { WorkteamArn: 'arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/labelers' },
    Plumbline: { TaskType: 'image-classification' },
  },
};
await DynamoDBDocumentClient.from(new DynamoDBClient(client)).send(new PutCommand({ TableName, Item: job }));
const lambda = new LambdaClient({ ...client, requestHandler: { requestTimeout: 900_000 } });
const { Functions } = await lambda.send(new ListFunctionsCommand({}));
const name = Functions!.find(({ FunctionName }) => /prepare-?dataset/i.test(FunctionName!))!;

const before = process.memoryUsage().rss;
let peak = before;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 50);
const started = performance.now();
const { Payload, FunctionError } = await lambda.send(
  new InvokeCommand({ FunctionName: name.FunctionName, Payload: Buffer.from(JSON.stringify({ jobKey: 'bench' })) }),
);
const seconds = (performance.now() - started) / 1000;
clearInterval(sampler);
const answer = JSON.parse(Buffer.from(Payload!).toString());
if (FunctionError) throw new Error(JSON.stringify(answer));

const result = {
  command: `npx tsx bench/prepare-dataset/million-lines.ts ${lines}`,
  machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
  lines,
  manifestMegabytes: Math.round(bytes / 1e6),
  seconds: Math.round(seconds * 10) / 10,
  linesPerSecond: Math.round(lines / seconds),
  functionMemoryMegabytes: name.MemorySize,
  rssBeforeMegabytes: Math.round(before / 1e6),
  rssPeakMegabytes: Math.round(peak / 1e6),
  rssGrowthMegabytes: Math.round((peak - before) / 1e6),
  answer: { objects: answer.objects, failed: answer.failed, parts: answer.parts },
};
console.log(result);
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/prepare-dataset.json', `${JSON.stringify(result, null, 2)}\n`);
await cloud.stop();
rmSync(dataDir, { recursive: true });
