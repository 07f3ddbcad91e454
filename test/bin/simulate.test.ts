import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { main } from '../../bin/commands/main';
import { learnableTaskTypes } from '../../model/learners/registry';
import { jsonLines, outcomeOf, simulate, texts, timeless, workFolder } from './simulate/data';
import { testTerminal } from './test-terminal';

const files = workFolder();
const input = (...args: Parameters<typeof texts>) => files.write(jsonLines(texts(...args)));

describe('simulate', () => {
  test('tells per seed and overall what the jobs came to', async () => {
    const outcome = await outcomeOf(await input(600), '--seeds', '3', '--target-accuracy', '0.8');
    expect(outcome.settings).toMatchObject({
      taskType: 'text-classification',
      targetAccuracy: 0.8,
      confidence: 0.95,
      scope: 'machine',
      answersPerObject: 3,
      workerAccuracy: 0.9,
      seeds: 3,
      firstSeed: 1,
    });
    expect(outcome).toMatchObject({ objects: 600, labels: ['fruit', 'tool'], measure: 'accuracy', setAside: 0 });
    expect(outcome.seeds.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2, 3]);
    for (const seed of outcome.seeds) {
      expect(seed.coverage).toBeGreaterThan(0.2);
      expect(seed.machineAccuracy).toBeGreaterThan(0.8);
      expect(seed.datasetAccuracy).toBeGreaterThan(0.9);
      expect(Math.round(seed.coverage * 600) + seed.humanObjects).toBe(600);
      expect(seed.humanAnswers).toBe(3 * seed.humanObjects);
      expect(seed.rounds).toBe(seed.reports.length);
      expect(seed.reports.reduce((sum: number, { asked }: { asked?: number }) => sum + (asked ?? 0), 0)).toBe(
        seed.humanObjects,
      );
      expect(seed.reports[0]).toMatchObject({ round: 1, step: 'first' });
      expect(seed.ended).toMatch(/\w/);
    }
    const mean = (key: string) => outcome.seeds.reduce((sum: number, seed: any) => sum + seed[key], 0) / 3;
    for (const key of ['coverage', 'machineAccuracy', 'datasetAccuracy', 'humanAnswers', 'rounds'])
      expect(outcome.overall[key]).toBeCloseTo(mean(key), 9);
    expect(outcome.overall).toMatchObject({ violations: 0, automated: 3 });
    expect(outcome.overall.seconds).toBeGreaterThan(0);
  });

  test('gives the same for the same seed, in whatever thread and company it runs', async () => {
    const path = await input(500);
    const wide = ['--target-accuracy', '0.85'];
    const alone = await outcomeOf(path, '--seeds', '1', '--first-seed', '2', ...wide);
    const together = await outcomeOf(path, '--seeds', '3', ...wide);
    const threads = await outcomeOf(path, '--seeds', '3', '--workers', '3', ...wide);
    expect(timeless(alone).seeds[0]).toEqual(timeless(together).seeds[1]);
    expect(timeless(threads)).toEqual(timeless(together));
    expect(together.seeds[0].reports).not.toEqual(together.seeds[1].reports);
  });

  test('is read by people without --json, with the price', async () => {
    const { code, out, err } = await simulate(await input(400), '--seeds', '2', '--price-per-answer', '0.01');
    expect(code).toBe(0);
    expect(out).toContain('400 objects, 2 labels, text-classification');
    expect(out).toContain("95 % accuracy of the model's labels, with 95 % confidence");
    expect(out).toMatch(/labelled by the model +\d/);
    expect(out).toMatch(/Promise missed: \d of 2 jobs/);
    expect(out).toMatch(/instead of 12\.00/);
    expect(out).toContain('Why the jobs ended');
    expect(err.split('\n').filter((line) => line && !/^\[ *\d+ s\]/.test(line))).toEqual([]);
  });

  test('writes every label of the first job in the order of the input', async () => {
    const lines = texts(600);
    const labels = files.path('labels.jsonl');
    const path = await files.write(`\n${jsonLines(lines)}`);
    const outcome = await outcomeOf(path, '--seeds', '2', '--output', labels, '--target-accuracy', '0.85');
    const written = (await readFile(labels, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.map(({ line }) => line)).toEqual(lines.map((_, i) => i + 2));
    expect(written.map(({ truth }) => truth)).toEqual(lines.map(({ label }) => label));
    const machine = written.filter(({ by }) => by === 'machine');
    expect(machine.length / 600).toBeCloseTo(outcome.seeds[0].coverage, 9);
    expect(machine.filter(({ label, truth }) => label === truth).length / machine.length).toBeCloseTo(
      outcome.seeds[0].machineAccuracy,
      9,
    );
    expect(written.filter(({ label, truth }) => label === truth).length / 600).toBeCloseTo(
      outcome.seeds[0].datasetAccuracy,
      9,
    );
    for (const { confidence } of machine) expect(confidence).toBeGreaterThanOrEqual(0.5);
  });

  test('labels what a rare class leaves, and lives with one that the first sample has not met', async () => {
    const rare = await outcomeOf(
      await input(600, { shares: [0.93, 0.07], wrong: 0 }),
      '--seeds',
      '2',
      '--target-accuracy',
      '0.8',
    );
    expect(rare.overall).toMatchObject({ violations: 0 });
    expect(rare.overall.coverage).toBeGreaterThan(0.3);
    const clean = ['--answers-per-object', '1', '--worker-accuracy', '1'];
    const lines = texts(500, { wrong: 0 });
    lines[450] = { source: 'owl heron robin', label: 'bird' };
    const absent = await outcomeOf(await files.write(jsonLines(lines)), '--seeds', '2', ...clean);
    expect(absent.labels).toEqual(['bird', 'fruit', 'tool']);
    expect(absent.overall.violations).toBe(0);
    expect(absent.overall.coverage).toBeGreaterThan(0.3);
  });

  test('leaves everything to people where all objects are of one class', async () => {
    const lines = texts(200).map(({ source }) => ({ source, label: 'all the same' }));
    const { overall, seeds } = await outcomeOf(await files.write(jsonLines(lines)), '--seeds', '1');
    expect(overall).toMatchObject({ coverage: 0, machineAccuracy: null, humanObjects: 200, violations: 0 });
    expect(seeds[0].reports[0].trainingReason).toMatch(/same|one class|all/i);
  });

  test('reads pictures beside the file, by file:// and Ground Truth labels', async () => {
    const lines: object[] = [];
    for (let i = 0; i < 60; i++) {
      const light = i % 2 === 0;
      const level = (light ? 200 : 20) + (i % 17);
      const pixels = { r: level, g: 255 - level, b: i };
      const png = await sharp({ create: { width: 24, height: 24, channels: 3, background: pixels } })
        .png()
        .toBuffer();
      const path = await files.write(png, `picture-${i}.png`);
      const metadata = {
        'class-name': light ? 'light' : 'dark',
        confidence: 0.9,
        type: 'groundtruth/image-classification',
      };
      lines.push({
        'source-ref': i < 30 ? `picture-${i}.png` : `file://${path}`,
        shade: light ? 0 : 1,
        'shade-metadata': metadata,
      });
    }
    const path = await files.write(jsonLines(lines));
    const args = ['--task-type', 'ImageMultiClass', '--label-attribute', 'shade', '--seeds', '1'];
    const outcome = await outcomeOf(path, '--answers-per-object', '1', ...args);
    expect(outcome.settings.taskType).toBe('image-classification');
    expect(outcome.labels).toEqual(['dark', 'light']);
    expect(outcome.objects).toBe(60);
  });
});

describe('simulate refuses', () => {
  const line = JSON.stringify({ source: 'apple', label: 'fruit' });

  test.each([
    ['a line that is not JSON', '{"source":', /:2: not JSON/],
    ['a line that is no object', '[1]', /:2: not a JSON object/],
    ['a line without the label', '{"source":"plum","kind":"fruit"}', /:2: no label "label".*kind/],
    ['a line without an object', '{"label":"fruit"}', /:2: the line has neither "source" nor "source-ref"/],
    ['a label that cannot be read', '{"source":"plum","label":["fruit"]}', /:2: /],
    ['an object in S3', '{"source-ref":"s3://b/plum.txt","label":"fruit"}', /:2: s3:\/\/b\/plum\.txt is not on this/],
    ['a file that is missing', '{"source-ref":"gone.txt","label":"fruit"}', /:2: .*there is no file .*gone\.txt/],
  ])('%s, by file and line, unless such lines are to be left out', async (_, bad, message) => {
    const path = await files.write(`${line}\n${bad}\n${line}\n`);
    const { code, out, err } = await simulate(path, '--json', '--seeds', '1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).toContain(path);
    expect(err.split('\n')).toHaveLength(1);
    const left = await outcomeOf(path, '--seeds', '1', '--skip-bad-lines');
    expect(left).toMatchObject({ objects: 2, setAside: 1, firstSetAside: [{ place: `${path}:2` }] });
  });

  test('a file without a usable line', async () => {
    const empty = await simulate(await files.write('\n\n'), '--seeds', '1');
    expect(empty).toMatchObject({ code: 1, err: expect.stringContaining('holds no labelled object') });
    const bad = await simulate(await files.write('x\n'), '--seeds', '1', '--skip-bad-lines');
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining(':1: not JSON') });
  });

  test.each([
    [['--task-type', 'video'], /--task-type: there is no learner for "video".*text-classification/],
    [['--task-type', 'ranking'], /--task-type: there is no learner for "ranking"/],
    [['--target-accuracy', '1.5'], /--target-accuracy: expected a number/],
    [['--confidence', 'high'], /--confidence: expected a number/],
    [['--answers-per-object', '0'], /--answers-per-object: expected a whole number/],
    [['--worker-accuracy', '90'], /--worker-accuracy: expected a number from 0 to 1/],
    [['--seeds', '0'], /--seeds: expected a whole number/],
    [['--promise', 'people'], /--promise: expected one of machine, dataset/],
    [['--plot', 'page.png'], /--plot: expected a name that ends in \.html/],
    [['--output', 'labels.csv'], /--output: expected a name that ends in \.jsonl/],
    [['--price-per-answer=-1'], /--price-per-answer: expected a number/],
    [['--sheep', '3'], /sheep/],
  ])('%j with one line', async (args, message) => {
    const { code, err } = await simulate(await files.write(`${line}\n`), ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.split('\n')).toHaveLength(1);
  });

  test('a missing file, and to write over its input', async () => {
    expect(await simulate(files.path('gone.jsonl'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('gone.jsonl'),
    });
    const path = await files.write(`${line}\n`);
    expect(await simulate(path, '--output', path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('overwritten'),
    });
  });

  test('to guess the task type or the input', async () => {
    const terminal = testTerminal();
    expect(await main(['simulate', '--input', 'x'], terminal)).toBe(2);
    expect(await main(['simulate', '--task-type', 'text-classification'], terminal)).toBe(2);
    expect(terminal.stderr[0]).toMatch(/--task-type is missing/);
    expect(terminal.stderr[1]).toMatch(/--input is missing/);
  });

  test('names every learner there is', async () => {
    const { err } = await simulate(await files.write(`${line}\n`), '--task-type', 'nothing');
    for (const type of learnableTaskTypes) expect(err).toContain(type);
  });
});
