import { postAnnotationFunction } from '../../core/job/functions';
import type { JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import type { LabelCategory } from '../../core/job/label-categories';
import { type Lease, objectIdOf } from '../../core/workforce/lease-id';
import { type Submission, submit } from '../../core/workforce/task';
import type { Worker } from '../../core/workforce/worker';
import { readAnswer } from '../../task-types/answers';
import { findTaskType } from '../../task-types/registry';
import { categoriesOf } from '../_shared/job-data';
import type { TaskStore } from '../_shared/task-store';
import { contentBytes, isLarge, MAX_CONTENT_BYTES, storeContent } from '../_shared/tasks/contents';
import { Recent } from '../_shared/tasks/recent';
import { tooLarge } from './errors';
import { invalidAnswer } from './invalid-answer';

/** A job's labels never change. */
const FOREVER_MS = Number.POSITIVE_INFINITY;

/** Answers as they come in: whether they can be used, and where they are kept. */
export class Answers {
  private readonly categories = new Recent<LabelCategory[]>(FOREVER_MS);

  constructor(
    private readonly bucket: string,
    private readonly tasks: TaskStore,
  ) {}

  /**
   * Built-in consolidation must be able to read the answer; a user's own function may expect anything.
   *
   * @throws ApiError `InvalidAnswer`
   */
  async check(job: JobRecord, answer: Record<string, unknown>): Promise<void> {
    const taskType = findTaskType(job.taskType);
    if (!taskType || postAnnotationFunction(job.request)) return;
    const categories = await this.categories.get(job.jobKey, () => categoriesOf(this.bucket, job.jobKey));
    const parsed = readAnswer(taskType, answer, categories);
    if (!parsed.ok) throw invalidAnswer(answer, taskType.element, parsed.reason);
  }

  /** Puts a large answer where it belongs, and gives what the task keeps of it. */
  async store(
    { identity, workerId }: Worker,
    lease: Lease,
    answer: unknown,
    pausedSeconds: number | undefined,
    now: number,
  ): Promise<Submission> {
    const content = limited(JSON.stringify(answer));
    if (isLarge(content)) {
      // why: the key is the worker's for this object; a late or repeated answer must not replace what was accepted.
      const task = await this.tasks.find(lease);
      const allowed = task && submit(task, workerId, lease.nonce, now, { answer: { content: '' }, identity });
      if (!allowed?.ok || allowed.repeated) return { answer: { content: '' }, identity };
    }
    const key = workKeys.answer(lease.jobKey, lease.round, objectIdOf(lease), workerId);
    return { answer: await storeContent(content, this.bucket, key), identity, pausedSeconds };
  }
}

/** @throws ApiError `TooLarge` */
export function limited(content: string): string {
  const bytes = contentBytes(content);
  if (bytes <= MAX_CONTENT_BYTES) return content;
  throw tooLarge(MAX_CONTENT_BYTES, bytes);
}
