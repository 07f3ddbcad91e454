import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoObjects } from '../../../bin/commands/demo/objects';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-objects-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function input(...lines: string[]): Promise<string> {
  const file = join(folder, 'input.jsonl');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

const wanted = { taskType: 'text-classification', seed: 1 } as const;

describe('objects of a demo', () => {
  test('come from the input file, the label taken off and every other key kept', async () => {
    const file = await input('{"source":"Hello","label":"b","id":7}', '', '{"source":"Bye","label":"a"}');
    expect(await demoObjects({ ...wanted, input: file })).toEqual({
      generated: false,
      labels: ['a', 'b'],
      objects: [
        { truth: 'b', extra: { id: 7 }, source: { kind: 'text', text: 'Hello' } },
        { truth: 'a', extra: {}, source: { kind: 'text', text: 'Bye' } },
      ],
    });
  });

  test('are at most as many as asked for', async () => {
    const file = await input('{"source":"1","label":"a"}', '{"source":"2","label":"b"}', '{"source":"3","label":"c"}');
    expect((await demoObjects({ ...wanted, input: file, objects: 2 })).objects).toHaveLength(2);
  });

  test('refer to files beside the input or to S3', async () => {
    await writeFile(join(folder, 'cat.png'), 'png');
    const file = await input('{"source-ref":"cat.png","label":"cat"}', '{"source-ref":"s3://b/dog.png","label":"dog"}');
    const { objects } = await demoObjects({ ...wanted, input: file });
    expect(objects.map(({ source }) => source)).toEqual([
      { kind: 'file', name: '000000-cat.png', content: { path: join(folder, 'cat.png') } },
      { kind: 'uri', uri: 's3://b/dog.png' },
    ]);
  });

  test.each([
    ['{"source":"x"', /input\.jsonl, line 2: not JSON: /],
    ['{"source":"x"}', /line 2: expected "label" with the name of the true class, got nothing/],
    ['{"label":"a"}', /line 2: expected "source" or "source-ref"/],
    ['{"source-ref":"nowhere.png","label":"a"}', /line 2: there is no file .*nowhere\.png/],
  ])('a bad line %s is refused with its place', async (line, message) => {
    const file = await input('{"source":"fine","label":"a"}', line);
    await expect(demoObjects({ ...wanted, input: file })).rejects.toThrow(message);
  });

  test('with a label that is not among --labels are refused', async () => {
    const file = await input('{"source":"x","label":"a"}', '{"source":"y","label":"c"}');
    await expect(demoObjects({ ...wanted, input: file, labels: ['a', 'b'] })).rejects.toThrow(
      '"c" is the label of an object but not in the list a,b',
    );
  });
});
