import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LEARNING_METHODS } from '../../bin/commands/consolidate/gold-questions';
import { main } from '../../bin/commands/main';
import { classConsolidator } from '../../core/consolidation/classes/consolidator';
import { lastJson, startPlumbline } from './run-plumbline';
import { testTerminal } from './test-terminal';

let folder: string;
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-consolidate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A folder of its own with these files; returns the path of the first. */
async function files(contents: Record<string, string | Buffer | object>): Promise<string> {
  const own = join(folder, String(number++));
  for (const [name, content] of Object.entries(contents)) {
    const path = join(own, name);
    await mkdir(dirname(path), { recursive: true });
    const asIs = typeof content === 'string' || Buffer.isBuffer(content);
    await writeFile(path, asIs ? content : JSON.stringify(content));
  }
  return join(own, Object.keys(contents)[0]!);
}

const beside = (path: string, name: string) => join(dirname(path), name);

async function consolidate(answers: string, ...args: string[]) {
  const terminal = testTerminal();
  const taskType = args.includes('--task-type') ? [] : ['--task-type', 'image-classification'];
  const code = await main(['consolidate', '--answers', answers, ...taskType, ...args], terminal);
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

const summaryOf = async (answers: string, ...args: string[]) => {
  const { code, out, err } = await consolidate(answers, '--json', ...args);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
};

/** Object → label of the CSV on standard output; object names without commas. */
const labelsIn = (out: string) =>
  Object.fromEntries(
    out
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2)),
  );

const BIRDS = ['object,worker,label', 'a,w1,owl', 'a,w2,owl', 'a,w3,robin', 'b,w1,robin', 'b,w2,robin', 'b,w3,robin'];
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('consolidate', () => {
  test('writes labels to standard output and everything else to standard error', async () => {
    const { code, out, err } = await consolidate(await files({ 'answers.csv': csv(...BIRDS) }));
    expect(code).toBe(0);
    expect(out).toMatch(/^object,label,confidence\na,owl,0\.\d+\nb,robin,(1|0\.\d+)$/);
    expect(err).toMatch(/^objects +2$/m);
    expect(err).toMatch(/^answers +6 by 3 workers$/m);
  });

  test('scores labels against gold; objects without answers count as wrong; gold teaches nothing', async () => {
    const answers = await files({
      'answers.csv': csv(...BIRDS),
      'gold.csv': csv('label,object', 'robin,a', 'robin,b', 'owl,nobody saw it'),
    });
    const summary = await summaryOf(answers, '--gold', beside(answers, 'gold.csv'));
    expect(summary).toMatchObject({
      taskType: 'image-classification',
      objects: 2,
      unlabelled: 0,
      answers: 6,
      workers: 3,
      replaced: 0,
      setAside: 0,
      gold: { objects: 3, withoutLabel: 1, setAside: 0 },
    });
    expect(summary.measures.accuracy).toBeCloseTo(1 / 3);
    const [withGold, without] = await Promise.all([
      consolidate(answers, '--gold', beside(answers, 'gold.csv')),
      consolidate(answers),
    ]);
    expect(withGold.out).toBe(without.out);
    expect(withGold.err).toMatch(/^gold +3 objects, 1 without a label count as wrong$/m);
  });

  test('takes columns in any order, other names, quotes, byte-order mark, carriage returns and semicolons', async () => {
    const plain = await consolidate(await files({ 'answers.csv': csv(...BIRDS) }));
    const rows = BIRDS.slice(1).map((line) => line.split(','));
    const varied = [
      `\ufeff${rows.map(([o, w, l]) => `x,"${l}","say ""hi""\nthere", ${o},${w}`).reduce((all, row) => `${all}\r\n${row}`, 'shift,Answer,note,TASK,Worker')}\r\n`,
      rows.map(([o, w, l]) => `${w};${o};${l}`).reduce((all, row) => `${all}\n${row}`, 'worker;item;label'),
      rows.map(([o, w, l]) => `${w}\t${o}\t${l}\t`).reduce((all, row) => `${all}\n${row}`, 'worker\tobject\tlabel'),
    ];
    for (const text of varied) {
      const { out, err } = await consolidate(await files({ 'answers.csv': text }));
      expect(err).not.toContain('set aside');
      expect(out).toBe(plain.out);
    }
  });

  test('reads JSON Lines, numbers as names, and answers whose members stand beside the names', async () => {
    const lines = BIRDS.slice(1).map((line) => {
      const [object, worker, label] = line.split(',');
      return object === 'a'
        ? { object, workerId: worker, label }
        : { datasetObjectId: 17, worker, 'crowd-image-classifier': { label } };
    });
    const path = await files({ 'answers.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') });
    expect(labelsIn((await consolidate(path)).out)).toEqual({ a: 'owl', 17: 'robin' });
  });

  test('sets bad rows aside with their place and goes on', async () => {
    const path = await files({
      'answers.csv': csv(
        'object,worker,label',
        'a,w1,owl',
        'a,w2',
        'a,w3,owl,hawk',
        ',w3,owl',
        'b,,owl',
        'b,w3,',
        'b\u0007,w3,owl',
        'b,w4,"owl\u001b[2J"',
        'a,w4,owl,,',
        'c,w1,heron',
      ),
    });
    const summary = await summaryOf(path, '--categories', 'owl,hawk');
    expect(summary).toMatchObject({ objects: 3, unlabelled: 2, answers: 2, setAside: 8 });
    const places = summary.firstSetAside.map(({ place, reason }: { place: string; reason: string }) => [
      place.slice(path.length),
      reason,
    ]);
    expect(places).toEqual([
      [':3', '2 cells where the header has 3'],
      [':4', '4 cells where the header has 3; a cell that holds the separator must be in quotes'],
      [':5', 'the object is empty'],
      [':6', 'the worker is empty'],
      [':7', 'the label is empty'],
      [':8', 'the object holds control characters: "b\\\\u0007"'],
      [':9', expect.stringContaining('is not one of the categories')],
      [':11', expect.stringContaining('"heron" is not one of the categories')],
    ]);
    const { err, out } = await consolidate(path);
    expect(`${err}${out}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(err).toMatch(/^objects +3, 1 without a label$/m);
    expect(err).toMatch(/^ +\S+:3: 2 cells where the header has 3$/m);
    expect(err).toMatch(/^ +and 2 more$/m);
  });

  test('on a screen, control characters in texts are written out', async () => {
    const path = await files({ 'answers.csv': 'object,worker,label\na,w1,"all \u001b[2J\u009b2J clear"\n' });
    const terminal = testTerminal({ outIsScreen: true });
    expect(await main(['consolidate', '--task-type', 'free-text', '--answers', path], terminal)).toBe(0);
    expect(terminal.stdout[0]).toContain('all \\u001b[2J\\u009b2J clear');
    const { out } = await consolidate(path, '--task-type', 'free-text');
    expect(out).toContain('all \u001b[2J');
  });

  test('a later answer of a worker replaces an earlier one and is counted', async () => {
    const path = await files({ 'answers.csv': csv('object,worker,label', 'a,w1,owl', 'a,w2,robin', 'a,w1,robin') });
    expect(await summaryOf(path)).toMatchObject({ answers: 2, replaced: 1 });
    const { out, err } = await consolidate(path);
    expect(labelsIn(out)).toEqual({ a: 'robin' });
    expect(err).toMatch(/^replaced +1 /m);
  });

  test('names that mean something elsewhere mean nothing here', async () => {
    const names = ['__proto__', 'constructor', 'two\nlines', '😀,"', '=1+1', 'toString', '物体'];
    const cell = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const rows = names.flatMap((object) =>
      names.map((worker, i) => [object, worker, i === 0 ? names[0]! : object].map(cell).join(',')),
    );
    const path = await files({ 'answers.csv': csv('object,worker,label', ...rows) });
    const output = beside(path, 'labels.jsonl');
    expect((await consolidate(path, '--output', output)).code).toBe(0);
    const lines = (await readFile(output, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ object, label }) => [object, label])).toEqual(names.map((name) => [name, name]));
  });

  test('what it writes can be read again, from both formats', async () => {
    const path = await files({ 'answers.csv': csv(...BIRDS, '" c,\n",w1,"o""wl"') });
    for (const name of ['labels.csv', 'labels.jsonl']) {
      const output = beside(path, name);
      await consolidate(path, '--output', output, '--explain');
      const { gold, measures } = await summaryOf(path, '--gold', output);
      expect(gold).toEqual({ objects: 3, withoutLabel: 0, setAside: 0 });
      expect(measures.accuracy).toBe(1);
    }
  });

  test('--explain gives the votes of every label and changes none', async () => {
    const path = await files({ 'answers.csv': csv(...BIRDS) });
    const output = beside(path, 'labels.jsonl');
    const plain = beside(path, 'plain.jsonl');
    await consolidate(path, '--output', output, '--explain');
    await consolidate(path, '--output', plain);
    const read = async (file: string) =>
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const explained = await read(output);
    expect(explained.map(({ explanation: _, ...label }) => label)).toEqual(await read(plain));
    expect(explained[0].explanation).toMatchObject({ version: 1, parts: [{ decided: 'owl' }] });
    expect(explained[0].explanation.parts[0].votes.map(({ workerId }: { workerId: string }) => workerId)).toEqual([
      'w1',
      'w2',
      'w3',
    ]);
  });

  test('reports agreement, workers with their times, and with gold how far confidence can be believed', async () => {
    const rows = Array.from({ length: 40 }, (_, o) => [
      `o${o},good,c${o % 3},9`,
      `o${o},also,c${o % 3},8`,
      `o${o},bad,c${(o + 1) % 3},`,
    ]).flat();
    const path = await files({
      'answers.csv': csv('object,worker,label,seconds', ...rows),
      'gold.csv': csv('object,label', ...Array.from({ length: 40 }, (_, o) => `o${o},c${o % 3}`)),
    });
    const summary = await summaryOf(path, '--gold', beside(path, 'gold.csv'));
    expect(summary).toMatchObject({ workerMeasure: 'accuracy', workersLeftOut: 0, agreement: { scale: 'nominal' } });
    // Two of three agree on everything: observed disagreement 2/3, by chance about as much.
    expect(summary.agreement.alpha).toBeCloseTo(0, 1);
    expect(summary.measures).toEqual({ accuracy: 1, macroF1: 1 });
    expect(summary.calibration.expectedCalibrationError).toBeLessThan(0.2);
    const [worst, ...others] = summary.workerReport;
    expect(worst).toMatchObject({ workerId: 'bad', answers: 40, gold: { right: 0, asked: 40 } });
    expect(worst).not.toHaveProperty('seconds');
    expect(others.map(({ seconds }: { seconds: { median: number } }) => seconds.median).sort()).toEqual([8, 9]);
    const { err } = await consolidate(path, '--gold', beside(path, 'gold.csv'));
    expect(err).toMatch(/^agreement +alpha -?0\.0/m);
    expect(err).toMatch(/^ {2}bad +40 +0\.00 +0\.00–0\.\d\d +0\/40 +–$/m);
    expect(err).toMatch(/^ {2}good +40 +1\.00 +.* 40\/40 +9\.0$/m);
  });

  test('gold questions teach who is right when two disagree, and are not labelled themselves', async () => {
    const classes = ['a', 'b', 'c'];
    const questions = Array.from({ length: 30 }, (_, q) => [
      `q${q},good,${classes[q % 3]}`,
      `q${q},bad,${classes[(q + 1 + (q % 2)) % 3]}`,
    ]);
    const path = await files({
      'answers.csv': csv('object,worker,label', ...questions.flat(), 'x,good,b', 'x,bad,a', 'y,good,c', 'y,bad,b'),
      'questions.csv': csv('object,label', ...questions.map((_, q) => `q${q},${classes[q % 3]}`), 'never asked,a'),
    });
    const plain = await consolidate(path);
    expect(labelsIn(plain.out)).toMatchObject({ x: 'a' });
    const { out, err } = await consolidate(path, '--gold-questions', beside(path, 'questions.csv'));
    expect(labelsIn(out)).toEqual({ x: 'b', y: 'c' });
    expect(err).toMatch(/^gold questions +30, answered 60 times$/m);
    expect(await summaryOf(path, '--gold-questions', beside(path, 'questions.csv'))).toMatchObject({
      objects: 32,
      unlabelled: 0,
      answers: 4,
      goldQuestions: { objects: 30, answers: 60, setAside: 0 },
    });
    for (const method of classConsolidator.methods) {
      const run = await consolidate(path, '--gold-questions', beside(path, 'questions.csv'), '--method', method);
      if (LEARNING_METHODS.includes(method)) expect(labelsIn(run.out)).toEqual({ x: 'b', y: 'c' });
      else expect(run.err).toMatch(new RegExp(`^plumbline: --gold-questions: the method ${method} learns nothing`));
    }
    const boxes = await consolidate(
      path,
      '--task-type',
      'bounding-box',
      '--gold-questions',
      beside(path, 'questions.csv'),
    );
    expect(boxes.err).toMatch(/--gold-questions: taken for one class per object/);
  });

  test('says what each method there is does differently: nothing, when all agree', async () => {
    const path = await files({
      'answers.csv': csv('object,worker,label', 'a,w1,owl', 'a,w2,owl', 'b,w1,elk', 'b,w2,elk'),
    });
    const { err } = await consolidate(path, '--method', 'none of these');
    const methods = err.split(' it has ')[1]!.split(', ');
    expect(methods.length).toBeGreaterThan(2);
    for (const method of methods) {
      const { out, err } = await consolidate(path, '--method', method);
      expect(labelsIn(out)).toEqual({ a: 'owl', b: 'elk' });
      expect(err).toMatch(new RegExp(`^method +${method}$`, 'm'));
    }
  });
});

describe("consolidate, from Ground Truth's output", () => {
  const answer = (workerId: string, label: string, seconds?: number) => ({
    acceptanceTime: '2026-03-01T09:00:15.191Z',
    submissionTime: '2026-03-01T09:00:58.321Z',
    timeSpentInSeconds: seconds,
    workerId,
    answerContent: { 'crowd-image-classifier': { label } },
  });
  const response = (...answers: object[]) => ({ answers });
  const tree = {
    'annotations/worker-response/iteration-1/0/2026-03-01_09:00:58.json': response(answer('w1', 'owl')),
    // The latest holds all answers so far.
    'annotations/worker-response/iteration-1/0/2026-03-01_09:10:58.json': response(
      answer('w1', 'elk'),
      answer('w2', 'elk', 4),
    ),
    // The latest cannot be read: the one before counts.
    'annotations/worker-response/iteration-2/10/2026-03-01_09:00:58.json': response(answer('w1', 'owl'), {
      workerId: 'w2',
    }),
    'annotations/worker-response/iteration-2/10/2026-03-01_09:11:00.json': '{"answers":[{"wor',
    'annotations/worker-response/iteration-10/2/2026-03-01_09:00:58.json': response(answer('w2', 'owl')),
    'annotations/consolidated-annotation/consolidation-request/iteration-1/2026-03-01_09:10:59.json': [
      {
        datasetObjectId: '0',
        dataObject: { s3Uri: 's3://x/0.jpg' },
        annotations: [
          { workerId: 'w1', annotationData: { content: JSON.stringify(answer('w1', 'owl').answerContent) } },
          { workerId: 'w2', annotationData: { content: '{"broken' } },
          { workerId: 'w3', annotationData: { s3Uri: 's3://x/answer.json' } },
        ],
      },
    ],
    'manifests/output/output.manifest': '{"source-ref":"s3://x/0.jpg"}\n',
  };

  test.each(['', 'annotations', 'annotations/worker-response'])('the folder job/%s', async (below) => {
    const root = join(dirname(await files({ 'here.txt': '', ...tree })), below);
    const summary = await summaryOf(root, '--task-type', 'ACS-ImageMultiClass');
    expect(summary).toMatchObject({ objects: 3, answers: 4, workers: 2, setAside: 2, replaced: 0 });
    expect(summary.firstSetAside.map(({ reason }: { reason: string }) => reason)).toEqual([
      'not JSON',
      'an answer without workerId or answerContent',
    ]);
    const { out } = await consolidate(root);
    expect(labelsIn(out)).toEqual({ 0: 'elk', 10: 'owl', 2: 'owl' });
  });

  test("one iteration, one object's file, and consolidation requests", async () => {
    const root = dirname(await files({ 'here.txt': '', ...tree }));
    const first = join(root, 'annotations/worker-response/iteration-1');
    expect(labelsIn((await consolidate(first)).out)).toEqual({ 0: 'elk' });
    expect(labelsIn((await consolidate(join(first, '0/2026-03-01_09:00:58.json'))).out)).toEqual({ 0: 'owl' });
    const requests = join(root, 'annotations/consolidated-annotation/consolidation-request');
    for (const path of [
      requests,
      join(requests, 'iteration-1'),
      join(requests, 'iteration-1/2026-03-01_09:10:59.json'),
    ]) {
      const summary = await summaryOf(path);
      expect(summary).toMatchObject({ objects: 1, answers: 1, setAside: 2 });
      expect(summary.firstSetAside.map(({ reason }: { reason: string }) => reason)).toEqual([
        'object 0: the answer of w2 is not JSON',
        'object 0: the answer of w3 is in s3://x/answer.json, not in this file',
      ]);
    }
  });
});

describe('consolidate, of video', () => {
  test('a folder with a file per frame is one answer', async () => {
    const frame = (frameNumber: number, left: number) => ({
      trackingAnnotations: {
        frameNumber,
        frame: `f${frameNumber}.jpeg`,
        boundingBoxes: [{ label: 'car', objectId: 'a', objectName: 'car:1', left, top: 10, width: 40, height: 40 }],
      },
    });
    const root = dirname(
      await files({
        'here.txt': '',
        'worker-response/iteration-1/0/9f2c/f0000.json': frame(0, 10),
        'worker-response/iteration-1/0/9f2c/f0001.json': frame(1, 14),
        'worker-response/iteration-1/0/77ab/f0000.json': frame(0, 10),
        'worker-response/iteration-1/0/77ab/f0001.json': frame(1, 14),
        'worker-response/iteration-1/0/77ab/f0002.json': { other: 1 },
        'worker-response/iteration-1/0/empty/readme.txt': '',
      }),
    );
    const output = join(root, 'labels.jsonl');
    expect(await summaryOf(root, '--task-type', 'VideoObjectTracking', '--output', output)).toMatchObject({
      objects: 1,
      answers: 2,
      workers: 2,
      setAside: 1,
    });
    const { object, label } = JSON.parse(await readFile(output, 'utf8'));
    expect(object).toBe('0');
    expect(label.tracks).toMatchObject([
      {
        label: 'car',
        items: [
          { frame: 0, left: 10 },
          { frame: 1, left: 14 },
        ],
      },
    ]);
  });
});

describe('consolidate refuses with one line', () => {
  const rows = csv(...BIRDS);
  const cases: [string, Record<string, string | Buffer | object>, string[], RegExp][] = [
    [
      'an unknown task type',
      { 'a.csv': rows },
      ['--task-type', 'x'],
      /^plumbline: --task-type: there is no "x"; there are image-classification, /,
    ],
    [
      'an unknown method',
      { 'a.csv': rows },
      ['--method', 'x'],
      /^plumbline: --method: image-classification has no "x"; it has .*majority-vote/,
    ],
    [
      'an output of no known format',
      { 'a.csv': rows },
      ['--output', 'x.txt'],
      /^plumbline: --output: expected a name that ends in \.csv or \.jsonl/,
    ],
    [
      'an output in no folder',
      { 'a.csv': rows },
      ['--output', '/no/such/x.csv'],
      /^plumbline: --output: there is no folder \/no\/such$/,
    ],
    [
      'a report of no known format',
      { 'a.csv': rows },
      ['--report', 'x.pdf'],
      /^plumbline: --report: expected a name that ends in \.html/,
    ],
    [
      'gold that is not there',
      { 'a.csv': rows },
      ['--gold', '/no/such.csv'],
      /^plumbline: \/no\/such\.csv: there is no such file or folder$/,
    ],
    ['an empty file', { 'a.csv': '' }, [], /a\.csv: is empty$/],
    ['an empty JSON Lines file', { 'a.jsonl': '\n\n' }, [], /a\.jsonl: is empty$/],
    ['a header alone', { 'a.csv': 'object,worker,label\n' }, [], /a\.csv: holds no answer that can be read$/],
    [
      'a missing column',
      { 'a.csv': 'object,wrker,label\na,b,c\n' },
      [],
      /a\.csv: the header has no column "worker"; it has "object", "wrker", "label"$/,
    ],
    ['a column twice', { 'a.csv': 'object,worker,label,label\na,b,c,d\n' }, [], /the header has two columns "label"$/],
    [
      'a file without a header',
      { 'a.csv': 'o1,w1,cat\no1,w2,cat\n' },
      [],
      /the header has no column "object" \(or item, task\); it has "o1", "w1", "cat"$/,
    ],
    [
      'a quote that does not end',
      { 'a.csv': 'object,worker,label\na,b,c\na,"b,c\n' },
      [],
      /a\.csv: line 3: a quoted cell begins here and does not end$/,
    ],
    [
      'binary junk',
      { 'a.csv': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 10, 0xc3]) },
      [],
      /a\.csv: not UTF-8 text \(after byte 0\)/,
    ],
    ['text in UTF-16', { 'a.csv': Buffer.from(`\ufeff${rows}`, 'utf16le') }, [], /a\.csv: not UTF-8 text/],
    [
      'a file cut inside a character',
      { 'a.csv': Buffer.concat([Buffer.from(rows), Buffer.from([0xe7, 0x89])]) },
      [],
      /a\.csv: not UTF-8 text/,
    ],
    ['NULs', { 'a.csv': Buffer.alloc(1000) }, [], /a\.csv: the header has no column "object"/],
    ['a folder without answers', { 'x/readme.txt': '' }, [], /holds no worker responses; expected a folder such as /],
    [
      'JSON of another kind',
      { 'a.json': { labels: [] } },
      [],
      /a\.json: neither a worker response nor a consolidation request/,
    ],
    ['broken JSON', { 'a.json': '[{' }, [], /a\.json: not JSON \(/],
    [
      'answers of another kind',
      { 'a.jsonl': { object: 'a', worker: 'w', boxes: [] } },
      [],
      /a\.jsonl: holds no answer that can be read; the first: \S+a\.jsonl:1: the answer holds no /,
    ],
  ];
  test.each(cases)('%s', async (_, contents, args, message) => {
    const first = await files(contents);
    const { code, out, err } = await consolidate(
      'readme.txt' in contents || first.endsWith('.txt') ? dirname(first) : first,
      ...args,
    );
    expect(err).toMatch(message);
    expect(err).not.toContain('\n');
    expect(out).toBe('');
    expect(code).toBeGreaterThan(0);
  });

  test('answers that are not there, in S3, or missing', async () => {
    expect((await consolidate('/no/such.csv')).err).toBe('plumbline: /no/such.csv: there is no such file or folder');
    expect((await consolidate('s3://bucket/answers.csv')).err).toContain('copy it first (aws s3 sync)');
    const terminal = testTerminal();
    expect(await main(['consolidate', '--task-type', 'image-classification'], terminal)).toBe(2);
    expect(terminal.stderr).toEqual(['plumbline: consolidate: --answers is missing']);
  });

  test('to overwrite what it reads', async () => {
    const path = await files({ 'a.csv': rows });
    expect((await consolidate(path, '--output', path)).err).toContain('is an input; it would be overwritten');
    expect(await readFile(path, 'utf8')).toBe(rows);
  });
});

describe('consolidate, as a process', () => {
  const many = csv(
    'object,worker,label',
    ...Array.from({ length: 20_000 }, (_, i) => `object ${i >> 1},w${i % 7},c${(i >> 1) % 3}`),
  );

  test('ends quietly when nobody reads its output any longer', async () => {
    const path = await files({ 'a.csv': many });
    const { child, ended } = startPlumbline(['consolidate', '--task-type', 'image-classification', '--answers', path]);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { stderr } = await ended;
    expect(stderr).not.toMatch(/EPIPE|at .*:\d+/);
  });

  test('ends quietly when nobody reads its summary', async () => {
    const path = await files({ 'a.csv': many });
    const output = beside(path, 'labels.csv');
    const { child, ended } = startPlumbline([
      ...['consolidate', '--task-type', 'image-classification', '--answers', path, '--output', output],
    ]);
    child.stdout!.destroy();
    const { code, stderr } = await ended;
    expect(stderr).not.toMatch(/EPIPE|at .*:\d+/);
    expect(code).toBe(0);
    expect(await readFile(output, 'utf8')).toMatch(/^object,label,confidence\n/);
  });

  test('killed at any moment, it leaves the old file or the whole new one under the name', async () => {
    const path = await files({ 'a.csv': many });
    const output = beside(path, 'labels.csv');
    const args = [
      'consolidate',
      '--task-type',
      'image-classification',
      '--answers',
      path,
      '--output',
      output,
      '--json',
    ];
    await writeFile(output, 'old');
    const { child, ended } = startPlumbline(args);
    // The first that happens in the folder: the labels are being written right now.
    const watcher = watch(dirname(path), () => child.kill('SIGKILL'));
    await ended;
    watcher.close();
    const left = await readFile(output, 'utf8');
    expect(left === 'old' || left.split('\n').length === 10_002).toBe(true);
    const again = startPlumbline(args);
    expect(lastJson((await again.ended).stdout)).toMatchObject({ objects: 10_000, output });
    expect((await readFile(output, 'utf8')).split('\n')).toHaveLength(10_002);
  });
});
