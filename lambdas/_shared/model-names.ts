import type { JobRecord } from '../../core/job/job';

/**
 * SageMaker names of a job's models, unique per job though its name may have been used before elsewhere: name, creation second in base
 * 36, round. At most 63 characters.
 */
const stem = (job: JobRecord): string => `${job.jobKey.slice(0, 44)}-${Math.floor(job.createdAt / 1000).toString(36)}`;

export const endpointNameOf = (job: JobRecord): string => stem(job);
export const roundModelNameOf = (job: JobRecord, round: number): string => `${stem(job)}-r${round}`;

/**
 * Requests an endpoint takes at once, best first. A new account may have no more than ten at once over all its serverless endpoints, and while a model
 * is being replaced, both count.
 */
export const CONCURRENCIES = [20, 5, 1] as const;
type Concurrency = (typeof CONCURRENCIES)[number];

export const endpointConfigNameOf = (job: JobRecord, round: number, concurrency: Concurrency): string =>
  `${roundModelNameOf(job, round)}${concurrency === CONCURRENCIES[0] ? '' : `-c${concurrency}`}`;

/** The result, or undefined when SageMaker says that the thing is not there ("Could not find …"). */
export async function unlessGone<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (/could not find/i.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Runs a Create call; the thing may exist already, made by an earlier try of the same step. */
export async function unlessMade(result: Promise<unknown>): Promise<void> {
  try {
    await result;
  } catch (error) {
    if (!/already exist/i.test((error as Error).message)) throw error;
  }
}
