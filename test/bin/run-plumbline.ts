import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const command = join(__dirname, '../../bin/plumbline.mjs');

export interface Running {
  child: ChildProcess;
  /** Resolves when a line of standard error matches; rejects when the process ends first. */
  untilProgress(pattern: RegExp): Promise<void>;
  /** The same for standard output. */
  untilOutput(pattern: RegExp): Promise<void>;
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
  const until = (stream: Readable, written: () => string) => (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(written())) resolve();
      };
      stream.on('data', look);
      look();
      ended.then(({ code }) => reject(new Error(`ended with exit code ${code} before ${pattern}:\n${stderr}`)), reject);
    });
  return {
    child,
    untilProgress: until(child.stderr!, () => stderr),
    untilOutput: until(child.stdout!, () => stdout),
    ended,
  };
}

export const lastJson = (stdout: string): Record<string, any> => JSON.parse(stdout.trim().split('\n').at(-1)!);
