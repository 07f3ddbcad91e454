import { workKeys } from '../../core/job/keys';
import { emptyReport, type JobReport, type RoundReport, withRound } from '../../core/job/report';
import { readJson, writeJson } from './work-store';

/** The job's report. Only one state of a job runs at a time that writes it, so read-change-write is safe. */
export class ReportStore {
  constructor(private readonly bucket: string) {}

  async read(jobKey: string): Promise<JobReport> {
    return (await readJson<JobReport>(this.location(jobKey))) ?? emptyReport();
  }

  async change(jobKey: string, change: (report: JobReport) => JobReport): Promise<void> {
    await writeJson(this.location(jobKey), change(await this.read(jobKey)));
  }

  async addRound(jobKey: string, facts: RoundReport): Promise<void> {
    await this.change(jobKey, (report) => withRound(report, facts));
  }

  private location(jobKey: string) {
    return { bucket: this.bucket, key: workKeys.report(jobKey) };
  }
}
