import type { LabelingJobStatus } from '@aws-sdk/client-sagemaker';
import { LabelingJobs } from './cloud/labeling-jobs';
import type { Command } from './command';
import { stackOption } from './data-option';
import { oneOf, text } from './options';
import { table } from './terminal/table';
import { stackOf } from './with-stack';

const statuses = ['Initializing', 'InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const;

export const jobList: Command = {
  name: 'job list',
  summary: 'Lists labeling jobs, the newest first.',
  options: {
    status: { type: 'string', value: 'STATUS', description: `Only jobs in this status: ${statuses.join(', ')}` },
    contains: { type: 'string', value: 'TEXT', description: 'Only jobs whose name contains this' },
    ...stackOption,
  },
  examples: ['plumbline job list --status InProgress'],
  async run({ values, terminal }) {
    const status = values.status === undefined ? undefined : oneOf(values, 'status', 'InProgress', statuses);
    const jobs = new LabelingJobs(await stackOf(values));
    const summaries = [];
    const filter = { StatusEquals: status as LabelingJobStatus | undefined, NameContains: text(values, 'contains') };
    for await (const summary of jobs.list({ ...filter, SortBy: 'CreationTime', SortOrder: 'Descending' }))
      summaries.push(summary);
    if (values.json) {
      terminal.out(JSON.stringify({ jobs: summaries }));
      return;
    }
    if (summaries.length === 0) {
      terminal.out('No labeling jobs.');
      return;
    }
    const rows = summaries.map(({ LabelingJobName, LabelingJobStatus, CreationTime, LabelCounters }) => [
      LabelingJobName!,
      LabelingJobStatus!,
      CreationTime!.toISOString().slice(0, 19).replace('T', ' '),
      String(LabelCounters?.HumanLabeled ?? 0),
      String(LabelCounters?.MachineLabeled ?? 0),
      String(LabelCounters?.FailedNonRetryableError ?? 0),
      String(LabelCounters?.Unlabeled ?? 0),
    ]);
    for (const line of table(['name', 'status', 'created (UTC)', 'people', 'model', 'failed', 'left'], rows))
      terminal.out(line);
  },
};
