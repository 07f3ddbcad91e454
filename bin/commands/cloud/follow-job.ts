import { setTimeout as wait } from 'node:timers/promises';
import { CommandFailure } from '../failure';
import type { JobView, LabelingJobs } from './labeling-jobs';

export interface Following {
  jobs: Pick<LabelingJobs, 'find'>;
  name: string;
  intervalMs: number;
  onView(view: JobView | undefined): void;
  /** Asked while nothing moves: a reason to give up, as one line. */
  reasonToGiveUp?(stillMs: number): string | undefined;
  /** Names under which the job may be recorded as refused, should the one followed never appear. */
  otherNames?: string[];
  signal?: AbortSignal;
  now?(): number;
}

const ENDED = ['Completed', 'Failed', 'Stopped'];

export const isEnded = (view: JobView): boolean => ENDED.includes(view.status);

/** Polls DescribeLabelingJob, as every client of Ground Truth has to (there are no waiters), until the job ends. */
export async function followJob(following: Following): Promise<JobView> {
  const now = following.now ?? Date.now;
  let last = '';
  let movedAt = now();
  for (;;) {
    following.signal?.throwIfAborted();
    const view = (await following.jobs.find(following.name)) ?? (await refusal(following));
    following.onView(view);
    if (view && isEnded(view)) return view;
    const state = JSON.stringify(view && [view.status, view.counters, view.progress]);
    if (state !== last) {
      last = state;
      movedAt = now();
    }
    const reason = following.reasonToGiveUp?.(now() - movedAt);
    if (reason !== undefined) throw new CommandFailure(reason);
    await wait(following.intervalMs, undefined, { signal: following.signal });
  }
}

/** A dropped definition that cannot be a job is recorded under its file's name, as a failed job. */
async function refusal({ jobs, otherNames = [] }: Following): Promise<JobView | undefined> {
  for (const name of otherNames) {
    const view = await jobs.find(name);
    if (view?.status === 'Failed') return view;
  }
  return undefined;
}
