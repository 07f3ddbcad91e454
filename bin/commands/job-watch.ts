import { followJob } from './cloud/follow-job';
import { LabelingJobs } from './cloud/labeling-jobs';
import { stageBoard } from './cloud/stages';
import type { Command } from './command';
import { stackOption } from './data-option';
import { CommandFailure } from './failure';
import { findJob } from './find-job';
import { rowsOf } from './job-describe';
import { createProgress } from './terminal/progress';
import { stackOf } from './with-stack';

export const jobWatch: Command = {
  name: 'job watch',
  summary: 'Follows a labeling job until it ends; exit code 0 when it completed or was stopped, 1 when it failed.',
  positionals: ['NAME'],
  options: stackOption,
  examples: ['plumbline job watch night-cars-01'],
  async run({ values, positionals, terminal }) {
    const jobs = new LabelingJobs(await stackOf(values));
    const name = positionals[0]!;
    const found = await findJob(jobs, name);
    const board = stageBoard(terminal, { autoLabel: found.response.LabelingJobAlgorithmsConfig !== undefined });
    const progress = createProgress(terminal);
    const view = await followJob({
      jobs,
      name,
      intervalMs: 2000,
      onView: (current) => progress.show(board.lines(current), board.summary(current)),
    });
    progress.end();
    if (values.json) terminal.out(JSON.stringify(view.response));
    else for (const [label, value] of rowsOf(view)) terminal.out(`${label.padEnd(16)}${value}`);
    if (view.status === 'Failed')
      throw new CommandFailure(`${name} failed: ${view.failureReason ?? 'no reason was recorded'}`);
  },
};
