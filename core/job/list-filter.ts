/** ListLabelingJobs: filters, order and paging as Ground Truth defines them. */
import * as z from 'zod';
import type { JobRecord } from './job';

export const listLabelingJobsInput = z.object({
  CreationTimeAfter: z.number().optional(),
  CreationTimeBefore: z.number().optional(),
  LastModifiedTimeAfter: z.number().optional(),
  LastModifiedTimeBefore: z.number().optional(),
  MaxResults: z.int().min(1).max(100).default(10),
  NextToken: z.string().max(8192).optional(),
  NameContains: z.string().max(63).optional(),
  SortBy: z.enum(['Name', 'CreationTime', 'Status']).default('CreationTime'),
  SortOrder: z.enum(['Ascending', 'Descending']).default('Ascending'),
  StatusEquals: z.enum(['Initializing', 'InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped']).optional(),
});

export type ListLabelingJobsInput = z.infer<typeof listLabelingJobsInput>;

export function matches(job: JobRecord, filter: ListLabelingJobsInput): boolean {
  const created = job.createdAt / 1000;
  const modified = job.modifiedAt / 1000;
  return (
    (filter.CreationTimeAfter === undefined || created > filter.CreationTimeAfter) &&
    (filter.CreationTimeBefore === undefined || created < filter.CreationTimeBefore) &&
    (filter.LastModifiedTimeAfter === undefined || modified > filter.LastModifiedTimeAfter) &&
    (filter.LastModifiedTimeBefore === undefined || modified < filter.LastModifiedTimeBefore) &&
    (filter.NameContains === undefined || job.jobKey.includes(filter.NameContains.toLowerCase())) &&
    (filter.StatusEquals === undefined || job.status === filter.StatusEquals)
  );
}

/** One page of the matching jobs. The token is the position in the ordered list. */
export function page(jobs: JobRecord[], filter: ListLabelingJobsInput): { jobs: JobRecord[]; nextToken?: string } {
  const keyOf = {
    Name: (job: JobRecord) => job.jobKey,
    CreationTime: (job: JobRecord) => job.createdAt,
    Status: (job: JobRecord) => job.status,
  }[filter.SortBy];
  const sign = filter.SortOrder === 'Ascending' ? 1 : -1;
  const sorted = jobs
    .filter((job) => matches(job, filter))
    .sort((a, b) => sign * (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const start = Number(filter.NextToken ?? 0) || 0;
  const end = start + filter.MaxResults;
  return { jobs: sorted.slice(start, end), ...(end < sorted.length ? { nextToken: String(end) } : {}) };
}
