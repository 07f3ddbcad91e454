import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFileAtomically } from './write-file';

export interface CloudRecord {
  awsPort: number;
  apiPort: number;
  root: { accessKeyId: string; secretAccessKey: string };
  signingKey: string;
}

/** The folder a cloud keeps its state in, held by one process at a time. */
export class DataFolder {
  readonly path: string;
  private readonly lockFile: string;

  constructor(path: string) {
    this.path = resolve(path);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    this.lockFile = join(this.path, 'cloud.pid');
    this.lock();
  }

  /** Ports, root credentials and the key that signs session tokens; made once per folder. */
  read(): CloudRecord {
    const file = join(this.path, 'cloud.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    const letters = randomBytes(16);
    const accessKeyId = `AKIA${[...letters].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte & 31]).join('')}`;
    const record: CloudRecord = {
      awsPort: 0,
      apiPort: 0,
      root: { accessKeyId, secretAccessKey: randomBytes(30).toString('base64') },
      signingKey: randomBytes(32).toString('base64'),
    };
    this.write(record);
    return record;
  }

  write(record: CloudRecord): void {
    writeFileAtomically(join(this.path, 'cloud.json'), `${JSON.stringify(record, null, 2)}\n`);
  }

  release(): void {
    rmSync(this.lockFile, { force: true });
    held.delete(this.path);
  }

  private lock(): void {
    if (held.has(this.path)) throw new Error(`a cloud of this process already uses ${this.path}`);
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const descriptor = openSync(this.lockFile, 'wx', 0o600);
        writeSync(descriptor, `${process.pid}\n${processStat(process.pid)?.started ?? ''}\n`);
        closeSync(descriptor);
        held.add(this.path);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const [pid, started = ''] = readFileSync(this.lockFile, 'utf8').split('\n');
        if (isRunning(Number(pid), started)) {
          throw new Error(
            `${this.path} is in use by the cloud with process id ${pid}; stop it first, or choose another data folder`,
          );
        }
        rmSync(this.lockFile, { force: true });
      }
    }
    throw new Error(`${this.path} is in use by another cloud that is just starting`);
  }
}

const held = new Set<string>();

function isRunning(pid: number, started: string): boolean {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // why: after a kill the number may belong to another program by now, or to the remains nobody has collected yet.
  const now = processStat(pid);
  return now === undefined || (now.state !== 'Z' && (started === '' || now.started === started));
}

/** State letter and start time in the kernel's ticks; undefined where the system does not tell. */
function processStat(pid: number): { state: string; started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
}
