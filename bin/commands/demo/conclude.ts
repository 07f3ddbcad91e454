import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workKeys } from '../../../core/job/keys';
import type { JobReport } from '../../../core/job/report';
import type { Booted } from '../cloud/boot';
import { s3Client } from '../cloud/clients';
import type { JobView } from '../cloud/labeling-jobs';
import { placeOf, readObject } from '../cloud/read-objects';
import { CommandFailure } from '../failure';
import type { Terminal } from '../terminal/terminal';
import { costBetween } from '../usage-cost';
import { countAnswers } from './count-answers';
import { giveUpReason } from './give-up';
import { labelAttribute } from './job-definition';
import type { Labeling } from './label';
import type { DemoObjects } from './objects';
import type { DemoOptions } from './options';
import { demoReport, type Example } from './report';
import { type DemoResult, labelFigures, reasonsOf } from './result';
import { type RunRecord, updateRun } from './run-record';
import { inManifestOrder, type ScoredObject, scoreManifest } from './score';

interface Conclusion extends Labeling {
  booted: Booted;
  options: DemoOptions;
  set: DemoObjects;
  run: RunRecord;
  resumed: boolean;
  startedAt: number;
  memory: { peakMb(): number };
}

/** Fetches what the job left in S3, holds it against the truth and makes the result of it. */
export async function conclude(given: Conclusion): Promise<{ json: DemoResult; report(terminal: Terminal): string[] }> {
  const { booted, options, set, run, view, submitted } = given;
  if (view.status === 'Failed') {
    await updateRun(options.dataDir, run.jobName, { ended: view.status });
    throw new CommandFailure(`${view.name} failed: ${failureOf(view, booted)}`);
  }
  const s3 = s3Client(booted.stack.access);
  const uri = view.outputManifest!;
  const manifest = (await readObject(s3, placeOf(uri)))!;
  const folder = join(options.dataDir, 'results', run.jobName);
  await mkdir(folder, { recursive: true });
  const outputManifest = join(folder, 'output.manifest');
  await writeFile(outputManifest, manifest);
  const page = await readObject(
    s3,
    placeOf(uri.replace(/manifests\/output\/output\.manifest$/, 'quality/report.html')),
  );
  const qualityPage = page === undefined ? null : join(folder, 'quality.html');
  if (qualityPage !== null) await writeFile(qualityPage, page!);
  const truths = set.objects.map(({ truth }) => truth);
  const expected = set.generated
    ? inManifestOrder((await readObject(s3, placeOf(inputManifestOf(view)))) ?? '', submitted.taskObjects, truths)
    : { taskObjects: submitted.taskObjects, truths };
  const score = scoreManifest(manifest, labelAttribute, expected);
  const reportKey = workKeys.report(submitted.labelingJobName.toLowerCase());
  const reportText = await readObject(s3, { bucket: booted.stack.outputs.WorkBucketName, key: reportKey });
  const report = reportText ? (JSON.parse(reportText) as JobReport) : undefined;
  const cost = costBetween(run.meterBefore ?? {}, booted.cloud.meter.snapshot());
  const json: DemoResult = {
    jobName: view.name,
    taskType: options.taskType,
    status: view.status,
    objects: set.objects.length,
    ...labelFigures(score),
    answers: await countAnswers(s3, uri),
    rounds: report?.rounds.length ?? view.progress.round ?? 0,
    seconds: Math.round((Date.now() - given.startedAt) / 100) / 10,
    answersPerSecond: given.answersPerSecond,
    rssMb: given.memory.peakMb(),
    awsCostUsd: cost.totalUsd,
    resumed: given.resumed,
    workers: options.workers,
    answersPerObject: options.answersPerObject,
    targetAccuracy: options.targetAccuracy,
    outputManifest: outputManifest,
    outputManifestUri: uri,
    qualityPage,
    roundTable: report?.rounds ?? [],
    reasons: reasonsOf(score, report),
  };
  // why: last, so that a kill before this line repeats the conclusion instead of starting another run.
  await updateRun(options.dataDir, run.jobName, { ended: view.status });
  const examples = examplesOf(score.objects);
  return {
    json,
    report: (terminal) =>
      demoReport({
        result: json,
        cost: cost.services,
        examples,
        screen: terminal.outIsScreen,
        columns: terminal.columns,
      }),
  };
}

/** Dropped objects have no order of their own; the batch's manifest gives them one. */
const inputManifestOf = (view: JobView): string =>
  (view.response.InputConfig as { DataSource: { S3DataSource: { ManifestS3Uri: string } } }).DataSource.S3DataSource
    .ManifestS3Uri;

/** Three labels by people and three by the model, where there are. */
function examplesOf(objects: ScoredObject[]): Example[] {
  const labelled = (kind: string) => objects.filter((object) => object.kind === kind).slice(0, 3);
  return [...labelled('human'), ...labelled('machine')].map(({ object, kind, label, confidence, correct }) => ({
    object: object.startsWith('s3://') ? object.split('/').at(-1)! : object,
    label: label ?? '',
    confidence: confidence ?? Number.NaN,
    by: kind === 'human' ? 'people' : 'model',
    correct,
  }));
}

function failureOf(view: JobView, { cloud }: Booted): string {
  const reason = view.failureReason ?? 'no reason was recorded';
  return /AccessDenied|not authorized/.test(reason)
    ? reason
    : [reason, giveUpReason(cloud, Number.POSITIVE_INFINITY)].filter(Boolean).join('; ');
}
