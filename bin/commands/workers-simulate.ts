import { taskTypeBySlug } from '../../task-types/registry';
import { followJob } from './cloud/follow-job';
import { LabelingJobs } from './cloud/labeling-jobs';
import { stageBoard } from './cloud/stages';
import type { Command } from './command';
import { stackOption } from './data-option';
import { CommandFailure, UsageFailure } from './failure';
import { findJob } from './find-job';
import { list, share, text, wholeNumber } from './options';
import { createProgress } from './terminal/progress';
import { stackOf } from './with-stack';
import { groupOf, runCrew } from './workers/crew';
import { readTruth } from './workers/truth';

/** Seconds a person at `--speed 1` takes for a class label. */
const SECONDS_PER_ANSWER = 3;

export const workersSimulate: Command = {
  name: 'workers simulate',
  summary: 'Lets simulated workers sign in and answer the tasks of a job through the worker API until the job ends.',
  options: {
    job: { type: 'string', value: 'NAME', description: 'Labeling job whose tasks they take' },
    truth: {
      type: 'string',
      value: 'FILE.jsonl',
      description:
        'Lines {"source" or "source-ref" as in the manifest, "label"}: what is right, a class or a bare answer (docs/endpoint.md)',
    },
    labels: { type: 'string', value: 'A,B,C', description: 'Classes of the job (default: those in --truth)' },
    workers: { type: 'string', value: 'N', description: 'How many (default 4)' },
    accuracy: { type: 'string', value: 'P', description: 'Share of answers a worker gets right (default 0.9)' },
    seed: { type: 'string', value: 'N', description: 'Seed of their opinions (default 7)' },
    speed: {
      type: 'string',
      value: 'X',
      description: `1 = ${SECONDS_PER_ANSWER} seconds an answer, 10 = ten times as fast, 0 = no pause (default 0)`,
    },
    ...stackOption,
  },
  examples: ['plumbline workers simulate --job night-cars-01 --truth truth.jsonl --workers 5 --accuracy 0.85'],
  async run({ values, terminal }) {
    const job = text(values, 'job');
    const truthFile = text(values, 'truth');
    if (!job || !truthFile) throw new UsageFailure(`workers simulate: --${job ? 'truth' : 'job'} is missing`);
    const speed = share(values, 'speed', 0, { min: 0, max: 1000 });
    const count = wholeNumber(values, 'workers', 4, { min: 1, max: 500 });
    const accuracy = share(values, 'accuracy', 0.9, { min: 0, max: 1 });
    const seed = wholeNumber(values, 'seed', 7, { min: 0, max: 2 ** 32 - 1 });
    const stack = await stackOf(values);
    const jobs = new LabelingJobs(stack);
    const view = await findJob(jobs, job);
    const taskType = taskTypeBySlug(taskTypeOf(view.response)).slug;
    const { truth, labels } = await readTruth(truthFile, taskType);
    const human = view.response.HumanTaskConfig as { WorkteamArn: string; NumberOfHumanWorkersPerDataObject: number };
    if (count < human.NumberOfHumanWorkersPerDataObject) {
      throw new CommandFailure(
        `${job} asks ${human.NumberOfHumanWorkersPerDataObject} workers about each object; --workers ${count} could never finish it`,
      );
    }
    let answers = 0;
    const over = new AbortController();
    const board = stageBoard(terminal, {
      autoLabel: view.response.LabelingJobAlgorithmsConfig !== undefined,
      answers: () => answers,
    });
    const progress = createProgress(terminal);
    const crew = runCrew({
      stack,
      group: groupOf(human.WorkteamArn),
      count,
      accuracy,
      seed,
      labels: list(values, 'labels') ?? labels,
      taskType,
      truth,
      jobKeys: () => [job.toLowerCase()],
      thinkMs: speed === 0 ? 0 : (SECONDS_PER_ANSWER * 1000) / speed,
      onAnswer: () => {
        answers += 1;
      },
      signal: over.signal,
    });
    const following = followJob({
      jobs,
      name: job,
      intervalMs: 1000,
      onView: (current) => progress.show(board.lines(current), board.summary(current)),
      signal: over.signal,
    });
    try {
      const ended = await Promise.race([following, crew.then(() => following)]);
      terminal.out(
        values.json
          ? JSON.stringify({ job, status: ended.status, answers })
          : `${job} is ${ended.status.toLowerCase()}; the workers gave ${answers} answers.`,
      );
    } finally {
      progress.end();
      over.abort();
      await Promise.allSettled([crew, following]);
    }
  },
};

const taskTypeOf = (response: Record<string, unknown>): string =>
  (response.Plumbline as { TaskType?: string } | undefined)?.TaskType ?? 'unknown';
