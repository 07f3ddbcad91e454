import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoResult } from '../bin/commands/demo/result';
import { inPackage } from '../lib/paths';

/** Runs `plumbline demo … --json` in a fresh data folder, its progress shown, and returns the object it printed last, without paths of this machine. */
export async function runDemo(args: string[]): Promise<Omit<DemoResult, 'outputManifest' | 'outputManifestUri'>> {
  const data = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const output = await capture([inPackage('bin/plumbline.mjs'), 'demo', ...args, '--json', '--data', data]);
    const last = output.trim().split('\n').at(-1)!;
    const { outputManifest: _, outputManifestUri: __, ...result } = JSON.parse(last) as DemoResult;
    return result;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function capture(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`plumbline demo ended with exit code ${code}`)),
    );
  });
}
