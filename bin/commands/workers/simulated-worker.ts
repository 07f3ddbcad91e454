import { setTimeout as wait } from 'node:timers/promises';
import { type Assignment, type WorkerApi, WorkerApiError } from './worker-api';

export interface SimulatedWorker {
  api: Pick<WorkerApi, 'take' | 'submit'>;
  /** What the worker submits for an object, called by its text in the manifest, or the S3 URI of its file. */
  answer(taskObject: string): Record<string, unknown>;
  /** Keys of the jobs to take tasks from, asked again whenever the worker has nothing to do. */
  jobKeys(): readonly string[];
  /** Time a worker looks at an object before answering. */
  thinkMs?: number;
  onAnswer(): void;
  signal: AbortSignal;
}

/** Bounds of the pause between two looks for work; doubled after every look that found none. */
const IDLE_MS = { first: 50, longest: 500 };

/**
 * Takes tasks and answers them until the signal. Asks for the next task with each answer, as the portal does. Keeps nothing: whatever a
 * killed worker held, its lease gives back.
 */
export async function simulateWorker(worker: SimulatedWorker): Promise<void> {
  let idle = IDLE_MS.first;
  while (!worker.signal.aborted) {
    const assignment = await takeAny(worker);
    if (!assignment) {
      await pause(idle, worker.signal);
      idle = Math.min(idle * 2, IDLE_MS.longest);
      continue;
    }
    idle = IDLE_MS.first;
    await answerAll(worker, assignment);
  }
}

async function takeAny(worker: SimulatedWorker): Promise<Assignment | undefined> {
  for (const jobKey of worker.jobKeys()) {
    try {
      const assignment = await worker.api.take(jobKey);
      if (assignment) return assignment;
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }
  return undefined;
}

async function answerAll(worker: SimulatedWorker, first: Assignment): Promise<void> {
  let assignment: Assignment | null = first;
  while (assignment && !worker.signal.aborted) {
    if (worker.thinkMs) await pause(worker.thinkMs, worker.signal);
    const answer = worker.answer(objectOf(assignment.taskInput));
    try {
      const { status, next }: { status: string; next: Assignment | null } = await worker.api.submit(
        assignment.leaseId,
        answer,
        true,
      );
      if (status === 'accepted') worker.onAnswer();
      assignment = next;
    } catch (error) {
      if (!isOver(error)) throw error;
      assignment = null;
    }
  }
}

/** A text in a file is known by its file. A custom job's template gets the manifest line itself. */
function objectOf({ manifestLine, taskObject, source, 'source-ref': reference }: Assignment['taskInput']): string {
  const file = (manifestLine as { 'source-ref'?: unknown } | undefined)?.['source-ref'];
  return String(file ?? taskObject ?? source ?? reference);
}

/** The task or the job is not this worker's any more: look for other work. */
const isOver = (error: unknown) => error instanceof WorkerApiError && [403, 404, 410].includes(error.status);

/** Ends early, without complaint, at the signal. */
const pause = (milliseconds: number, signal: AbortSignal) =>
  wait(milliseconds, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
