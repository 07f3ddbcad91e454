import type { JobView, LabelingJobs } from './cloud/labeling-jobs';
import { CommandFailure } from './failure';

export async function findJob(jobs: LabelingJobs, name: string): Promise<JobView> {
  const view = await jobs.find(name);
  if (!view) throw new CommandFailure(`there is no labeling job "${name}"; "plumbline job list" shows those there are`);
  return view;
}
