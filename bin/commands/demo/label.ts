import type { Booted } from '../cloud/boot';
import { s3Client } from '../cloud/clients';
import { followJob } from '../cloud/follow-job';
import { type JobView, LabelingJobs } from '../cloud/labeling-jobs';
import { stageBoard } from '../cloud/stages';
import { CommandFailure } from '../failure';
import { createProgress } from '../terminal/progress';
import type { Terminal } from '../terminal/terminal';
import { groupOf, runCrew } from '../workers/crew';
import { truthOf } from '../workers/truth';
import { giveUpReason } from './give-up';
import type { DemoObjects } from './objects';
import type { DemoOptions } from './options';
import type { RunRecord } from './run-record';
import { type Submitted, submitJob } from './submit';

export interface Labeling {
  view: JobView;
  submitted: Submitted;
  answersPerSecond: number | null;
}

/** Uploads, starts the workers and follows the job to its end. */
export async function label(given: {
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
  } catch (error) {
    // why: workers are told only that something went wrong; what the cloud refused or gave up is the reason to name.
    const reason = giveUpReason(cloud, Number.POSITIVE_INFINITY);
    throw reason === undefined ? error : new CommandFailure(reason);
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
