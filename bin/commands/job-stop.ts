import { LabelingJobs } from './cloud/labeling-jobs';
import type { Command } from './command';
import { stackOption } from './data-option';
import { findJob } from './find-job';
import { stackOf } from './with-stack';

export const jobStop: Command = {
  name: 'job stop',
  summary: 'Stops a labeling job. Labels so far are kept and published; a stopped job cannot be started again.',
  positionals: ['NAME'],
  options: stackOption,
  examples: ['plumbline job stop night-cars-01'],
  async run({ values, positionals, terminal }) {
    const jobs = new LabelingJobs(await stackOf(values));
    const name = positionals[0]!;
    await findJob(jobs, name);
    await jobs.stop(name);
    const { status } = await findJob(jobs, name);
    terminal.out(values.json ? JSON.stringify({ name, status }) : `${name}: ${status}`);
  },
};
