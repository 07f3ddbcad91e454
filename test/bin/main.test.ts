import { afterEach, describe, expect, test } from '@jest/globals';
import { entries, main } from '../../bin/commands/main';
import { testTerminal } from './test-terminal';

describe('plumbline', () => {
  test.each(entries.map(({ name, summary }) => [name, summary]))(
    '%s --help tells usage, options and an example',
    async (name) => {
      const terminal = testTerminal();
      expect(await main([...name.split(' '), '--help'], terminal)).toBe(0);
      const help = terminal.stdout.join('\n');
      expect(help).toContain(`Usage: plumbline ${name}`);
      expect(help).toContain('--json');
      expect(help).toMatch(/Examples?\n {2}(npm|npx|plumbline) /);
      expect(terminal.stderr).toEqual([]);
    },
  );

  test('without a command lists all of them and fails', async () => {
    const terminal = testTerminal();
    expect(await main([], terminal)).toBe(2);
    for (const { name } of entries) expect(terminal.stdout.join('\n')).toContain(name);
  });

  test.each([
    [['frobnicate'], 'plumbline: unknown command "frobnicate"'],
    [['job'], 'plumbline: expected one of: job create, job list'],
    [['job', 'create'], 'plumbline: job create: FILE is missing'],
    [['job', 'list', 'x'], 'plumbline: job list: unexpected argument "x"'],
    [['job', 'list', '--status', 'Done'], 'plumbline: --status: expected one of Initializing, InProgress'],
    [['demo', '--frob'], "plumbline: demo: Unknown option '--frob'"],
    [['demo', '--objects', 'many'], 'plumbline: --objects: expected a whole number from 1 to 1000000, got "many"'],
    [['demo', '--worker-accuracy', '1.2'], 'plumbline: --worker-accuracy: expected a number from 0 to 1, got "1.2"'],
    [
      ['demo', '--task-type', 'video'],
      'plumbline: --task-type: expected one of image-classification, text-classification, got "video"',
    ],
    [['demo', '--labels', 'a,,b'], 'plumbline: --labels: an entry of "a,,b" is empty'],
    [['demo', '--labels', 'a,b,a'], 'plumbline: --labels: "a" is there twice'],
    [['demo', '--auto-label', '--no-auto-label'], 'plumbline: --auto-label and --no-auto-label exclude each other'],
    [
      ['demo', '--workers', '2', '--answers-per-object', '3'],
      'plumbline: --workers 2 is less than --answers-per-object 3',
    ],
    [['workers', 'simulate', '--truth', 'x.jsonl'], 'plumbline: workers simulate: --job is missing'],
  ])('%j fails with one clear line and exit code 2', async (args, message) => {
    const terminal = testTerminal();
    expect(await main(args, terminal)).toBe(2);
    expect(terminal.stderr).toHaveLength(1);
    expect(terminal.stderr[0]!.startsWith(message)).toBe(true);
    expect(terminal.stderr[0]).not.toContain('\n');
    expect(terminal.stdout).toEqual([]);
  });
});

describe('a command with no cloud to work with', () => {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  afterEach(() => {
    if (AWS_REGION !== undefined) process.env.AWS_REGION = AWS_REGION;
    if (AWS_DEFAULT_REGION !== undefined) process.env.AWS_DEFAULT_REGION = AWS_DEFAULT_REGION;
  });

  test('says where it looked and what to do', async () => {
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
    const terminal = testTerminal();
    expect(await main(['job', 'list', '--data', '/nowhere'], terminal)).toBe(1);
    expect(terminal.stderr).toEqual([
      'plumbline: no embedded cloud runs with its data in /nowhere (start one with "plumbline up") and AWS_REGION is not set, so there is no AWS region to look in either',
    ]);
  });
});
