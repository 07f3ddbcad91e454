import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContainer, jsonLines, startObjects, startServing, train, trainingRoot } from './container-run';
import { picture, shapes } from './pictures';

const trained = 160;
const judged = 60;
const hyperparameters = {
  'task-type': 'image-classification',
  'label-attribute': 'shape',
  labels: JSON.stringify(shapes),
  seed: '3',
};
const nameOf = (i: number) => `pool/picture ${i}.${i % 3 ? 'png' : 'jpg'}`;
const line = (i: number) => ({ 'source-ref': `s3://pictures/${nameOf(i)}`, shape: i % shapes.length });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

const stored = new Map<string, Buffer>();
let container: ReturnType<typeof buildContainer>;
let objects: Awaited<ReturnType<typeof startObjects>>;
let root: string;
let trainingLog: string;
let endpoint: Awaited<ReturnType<typeof startServing>>;

beforeAll(async () => {
  container = buildContainer();
  for (const i of range(0, trained + judged))
    stored.set(`pictures/${nameOf(i)}`, await picture(i, i % 3 ? 'png' : 'jpeg'));
  stored.set('pictures/notes.txt', Buffer.from('not a picture at all'));
  objects = await startObjects(stored);
  root = trainingRoot(hyperparameters, {
    train: {
      'a.jsonl': jsonLines([
        ...range(0, trained).map(line),
        { 'source-ref': 's3://pictures/gone.png', shape: 0 },
        { 'source-ref': 's3://pictures/notes.txt', shape: 1 },
        { source: 'inline', shape: 1 },
      ]),
    },
    validation: { 'a.jsonl': jsonLines(range(trained, trained + judged).map(line)) },
  });
  const ended = await train(container.file, root, objects.env);
  trainingLog = ended.stdout;
  expect(ended).toMatchObject({ code: 0 });
  endpoint = await startServing(container.file, root, objects.env);
});
afterAll(async () => {
  expect((await endpoint.stop()).code).toBe(0);
  container.remove();
  await objects.close();
  rmSync(root, { recursive: true, force: true });
});

test('a model of shapes and colours is nearly always right on pictures it has not seen', () => {
  const metrics = JSON.parse(readFileSync(join(root, 'output/data/metrics.json'), 'utf8'));
  expect(metrics).toMatchObject({ 'train:examples': trained, 'train:skipped': 3, 'validation:examples': judged });
  expect(metrics['validation:accuracy']).toBeGreaterThanOrEqual(0.95);
});

test('pictures that cannot be read are left out and named', () => {
  expect(trainingLog).toMatch(/left out: train\/a\.jsonl line 161: s3:\/\/pictures\/gone\.png: NoSuchKey/);
  expect(trainingLog).toMatch(/line 162: s3:\/\/pictures\/notes\.txt: not a picture that can be read/);
  expect(trainingLog).toMatch(/line 163: a picture must be given by "source-ref"/);
});

test('the endpoint scores pictures, answers an unreadable one by its error, and fetches an unchanged one only once', async () => {
  const ids = range(trained, trained + 12);
  const body = jsonLines([
    ...ids.map((i) => ({ id: i, 'source-ref': `s3://pictures/${nameOf(i)}` })),
    { id: 'gone', 'source-ref': 's3://pictures/gone.png' },
    { id: 'odd', 'source-ref': 'https://example.com/a.png' },
  ]);
  const ask = async () =>
    (await (await endpoint.invoke(body)).text())
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
  const first = await ask();
  expect(first.map((answer) => answer.id)).toEqual([...ids, 'gone', 'odd']);
  expect(ids.filter((i, at) => first[at].label === shapes[i % shapes.length]).length).toBeGreaterThanOrEqual(11);
  expect(first.at(-2).error).toContain('s3://pictures/gone.png: NoSuchKey');
  expect(first.at(-1).error).toBe('https://example.com/a.png: not an s3://bucket/key address');

  objects.requests.length = 0;
  const changed = `pictures/${nameOf(trained)}`;
  stored.set(changed, await picture(trained + 1));
  const second = await ask();
  expect(second.slice(1)).toEqual(first.slice(1));
  expect(second[0].label).toBe(shapes[(trained + 1) % shapes.length]);
  expect(objects.requests.filter(({ status }) => status === 200).map(({ path }) => path)).toEqual([changed]);
  expect(objects.requests.filter(({ status }) => status === 304)).toHaveLength(ids.length - 1);
});
