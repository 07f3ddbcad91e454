import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const command = join(__dirname, '../../bin/plumbline.mjs');

export interface Running {
  child: ChildProcess;
  /** Everything written to standard error so far. */
  stderr(): string;
  /** Resolves when a line of standard error matches; rejects when the process ends first. */
  untilProgress(pattern: RegExp): Promise<void>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Starts the command line as a user does, in a process of its own. */
export function startPlumbline(args: string[]): Running {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const untilProgress = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(stderr)) resolve();
      };
      child.stderr!.on('data', look);
      look();
      ended.then(({ code }) => reject(new Error(`ended with exit code ${code} before ${pattern}:\n${stderr}`)), reject);
    });
  return { child, stderr: () => stderr, untilProgress, ended };
}

export const lastJson = (stdout: string): Record<string, any> => JSON.parse(stdout.trim().split('\n').at(-1)!);
