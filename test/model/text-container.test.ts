import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildContainer, jsonLines, startServing, train, trainingRoot } from './container-run';

const fruit = ['apple', 'pear', 'plum', 'cherry', 'quince', '梨'];
const tools = ['hammer', 'saw', 'chisel', 'plane', 'vice', '金槌'];
const sentence = (i: number) =>
  `I bought a ${(i % 2 ? tools : fruit)[i % 6]} and a ${(i % 2 ? tools : fruit)[(i * 5 + 1 - (i % 2)) % 6]} on day ${i}`;
const labelled = (i: number, attribute = 'kind') => ({
  source: sentence(i),
  [attribute]: i % 2,
  [`${attribute}-metadata`]: { 'class-name': i % 2 ? 'tool' : 'fruit', 'human-annotated': 'yes', confidence: 0.9 },
});
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => labelled(from + i));
const hyperparameters = {
  'task-type': 'text-classification',
  'label-attribute': 'kind',
  labels: '["fruit","tool","other"]',
  seed: '7',
};

let container: ReturnType<typeof buildContainer>;
const roots: string[] = [];
const rootWith = (...args: Parameters<typeof trainingRoot>) => {
  const root = trainingRoot(...args);
  roots.push(root);
  return root;
};

beforeAll(() => {
  container = buildContainer();
});
afterAll(() => {
  container.remove();
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

describe('a text training job', () => {
  test('writes a model, metrics and a log of name=value pairs, and no failure', async () => {
    const root = rootWith(hyperparameters, {
      train: { 'part-00000.jsonl': jsonLines(lines(0, 60)), 'nested/part-00001.jsonl': jsonLines(lines(60, 80)) },
      validation: { 'validation.jsonl': jsonLines(lines(80, 120)) },
    });
    const ended = await train(container.file, root);
    expect(ended).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'output/failure'))).toBe(false);
    const metrics = JSON.parse(readFileSync(join(root, 'output/data/metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({
      'train:examples': 80,
      'train:skipped': 0,
      'validation:examples': 40,
      'validation:accuracy': 1,
    });
    expect(ended.stdout).toMatch(/^.*validation:accuracy=1( |$)/m);
    expect(ended.stdout).toMatch(/features=\d+ passes=\d+ accuracy=[0-9.]+ logLoss=[0-9.]+/);
    expect(JSON.parse(readFileSync(join(root, 'model/model.json'), 'utf8'))).toMatchObject({
      format: 'plumbline-model',
      learner: 'text-classifier',
      labels: ['fruit', 'tool', 'other'],
    });
  });

  test('gives the same bytes for the same data and seed', async () => {
    const files = ['model.json', 'weights.bin'];
    const [first, second] = await Promise.all(
      [1, 2].map(async () => {
        const root = rootWith(hyperparameters, { train: { 'a.jsonl': jsonLines(lines(0, 40)) } });
        await train(container.file, root);
        return files.map((file) => readFileSync(join(root, 'model', file)));
      }),
    );
    expect(first!.every((bytes, i) => bytes.equals(second![i]!))).toBe(true);
  });

  test('leaves out lines it cannot use, counts them and says where they are', async () => {
    const bad = [
      '{"source": "cut off',
      '[1, 2]',
      JSON.stringify({ source: 'no label' }),
      JSON.stringify({ source: 'a class that is not there', kind: 3 }),
      JSON.stringify({ source: 'half a class', kind: 0.5 }),
      JSON.stringify({ kind: 1 }),
    ];
    const root = rootWith(hyperparameters, {
      train: { 'a.jsonl': `${bad.join('\n')}\n\n${jsonLines(lines(0, 40))}` },
    });
    const ended = await train(container.file, root);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('channel=train examples=40 skipped=6');
    expect(ended.stdout).toMatch(/left out: train\/a\.jsonl line 1: not JSON/);
    expect(ended.stdout).toContain('train/a.jsonl line 4: label "kind" is 3, not a class number from 0 to 2');
  });

  test('goes by the class name where the number says something else', async () => {
    const swapped = lines(0, 40).map((line) => ({ ...line, kind: 1 - (line.kind as number) }));
    const root = rootWith(hyperparameters, {
      train: { 'a.jsonl': jsonLines(swapped) },
      validation: { 'a.jsonl': jsonLines(lines(40, 60)) },
    });
    await train(container.file, root);
    expect(JSON.parse(readFileSync(join(root, 'output/data/metrics.json'), 'utf8'))['validation:accuracy']).toBe(1);
  });

  test.each([
    ['the channel is empty', {}, { train: {} }, 'channel "train" is empty'],
    [
      'only one class was seen',
      {},
      { train: { 'a.jsonl': jsonLines(lines(0, 40).filter((line) => line.kind === 1)) } },
      'training data holds one class, "tool" (20 objects): a model needs objects of at least two',
    ],
    [
      'nothing has the label',
      { 'label-attribute': 'species' },
      { train: { 'a.jsonl': jsonLines(lines(0, 3)) } },
      'channel "train" holds no usable labelled object; 3 lines were left out, the first because train/a.jsonl line 1: no label "species"',
    ],
    ['there is no channel train', {}, { validation: {} }, 'there is no channel "train"; the job has "validation"'],
    [
      'no learner does the task type',
      { 'task-type': 'text-ranking' },
      { train: {} },
      'no learner for task type "text-ranking"; there are learners for text-classification, image-classification',
    ],
    ['labels are no list', { labels: 'fruit,tool' }, { train: {} }, 'hyperparameter "labels" is not a JSON array'],
    ['the seed is no number', { seed: 'seven' }, { train: {} }, 'hyperparameter "seed" is seven, not a whole number'],
  ] as [string, Record<string, string>, Record<string, Record<string, string>>, string][])(
    'fails with the reason when %s',
    async (_name, changed, channels, reason) => {
      const root = rootWith({ ...hyperparameters, ...changed }, channels);
      const ended = await train(container.file, root);
      expect(ended.code).toBe(1);
      expect(readFileSync(join(root, 'output/failure'), 'utf8')).toContain(reason);
      expect(existsSync(join(root, 'model/model.json'))).toBe(false);
    },
  );
});

describe('a text endpoint', () => {
  let root: string;
  let endpoint: Awaited<ReturnType<typeof startServing>>;
  beforeAll(async () => {
    root = rootWith(hyperparameters, { train: { 'a.jsonl': jsonLines(lines(0, 80)) } });
    await train(container.file, root);
    endpoint = await startServing(container.file, root);
  });
  afterAll(async () => {
    expect((await endpoint.stop()).code).toBe(0);
  });

  test('answers every line in order, a bad one with its reason', async () => {
    const body = [
      JSON.stringify({ id: 5, source: 'a hammer and a saw' }),
      'not json',
      JSON.stringify({ id: 6 }),
      '',
      JSON.stringify({ id: 'x', source: '梨 and a plum' }),
      JSON.stringify({ id: 7, source: 12 }),
      '"text"',
    ].join('\n');
    const response = await endpoint.invoke(body);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jsonlines');
    const answers = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      { id: 5, label: 'tool', confidence: expect.any(Number), scores: expect.any(Object) },
      { id: null, error: expect.stringContaining('JSON') },
      { id: 6, error: 'the line has neither "source" nor "source-ref" as text' },
      { id: 'x', label: 'fruit', confidence: expect.any(Number), scores: expect.any(Object) },
      { id: 7, error: 'the line has neither "source" nor "source-ref" as text' },
      { id: null, error: 'the line is not a JSON object' },
    ]);
    const { confidence, scores } = answers[0];
    expect(Object.keys(scores)).toEqual(['fruit', 'tool', 'other']);
    expect(scores.other).toBe(0);
    expect(scores.tool).toBeCloseTo(confidence, 6);
    expect(scores.fruit + scores.tool).toBeCloseTo(1, 5);
    expect(confidence).toBeGreaterThan(0.75);
  });

  test('answers an empty text and an empty request', async () => {
    const [answer] = (await (await endpoint.invoke('{"id":1,"source":""}')).text()).split('\n');
    expect(JSON.parse(answer!).confidence).toBeLessThan(0.9);
    expect(await (await endpoint.invoke('')).text()).toBe('');
  });

  test('refuses other content types, other routes and too many lines, and says why', async () => {
    expect((await endpoint.invoke('a,b', 'text/csv')).status).toBe(415);
    expect((await fetch(`${endpoint.url}/predict`)).status).toBe(404);
    const many = await endpoint.invoke('{}\n'.repeat(10_001));
    expect(many.status).toBe(413);
    expect(await many.json()).toEqual({ error: 'the request holds 10001 lines, the most is 10000' });
    expect((await endpoint.invoke(`{"source":"${'x'.repeat(9 * 1024 * 1024)}"}`)).status).toBe(413);
    expect((await fetch(`${endpoint.url}/ping`)).status).toBe(200);
  });

  test('does not start on a model that is damaged', async () => {
    const damaged = rootWith(hyperparameters, { train: { 'a.jsonl': jsonLines(lines(0, 20)) } });
    await train(container.file, damaged);
    const path = join(damaged, 'model/weights.bin');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 8));
    await expect(startServing(container.file, damaged)).rejects.toThrow('cut off, or of another model');
  });
});
