import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { LEARNING_METHODS } from '../../bin/commands/consolidate/gold-questions';
import { main } from '../../bin/commands/main';
import { classConsolidator } from '../../core/consolidation/classes/consolidator';
import { BIRDS, beside, consolidate, csv, files, labelsIn, summaryOf } from './consolidate/run-consolidate';
import { testTerminal } from './test-terminal';

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
