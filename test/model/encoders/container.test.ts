import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContainer, jsonLines, startServing, train, trainingRoot } from '../container-run';
import { folderOf, pieceTable } from './networks';

const hyperparameters = {
  'task-type': 'text-classification',
  'label-attribute': 'kind',
  labels: '["warm","cold"]',
  seed: '7',
};
// The network knows what the learner's n-grams cannot: words of the validation lines are like words of the training lines.
const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\nsun\nfire\nsummer\nice\nsnow\nwinter\n';
const network = pieceTable([
  [0, 0],
  [0.5, 0.5],
  [0, 0],
  [0, 0],
  [1, 0.1],
  [0.9, 0],
  [1, 0],
  [0, 1],
  [0.1, 1],
  [0, 0.9],
]);
const files = { 'encoder.onnx': network, 'vocab.txt': vocabulary, 'encoder.json': { text: { maxLength: 16 } } };
const lines = (words: string[][]) =>
  jsonLines(
    Array.from({ length: 30 }, (_, i) => {
      const kind = i % 2;
      const [a, b] = words[kind]!;
      return { source: i % 3 ? `${a} ${b}` : (i % 4 ? a : b)!, kind, 'kind-metadata': {} };
    }),
  );
const trainLines = lines([
  ['sun', 'fire'],
  ['ice', 'snow'],
]);

let container: ReturnType<typeof buildContainer>;
const folders: string[] = [];
const rootWith = (encoder: Parameters<typeof folderOf>[0] | undefined, changed: Record<string, string> = {}) => {
  const root = trainingRoot(
    { ...hyperparameters, ...changed },
    {
      train: { 'a.jsonl': trainLines },
      validation: { 'a.jsonl': lines([['summer'], ['winter']].map(([word]) => [word!, word!])) },
      ...(encoder && { encoder: {} }),
    },
  );
  folders.push(root);
  if (encoder) {
    const folder = folderOf(encoder);
    folders.push(folder);
    cpSync(folder, join(root, 'input/data/encoder'), { recursive: true });
  }
  return root;
};
const metricsOf = (root: string) => JSON.parse(readFileSync(join(root, 'output/data/metrics.json'), 'utf8'));

beforeAll(() => {
  container = buildContainer();
});
afterAll(() => {
  container.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('a training job with an encoder learns from its features, and the endpoint has it beside the model', async () => {
  const root = rootWith(files);
  expect(await train(container.file, root)).toMatchObject({ code: 0 });
  expect(metricsOf(root)['validation:accuracy']).toBe(1);
  const without = rootWith(undefined);
  await train(container.file, without);
  expect(metricsOf(without)['validation:accuracy']).toBe(0.5);
  expect(existsSync(join(without, 'model/encoder'))).toBe(false);

  // The channel is gone when a model is served.
  rmSync(join(root, 'input'), { recursive: true });
  const endpoint = await startServing(container.file, root);
  const answered = await (
    await endpoint.invoke(jsonLines([{ id: 1, source: 'Winter!' }, { id: 2, source: 'summer' }, { id: 3 }]))
  ).text();
  const answers = answered
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.map(({ label }) => label)).toEqual(['cold', 'warm', undefined]);
  expect(answers[2].error).toContain('neither "source" nor "source-ref"');
  expect((await endpoint.stop()).code).toBe(0);

  writeFileSync(join(root, 'model/encoder/vocab.txt'), `${vocabulary}rain\n`);
  await expect(startServing(container.file, root)).rejects.toThrow('the model was trained with the encoder');
});

const reasonOf = async (encoder: Parameters<typeof folderOf>[0], changed?: Record<string, string>) => {
  const root = rootWith(encoder, changed);
  expect((await train(container.file, root)).code).toBe(1);
  return readFileSync(join(root, 'output/failure'), 'utf8');
};

test('a training job fails with the reason when the encoder cannot be used', async () => {
  expect(await reasonOf({ 'model.onnx': network })).toBe(
    'channel "encoder": there is no file "encoder.onnx"; there are model.onnx',
  );
  expect(await reasonOf(files, { 'task-type': 'image-classification' })).toBe(
    'channel "encoder": the encoder reads texts, learner "image-classifier" wants one of pictures',
  );
  expect(await reasonOf(files, { 'task-type': 'bounding-box' })).toContain(
    'learner "box-detector" has no features an encoder could replace',
  );
});
