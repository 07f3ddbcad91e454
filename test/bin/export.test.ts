import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { main } from '../../bin/commands/main';
import { testTerminal } from './test-terminal';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = testTerminal();
  const code = await main(['export', ...args], terminal);
  return { code, out: terminal.stdout.join('\n'), error: terminal.stderr.join('\n') };
}
const fixture = (slug: string, name: string) => join(__dirname, '../../task-types', slug, 'fixtures', name);

describe('plumbline export', () => {
  test('writes an output manifest’s boxes as COCO, lines without a label left out', async () => {
    const input = join(folder, 'boxes.manifest');
    const lines = await readFile(fixture('bounding-box', 'output.jsonl'), 'utf8');
    await writeFile(input, `${lines}{"source-ref":"s3://a/b.jpg"}\n`);
    const output = join(folder, 'coco/boxes.json');
    const common = ['--input', input, '--task-type', 'bounding-box', '--label-attribute', 'kind'];
    const { code, out } = await run(...common, '--format', 'coco', '--output', output);
    expect(code).toBe(0);
    expect(out).toContain('Wrote 2 objects');
    expect(out).toContain('1 lines carry no label');
    const { images, annotations, categories } = JSON.parse(await readFile(output, 'utf8'));
    expect(images).toHaveLength(2);
    expect(annotations).toHaveLength(2);
    expect(categories.map(({ name }: { name: string }) => name)).toEqual(['bus', 'car']);
  });

  test('reads masks beside the manifest', async () => {
    const line = JSON.parse((await readFile(fixture('semantic-segmentation', 'output.jsonl'), 'utf8')).split('\n')[0]!);
    await writeFile(join(folder, 'mask.png'), await readFile(fixture('semantic-segmentation', 'label-1.png')));
    const input = join(folder, 'masks.manifest');
    await writeFile(input, `${JSON.stringify({ ...line, 'kind-ref': 'mask.png' })}\n`);
    const output = join(folder, 'masks.json');
    const common = ['--input', input, '--task-type', 'SemanticSegmentation', '--label-attribute', 'kind-ref'];
    expect(await run(...common, '--format', 'coco', '--output', output)).toMatchObject({ code: 0 });
    const { annotations } = JSON.parse(await readFile(output, 'utf8'));
    expect(annotations.map(({ area }: { area: number }) => area).sort()).toEqual([16, 6]);
  });

  test('says what does not fit', async () => {
    const input = fixture('polygon', 'output.jsonl');
    const of = (...more: string[]) => run('--input', input, '--label-attribute', 'kind', '--output', 'x', ...more);
    expect(await of('--task-type', 'polygon', '--format', 'csv')).toMatchObject({
      code: 1,
      error: expect.stringContaining('CSV of classes cannot say polygons; coco, yolo can'),
    });
    expect(await of('--task-type', 'polygons', '--format', 'coco')).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no task type "polygons"'),
    });
    expect(await of('--task-type', 'polygon', '--format', 'xls')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--format: there is no "xls"'),
    });
    expect(await run('--format', 'coco', '--output', 'x')).toMatchObject({ code: 2 });
    const gone = ['--input', join(folder, 'gone'), '--task-type', 'polygon', '--label-attribute', 'kind'];
    expect(await run(...gone, '--format', 'coco', '--output', 'x')).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no'),
    });
  });
});
