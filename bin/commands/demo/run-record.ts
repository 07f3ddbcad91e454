import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Usage } from '../usage-cost';
import type { DemoTaskType } from './options';

/** One run of the demo in a data folder. */
export interface RunRecord {
  fingerprint: string;
  jobName: string;
  startedAt: string;
  /** What the cloud had counted when the run began; the rest is the run's. */
  meterBefore?: Usage;
  /** Set when the job reached its end, well or not. */
  ended?: string;
}

const fileOf = (dataDir: string) => join(dataDir, 'demo-runs.json');

/** The unfinished run with this fingerprint, or a new one under the next free job name. */
export async function openRun(
  dataDir: string,
  fingerprint: string,
  taskType: DemoTaskType,
  startedAt: string,
): Promise<{ run: RunRecord; resumed: boolean }> {
  const runs = await readRuns(dataDir);
  const same = runs.filter((run) => run.fingerprint === fingerprint);
  const unfinished = same.find((run) => run.ended === undefined);
  if (unfinished) return { run: unfinished, resumed: true };
  const kind = taskType.split('-')[0];
  const run = {
    fingerprint,
    jobName: `demo-${kind}-${fingerprint.slice(0, 6)}-${same.length + 1}`,
    startedAt,
  };
  await writeRuns(dataDir, [...runs, run]);
  return { run, resumed: false };
}

export async function updateRun(dataDir: string, jobName: string, facts: Partial<RunRecord>): Promise<void> {
  const runs = await readRuns(dataDir);
  await writeRuns(
    dataDir,
    runs.map((run) => (run.jobName === jobName ? { ...run, ...facts } : run)),
  );
}

async function readRuns(dataDir: string): Promise<RunRecord[]> {
  try {
    return JSON.parse(await readFile(fileOf(dataDir), 'utf8')) as RunRecord[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Written beside and renamed, so that a kill at any moment leaves the old list or the new one. */
async function writeRuns(dataDir: string, runs: RunRecord[]): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const beside = `${fileOf(dataDir)}.new`;
  await writeFile(beside, `${JSON.stringify(runs, null, 2)}\n`);
  await rename(beside, fileOf(dataDir));
}
