/** Where a job's working data lies in the work bucket, and its items in the table. One place, so that no two functions disagree. */

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

export const partName = (part: number): string => `part-${pad(part, 5)}`;
export const roundName = (round: number): string => pad(round, 5);

const jobFolder = (jobKey: string) => `jobs/${jobKey}`;
const roundFolder = (jobKey: string, round: number) => `${jobFolder(jobKey)}/rounds/${roundName(round)}`;

export const workKeys = {
  request: (jobKey: string) => `${jobFolder(jobKey)}/request.json`,
  categories: (jobKey: string) => `${jobFolder(jobKey)}/categories.json`,
  parts: (jobKey: string) => `${jobFolder(jobKey)}/index/parts.jsonl`,
  part: (jobKey: string, part: number) => `${jobFolder(jobKey)}/index/${partName(part)}.jsonl`,
  outcomes: (jobKey: string, part: number) => `${jobFolder(jobKey)}/outcomes/${partName(part)}/`,
  outcome: (jobKey: string, part: number, name: string) =>
    `${jobFolder(jobKey)}/outcomes/${partName(part)}/${name}.jsonl`,
  scores: (jobKey: string, round: number, part: number) =>
    `${roundFolder(jobKey, round)}/scores/${partName(part)}.jsonl`,
  selection: (jobKey: string, round: number) => `${roundFolder(jobKey, round)}/selection.jsonl`,
  batches: (jobKey: string, round: number) => `${roundFolder(jobKey, round)}/batches.jsonl`,
  taskInput: (jobKey: string, round: number, id: number) => `${roundFolder(jobKey, round)}/tasks/${id}.json`,
  answer: (jobKey: string, round: number, id: number, workerId: string) =>
    `${roundFolder(jobKey, round)}/answers/${id}/${workerId}.json`,
  workers: (jobKey: string, round: number, batch: number) => `${roundFolder(jobKey, round)}/workers/${batch}.json`,
  quality: (jobKey: string, round: number, batch: number) => `${roundFolder(jobKey, round)}/quality/${batch}.jsonl`,
  agreement: (jobKey: string, round: number, batch: number) => `${roundFolder(jobKey, round)}/agreement/${batch}.json`,
  trainChannel: (jobKey: string, round: number) => `${roundFolder(jobKey, round)}/channels/train/train.manifest`,
  report: (jobKey: string) => `${jobFolder(jobKey)}/report.json`,
  intakeFiles: (name: string, batch: number) => `intake/${name}/${pad(batch, 5)}.files.json`,
  intakeManifest: (name: string, batch: number) => `intake/${name}/${pad(batch, 5)}.manifest`,
};

export const tableKeys = {
  job: (jobKey: string) => ({ pk: `JOB#${jobKey}`, sk: 'JOB' }),
  listing: (createdAt: number, jobKey: string) => ({
    pk: 'JOBS',
    sk: `${new Date(createdAt).toISOString()}#${jobKey}`,
  }),
  active: (jobKey: string) => ({ pk: 'ACTIVE', sk: `JOB#${jobKey}` }),
  team: (team: string, jobKey: string) => ({ pk: `TEAM#${team}`, sk: `JOB#${jobKey}` }),
  round: (jobKey: string, round: number) => ({ pk: `JOB#${jobKey}`, sk: `ROUND#${roundName(round)}` }),
  openTasks: (jobKey: string, round: number, shard: number) => `OPEN#${jobKey}#${roundName(round)}#${shard}`,
  doneTasks: (jobKey: string, round: number, shard: number) => `DONE#${jobKey}#${roundName(round)}#${shard}`,
  intakeHead: (name: string) => ({ pk: `INTAKE#${name}`, sk: 'HEAD' }),
  intakeHint: (name: string) => ({ pk: `INTAKE#${name}`, sk: 'HINT' }),
  intakeListed: (name: string) => ({ pk: 'INTAKES', sk: name }),
  intakePending: (name: string, file: string) => ({ pk: `INTAKE#${name}`, sk: `PENDING#${file}` }),
  intakeTaken: (name: string, file: string) => ({ pk: `INTAKE#${name}`, sk: `TAKEN#${file}` }),
};
