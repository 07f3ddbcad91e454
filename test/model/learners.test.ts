import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { imageFeatureLength } from '../../core/ml/image-features';
import { type TextNgrams, textNgrams } from '../../core/ml/text-ngrams';
import { randomGenerator } from '../../core/random/generator';
import { imageClassifier } from '../../model/learners/image-classifier';
import type { Example, Learner } from '../../model/learners/learner';
import { learnerFor, learnerNamed } from '../../model/learners/registry';
import { textClassifier } from '../../model/learners/text-classifier';
import { limiter } from '../../model/limiter';
import { LruCache } from '../../model/lru-cache';
import { readModel, writeModel } from '../../model/model-file';
import { picture } from './pictures';

const directory = mkdtempSync(join(tmpdir(), 'plumbline-learners-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const random = randomGenerator('learners');
const topics = [
  ['goal', 'match', 'team', 'coach'],
  ['court', 'law', 'judge', 'appeal'],
  ['flour', 'oven', 'butter', 'salt'],
];
const text = (topic: number) =>
  ['the', random.pick(topics[topic]!), 'and', random.pick(topics[topic]!), 'of', `${random.integer(50)}`].join(' ');
/** Labels 0, 2 and 3 occur; nobody gave label 1. */
const labels = ['sport', 'unseen', 'law', 'food'];
const texts: Example<TextNgrams, number>[] = Array.from({ length: 90 }, (_, i) => ({
  input: textNgrams(text(i % 3)),
  target: [0, 2, 3][i % 3]!,
}));
/** Two classes of feature rows far apart. */
const pictures: Example<Float32Array, number>[] = Array.from({ length: 40 }, (_, i) => ({
  input: Float32Array.from(
    { length: imageFeatureLength },
    (_, d) => (d % 2 === i % 2 ? 0.05 : 0) + random.next() * 0.01,
  ),
  target: (i % 2) * 3,
}));

describe.each([
  ['text', textClassifier as Learner, texts as Example<unknown, number>[]],
  ['image', imageClassifier as Learner, pictures as Example<unknown, number>[]],
])('the %s learner', (_name, learner, examples) => {
  const inputs = examples.slice(0, 10).map((example) => example.input);

  test('predicts the same, to the last bit, after it was written and read', async () => {
    const model = await learner.train(examples, { labels, seed: 1 }, () => {});
    await writeModel(directory, model.save());
    const again = learner.load(await readModel(directory));
    expect(again.labels).toEqual(labels);
    expect(again.predict(inputs)).toEqual(model.predict(inputs));
  });

  test('gives probabilities that sum to one, none to a label nobody gave, and is right on what is easy', async () => {
    const model = await learner.train(examples, { labels, seed: 1 }, () => {});
    model.predict(inputs).forEach(({ target, scores }, i) => {
      const probabilities = scores!;
      expect(target).toBe(examples[i]!.target);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      expect(probabilities[1]).toBe(0);
      expect(Math.max(...probabilities)).toBe(probabilities[examples[i]!.target]);
    });
    expect(model.predict([])).toEqual([]);
  });

  test('says the same of an object alone and among others', async () => {
    const model = await learner.train(examples, { labels, seed: 1 }, () => {});
    const together = model.predict(inputs);
    inputs.forEach((input, i) => {
      const [alone] = model.predict([input]);
      alone!.scores!.forEach((p, label) => {
        expect(p).toBeCloseTo(together[i]!.scores![label]!, 6);
      });
    });
  });

  test('learns from two examples of two classes', async () => {
    const two = [examples[0]!, examples[1]!];
    const model = await learner.train(two, { labels, seed: 1 }, () => {});
    for (const { scores } of model.predict(inputs)) expect(scores!.every(Number.isFinite)).toBe(true);
  });
});

test('a rare class is not drowned', async () => {
  const rare: Example<TextNgrams, number>[] = Array.from({ length: 300 }, (_, i) => ({
    input: textNgrams(text(i % 30 === 0 ? 1 : 0)),
    target: i % 30 === 0 ? 2 : 0,
  }));
  const model = await textClassifier.train(rare, { labels, seed: 1 }, () => {});
  const found = model
    .predict(Array.from({ length: 50 }, () => textNgrams(text(1))))
    .filter(({ scores }) => scores![2]! > scores![0]!).length;
  expect(found).toBeGreaterThanOrEqual(48);
});

test('pictures of other formats and depths are read; what is no picture is refused', async () => {
  const png = await picture(2);
  const { default: sharp } = await import('sharp');
  const variants = [
    await sharp(png).webp({ lossless: true }).toBuffer(),
    await sharp(png).toColourspace('rgb16').png().toBuffer(),
    await sharp(png).ensureAlpha().png().toBuffer(),
    await sharp(png).png({ palette: true, colours: 256 }).toBuffer(),
  ];
  const reference = await imageClassifier.fromFile(png);
  for (const variant of variants) {
    const features = await imageClassifier.fromFile(variant);
    const alike = features.reduce((sum, value, i) => sum + value * reference[i]!, 0) / 6;
    expect(alike).toBeGreaterThan(0.98);
  }
  expect((await imageClassifier.fromFile(await sharp(png).greyscale().png().toBuffer())).every(Number.isFinite)).toBe(
    true,
  );
  await expect(imageClassifier.fromFile(png.subarray(0, 200))).rejects.toThrow('not a picture that can be read');
  await expect(imageClassifier.fromFile(Buffer.alloc(0))).rejects.toThrow('not a picture that can be read');
});

test('a file that is not UTF-8 is refused as text', async () => {
  expect(await textClassifier.fromFile(Buffer.from('日本語'))).toEqual(textClassifier.fromText('日本語'));
  await expect(textClassifier.fromFile(Buffer.of(0xff, 0xfe, 0x41))).rejects.toThrow('not UTF-8 text');
});

test('learners are found by task type and by name', () => {
  expect(learnerFor('image-classification')).toBe(imageClassifier);
  expect(learnerNamed('text-classifier')).toBe(textClassifier);
  expect(() => learnerFor('constructor')).toThrow('no learner for task type "constructor"');
  expect(() => learnerNamed('other')).toThrow('learner "other"');
});

describe('a model file', () => {
  test('of another version or kind is refused with the reason', async () => {
    const model = await textClassifier.train(texts, { labels, seed: 1 }, () => {});
    await writeModel(directory, model.save());
    const path = join(directory, 'model.json');
    const description = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...description, version: 9 }));
    await expect(readModel(directory)).rejects.toThrow('model version 9 is not the version');
    writeFileSync(path, JSON.stringify({ ...description, format: 'onnx' }));
    await expect(readModel(directory)).rejects.toThrow('is not a Plumbline model');
    writeFileSync(path, JSON.stringify(description));
    writeFileSync(join(directory, 'weights.bin'), Buffer.from('GGUF....'));
    await expect(readModel(directory)).rejects.toThrow('not a Plumbline weights file');
  });
});

test('the cache keeps what was used last, within its size', () => {
  const cache = new LruCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  cache.set('a', 'A2', 9);
  expect([cache.get('a'), cache.get('c'), cache.length]).toEqual(['A2', undefined, 1]);
  cache.set('huge', 'H', 11);
  expect([cache.get('huge'), cache.get('a')]).toEqual([undefined, 'A2']);
});

test('the limiter runs no more than it may at a time, and all in the end, also after a failure', async () => {
  const limited = limiter(3);
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const task = (i: number) =>
    limited(async () => {
      running++;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running--;
      done.push(i);
      if (i === 4) throw new Error('no');
    });
  const early = Promise.allSettled(Array.from({ length: 10 }, (_, i) => task(i)));
  // Some come while others wait.
  while (done.length < 5) await new Promise(setImmediate);
  const late = Promise.allSettled(Array.from({ length: 10 }, (_, i) => task(10 + i)));
  const results = [...(await early), ...(await late)];
  expect(most).toBe(3);
  expect(done).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
});
