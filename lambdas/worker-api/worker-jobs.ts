import type { JobRecord } from '../../core/job/job';
import type { Worker } from '../../core/workforce/worker';
import { type JobStore, teamOf } from '../_shared/job-store';
import type { TaskStore } from '../_shared/task-store';
import { Recent } from '../_shared/tasks/recent';
import type { Offer, WorkerStore } from '../_shared/tasks/worker-store';
import { ApiError } from './errors';

/** Jobs and their rounds change seldom and stopping is not a matter of a second; counts are shown, not relied on. */
const JOB_MS = 5000;
const OFFER_MS = 2000;
const COUNT_MS = 2000;

/** The jobs of a worker's teams: which there are, and which may be worked on. */
export class WorkerJobs {
  private readonly known = new Recent<JobRecord | undefined>(JOB_MS);
  private readonly offers = new Recent<Offer | undefined>(OFFER_MS);
  private readonly counts = new Recent<number>(COUNT_MS);

  constructor(
    private readonly store: JobStore,
    private readonly workers: WorkerStore,
    private readonly tasks: TaskStore,
  ) {}

  async list(worker: Worker) {
    const [held, ...offers] = await Promise.all([
      this.workers.heldLeases(worker.workerId),
      ...worker.teams.map((team) => this.workers.offers(team)),
    ]);
    const now = Date.now();
    const until = new Map(held.filter((lease) => lease.until > now).map((lease) => [lease.jobKey, lease.until]));
    const listed = await Promise.all(offers.flat().map((offer) => this.listed(offer, until.get(offer.jobKey))));
    return listed.filter((entry) => entry !== undefined);
  }

  /** @throws ApiError `NotFound` */
  async get(jobKey: string, isFresh = false): Promise<JobRecord> {
    const job = await this.find(jobKey, isFresh);
    if (!job) throw new ApiError('NotFound', `There is no job named "${jobKey}".`);
    return job;
  }

  /** @throws ApiError when the job is another team's, or over */
  assertMayWork(worker: Worker, job: JobRecord): void {
    if (!worker.teams.includes(teamOf(job.request.HumanTaskConfig.WorkteamArn)))
      throw new ApiError('AccessDeniedException', 'This job belongs to another work team.');
    if (job.status !== 'InProgress') throw new ApiError('TaskClosed', 'This job is over. Thank you for your work.');
  }

  /** Where the job's open tasks are; undefined while it has none. */
  offerOf({ jobKey, request }: JobRecord): Promise<Offer | undefined> {
    const team = teamOf(request.HumanTaskConfig.WorkteamArn);
    return this.offers.get(`${team}#${jobKey}`, () => this.workers.offer(team, jobKey));
  }

  private async listed({ jobKey, round, shards }: Offer, heldUntil: number | undefined) {
    const job = await this.find(jobKey);
    if (job?.status !== 'InProgress') return undefined;
    const human = job.request.HumanTaskConfig;
    const open = await this.counts.get(`${jobKey}#${round}`, () => this.tasks.countOpen(jobKey, round, shards));
    return {
      jobKey,
      name: job.request.LabelingJobName,
      title: human.TaskTitle,
      description: human.TaskDescription,
      keywords: human.TaskKeywords ?? [],
      timeLimitSeconds: human.TaskTimeLimitInSeconds,
      answersPerObject: human.NumberOfHumanWorkersPerDataObject,
      open,
      /** The worker left a task of it unfinished, which is theirs until then. */
      heldUntil: heldUntil === undefined ? null : new Date(heldUntil).toISOString(),
    };
  }

  private find(jobKey: string, isFresh = false): Promise<JobRecord | undefined> {
    const read = () => this.store.find(jobKey);
    return isFresh ? this.known.fresh(jobKey, read) : this.known.get(jobKey, read);
  }
}
