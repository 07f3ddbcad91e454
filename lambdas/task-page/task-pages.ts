import { ValidationException } from '../../core/errors';
import type { JobRecord } from '../../core/job/job';
import { renderTemplate } from '../../core/liquid/render-template';
import type { S3Location } from '../../core/manifest/s3-uri';
import { dataOrigins, taskPagePolicy } from '../../core/task-page/content-security-policy';
import { authorOrigins, taskDocument } from '../../core/task-page/document';
import { hasOwnScripts } from '../../core/task-page/own-scripts';
import { parseLeaseId } from '../../core/workforce/lease-id';
import { holderOf, type TaskItem } from '../../core/workforce/task';
import { logger } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { signRead } from '../_shared/sign-read';
import { TaskStore } from '../_shared/task-store';
import { readContent } from '../_shared/tasks/contents';
import { Recent } from '../_shared/tasks/recent';
import { WorkerStore } from '../_shared/tasks/worker-store';
import { type Language, type Notice, noticePage } from './notice-page';
import type { TemplateSource } from './template-source';

export interface Page {
  status: number;
  html: string;
  policy: string;
}

const JOB_MS = 60_000;
/** Signed URLs outlive the lease by a little, for pictures still loading; and not the function's own credentials. */
const URL_MARGIN_SECONDS = 900;
const URL_MAX_SECONDS = 6 * 3600;

/** The page of a task for the worker who holds its lease. */
export class TaskPages {
  private readonly tasks: TaskStore;
  private readonly jobStore: JobStore;
  private readonly workers: WorkerStore;
  private readonly jobs = new Recent<JobRecord | undefined>(JOB_MS);

  constructor(
    table: string,
    private readonly templates: TemplateSource,
  ) {
    this.tasks = new TaskStore(table);
    this.jobStore = new JobStore(table);
    this.workers = new WorkerStore(table);
  }

  /** @param isUpcoming not the lease's own task, but the one its worker will be offered next */
  async page(leaseId: string, language: Language, now: number, isUpcoming = false): Promise<Page> {
    const lease = parseLeaseId(leaseId);
    const task = lease && (await this.tasks.find(lease));
    if (!task) return noticeOf(404, language, 'gone');
    const expiresAt = leaseEnd(task, lease.nonce);
    if (expiresAt === undefined || now >= expiresAt) return noticeOf(410, language, 'expired');
    const job = await this.jobs.get(task.jobKey, () => this.jobStore.find(task.jobKey));
    if (!job) return noticeOf(404, language, 'gone');
    const secondsLeft = Math.ceil((expiresAt - now) / 1000);
    if (!isUpcoming) return this.render(job, task, language, secondsLeft);
    const upcoming = await this.upcoming(task, lease.nonce, leaseId);
    if (!upcoming) return noticeOf(404, language, 'gone');
    return this.render(job, upcoming, language, secondsLeft + job.request.HumanTaskConfig.TaskTimeLimitInSeconds);
  }

  /** What the worker API chose for after this lease; nobody can name another one. */
  private async upcoming(task: TaskItem, nonce: string, leaseId: string): Promise<TaskItem | undefined> {
    const held = await this.workers.heldLease(holderOf(task, nonce)!, task.jobKey);
    if (held?.leaseId !== leaseId || !held.upcoming) return undefined;
    return this.tasks.find({ jobKey: task.jobKey, ...held.upcoming });
  }

  private async render(job: JobRecord, task: TaskItem, language: Language, secondsLeft: number): Promise<Page> {
    const granted = new Set<string>();
    const expiresIn = Math.min(secondsLeft + URL_MARGIN_SECONDS, URL_MAX_SECONDS);
    const grantReadAccess = async (location: S3Location) => {
      const url = await signRead(location, expiresIn);
      granted.add(new URL(url).origin);
      return url;
    };
    try {
      const { text, dialect, where, isBuiltIn } = await this.templates.of(job, language);
      const taskInput = await readContent(task.input);
      const template = taskDocument(text, language, { dialect });
      const html = await renderTemplate({ template, dialect, where, taskInput, grantReadAccess });
      const policy = taskPagePolicy({
        author: authorOrigins(text),
        granted: [...granted],
        allowed: job.request.Plumbline?.TaskPage?.AllowedOrigins,
        data: dataOrigins(taskInput),
        scripts: !isBuiltIn && hasOwnScripts(text),
      });
      return { status: 200, html, policy };
    } catch (error) {
      if (!(error instanceof ValidationException)) throw error;
      logger.error(`the template of job ${job.jobKey} failed on object ${task.id}`, error);
      return noticeOf(422, language, 'template', error.message);
    }
  }
}

function leaseEnd(task: TaskItem, nonce: string): number | undefined {
  const holder = holderOf(task, nonce);
  const state = holder === undefined ? undefined : task.workers[holder];
  return state?.state === 'leased' ? state.expiresAt : undefined;
}

const noticeOf = (status: number, language: Language, notice: Notice, detail?: string): Page => ({
  status,
  html: noticePage(language, notice, detail),
  policy: taskPagePolicy({ author: [], granted: [] }),
});
