import { type JobView, LabelingJobs } from './cloud/labeling-jobs';
import type { Command } from './command';
import { stackOption } from './data-option';
import { findJob } from './find-job';
import { stackOf } from './with-stack';

export const jobDescribe: Command = {
  name: 'job describe',
  summary: 'Shows one labeling job; --json prints the whole DescribeLabelingJob response.',
  positionals: ['NAME'],
  options: stackOption,
  examples: ['plumbline job describe night-cars-01'],
  async run({ values, positionals, terminal }) {
    const view = await findJob(new LabelingJobs(await stackOf(values)), positionals[0]!);
    if (values.json) terminal.out(JSON.stringify(view.response));
    else for (const [name, value] of rowsOf(view)) terminal.out(`${name.padEnd(16)}${value}`);
  },
};

export function rowsOf(view: JobView): [string, string][] {
  const { counters, progress } = view;
  const time = (date?: Date) => date?.toISOString().slice(0, 19).replace('T', ' ') ?? '–';
  const rows: [string, string | undefined][] = [
    ['Name', view.name],
    ['Status', view.status],
    ['Failure', view.failureReason],
    ['Stage', progress.stage && `${progress.stage}, round ${progress.round ?? 0}`],
    ['Open tasks', progress.opened === undefined ? undefined : `${progress.open ?? 0} of ${progress.opened}`],
    ['Labelled', `${counters.total} (people ${counters.human}, model ${counters.machine})`],
    ['Failed', String(counters.failed)],
    ['Left', String(counters.unlabeled)],
    ['Created (UTC)', time(view.createdAt)],
    ['Changed (UTC)', time(view.modifiedAt)],
    ['Output', view.outputManifest],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}
