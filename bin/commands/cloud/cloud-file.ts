import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudAccess } from './clients';

/** How to reach the embedded cloud that runs with its state in a data folder; undefined when none does. */
export async function runningCloud(dataDir: string): Promise<CloudAccess | undefined> {
  const holder = await readIfThere(join(dataDir, 'cloud.pid'));
  const record = await readIfThere(join(dataDir, 'cloud.json'));
  if (holder === undefined || record === undefined || !isAlive(Number(holder.split('\n')[0]))) return undefined;
  const { awsPort, root } = JSON.parse(record) as { awsPort: number; root: CloudAccess['credentials'] };
  return { region: 'us-east-1', endpointUrl: `http://127.0.0.1:${awsPort}`, credentials: root };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
