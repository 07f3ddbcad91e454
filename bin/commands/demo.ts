import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { workKeys } from '../../core/job/keys';
import type { JobReport } from '../../core/job/report';
import { type Booted, bootCloud } from './cloud/boot';
import { s3Client } from './cloud/clients';
import { followJob } from './cloud/follow-job';
import { type JobView, LabelingJobs } from './cloud/labeling-jobs';
import { placeOf, readObject } from './cloud/read-objects';
import { stageBoard } from './cloud/stages';
import type { Command } from './command';
import { costLines } from './cost-lines';
import { countAnswers } from './demo/count-answers';
import { giveUpReason } from './demo/give-up';
import { labelAttribute } from './demo/job-definition';
import { type DemoObjects, demoObjects } from './demo/objects';
import { type DemoOptions, demoOptionSpecs, fingerprint, parseDemoOptions } from './demo/options';
import { peakMemory } from './demo/peak-memory';
import { demoReport } from './demo/report';
import { type DemoResult, labelFigures, reasonsOf } from './demo/result';
import { openRun, type RunRecord, updateRun } from './demo/run-record';
import { scoreManifest } from './demo/score';
import { type Submitted, submitJob } from './demo/submit';
import { CommandFailure } from './failure';
import { createProgress } from './terminal/progress';
import type { Terminal } from './terminal/terminal';
import { untilInterrupted } from './until-interrupted';
import { groupOf, runCrew } from './workers/crew';
import { truthOf } from './workers/truth';

export const demo: Command = {
  name: 'demo',
  summary: 'Runs a whole labeling job on this machine: the embedded cloud, real objects, simulated workers, a report.',
  options: demoOptionSpecs,
  examples: [
    'npm run demo',
    'npm run demo -- --task-type text-classification --objects 1000 --json',
    'npm run demo -- --input reviews.jsonl --task-type text-classification --workers 5 --worker-accuracy 0.85',
  ],
  async run({ values, terminal }) {
    const options = parseDemoOptions(values);
    const startedAt = Date.now();
    const memory = peakMemory();
    const set = await demoObjects(options);
    const { run, resumed } = await openRun(
      options.dataDir,
      fingerprint(options),
      options.taskType,
      new Date(startedAt).toISOString(),
    );
    if (resumed) terminal.err(`Taking up the unfinished run ${run.jobName} …`);
    const booted = await bootCloud({ dataDir: options.dataDir, terminal });
    try {
      const labeling = await label({ booted, options, set, run, terminal });
      const result = await conclude({ booted, options, set, run, resumed, startedAt, memory, ...labeling });
      for (const line of result.report(terminal)) terminal.out(line);
      if (options.json) terminal.out(JSON.stringify(result.json));
      if (options.keep) await keepRunning(booted, terminal);
    } finally {
      memory.stop();
      await booted.cloud.stop();
    }
  },
};

interface Labeling {
  view: JobView;
  submitted: Submitted;
  answersPerSecond: number | null;
}

/** Uploads, starts the workers and follows the job to its end. */
async function label(given: {
  booted: Booted;
  options: DemoOptions;
  set: DemoObjects;
  run: RunRecord;
  terminal: Terminal;
}): Promise<Labeling> {
  const { booted, options, set, run, terminal } = given;
  const { stack, cloud } = booted;
  const progress = createProgress(terminal);
  const jobs = new LabelingJobs(stack);
  const submitted = await submitJob({
    s3: s3Client(stack.access),
    outputs: stack.outputs,
    region: stack.access.region,
    jobName: run.jobName,
    options,
    set,
    maxAgeSeconds: 3600,
    onUploaded: (count, of) => progress.show([` uploading ${count}/${of} objects`], `uploading ${count}/${of} objects`),
  });
  const pace = answerPace();
  const board = stageBoard(terminal, {
    objects: set.objects.length,
    autoLabel: options.autoLabel,
    answers: () => pace.count,
  });
  const over = new AbortController();
  const crew = runCrew({
    stack,
    group: groupOf(stack.outputs.DefaultWorkteamArn),
    count: options.workers,
    accuracy: options.workerAccuracy,
    seed: options.seed,
    labels: set.labels,
    taskType: options.taskType,
    truth: truthOf(submitted.taskObjects.map((object, index) => ({ object, label: set.objects[index]!.truth }))),
    jobKeys: () => [submitted.labelingJobName.toLowerCase()],
    onAnswer: pace.tick,
    signal: over.signal,
  });
  const following = followJob({
    jobs,
    name: submitted.labelingJobName,
    otherNames: [run.jobName],
    intervalMs: 700,
    onView: (view) => progress.show(board.lines(view), board.summary(view)),
    reasonToGiveUp: (stillMs) => giveUpReason(cloud, stillMs),
    signal: over.signal,
  });
  try {
    // why: a crew that fails before the job ends must end the run with its own words; one that ends well cannot end first.
    const view = await Promise.race([following, crew.then(() => following)]);
    return { view, submitted, answersPerSecond: pace.perSecond() };
  } finally {
    progress.end();
    over.abort();
    await Promise.allSettled([crew, following]);
  }
}

function answerPace() {
  const pace = {
    count: 0,
    first: 0,
    last: 0,
    tick: () => {
      pace.count += 1;
      pace.last = performance.now();
      pace.first ||= pace.last;
    },
    perSecond: () => (pace.last > pace.first ? Math.round((pace.count / (pace.last - pace.first)) * 1e4) / 10 : null),
  };
  return pace;
}

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
async function conclude(given: Conclusion): Promise<{ json: DemoResult; report(terminal: Terminal): string[] }> {
  const { booted, options, set, run, view, submitted } = given;
  await updateRun(options.dataDir, run.jobName, { ended: view.status });
  if (view.status === 'Failed') throw new CommandFailure(`${view.name} failed: ${failureOf(view, booted)}`);
  const s3 = s3Client(booted.stack.access);
  const uri = view.outputManifest!;
  const manifest = (await readObject(s3, placeOf(uri)))!;
  const folder = join(options.dataDir, 'results', run.jobName);
  await mkdir(folder, { recursive: true });
  const outputManifest = join(folder, 'output.manifest');
  await writeFile(outputManifest, manifest);
  const score = scoreManifest(manifest, labelAttribute, {
    taskObjects: submitted.taskObjects,
    truths: set.objects.map(({ truth }) => truth),
  });
  const reportKey = workKeys.report(submitted.labelingJobName.toLowerCase());
  const reportText = await readObject(s3, { bucket: booted.stack.outputs.WorkBucketName, key: reportKey });
  const report = reportText ? (JSON.parse(reportText) as JobReport) : undefined;
  const cost = costLines(booted.cloud.meter);
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
    outputManifest: relative(process.cwd(), outputManifest),
    outputManifestUri: uri,
    roundTable: report?.rounds ?? [],
    reasons: reasonsOf(score, report),
  };
  const examples = manifest.split('\n').slice(0, 3);
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

function failureOf(view: JobView, { cloud }: Booted): string {
  const reason = view.failureReason ?? 'no reason was recorded';
  return /AccessDenied|not authorized/.test(reason)
    ? reason
    : [reason, giveUpReason(cloud, Number.POSITIVE_INFINITY)].filter(Boolean).join('; ');
}

async function keepRunning({ cloud }: Booted, terminal: Terminal): Promise<void> {
  terminal.err(`The cloud goes on at ${cloud.apiUrl} (portal) and ${cloud.endpointUrl} (AWS). Ctrl-C stops it.`);
  await untilInterrupted();
}
