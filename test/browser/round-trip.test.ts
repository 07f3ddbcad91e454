/** What the manifest holds, the built-in page shows again: drawn, consolidated, written, read back, offered to the element, submitted untouched, it is the same to the pixel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { writeMaskPng } from '../../core/formats/mask/png-writer';
import { readAnswer } from '../../task-types/answers';
import { consolidateObjects } from '../../task-types/consolidate-objects';
import { pngUrl } from '../../task-types/masks';
import { taskTypeBySlug } from '../../task-types/registry';
import { launchBrowser } from './support/browser';
import { serveTaskPages, type TaskPageServer } from './support/element-page';

const root = join(__dirname, '../..');
let server: TaskPageServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [server, browser] = await Promise.all([serveTaskPages(), launchBrowser()]);
  page = await browser.newPage();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const drawn = [
  'bounding-box',
  'polygon',
  'polyline',
  'keypoint',
  'semantic-segmentation',
  'instance-segmentation',
  'bounding-box-adjustment',
  'semantic-segmentation-adjustment',
];

describe.each([...drawn, 'named-entity-recognition'])('%s', (slug) => {
  const type = taskTypeBySlug(slug);
  const fixture = (name: string) => JSON.parse(readFileSync(join(root, 'task-types', slug, 'fixtures', name), 'utf8'));
  const { labels: categories } = fixture('labels.json');
  const template = readFileSync(join(root, 'ui-templates', `${slug}.liquid.html`), 'utf8');

  test('shows and submits what the manifest holds', async () => {
    const [{ content }] = fixture('answers.json');
    const { objects } = consolidateObjects(type, [{ id: 0, answers: [{ workerId: 'w', content }] }], {
      categories,
      earlier: [],
    });
    const attribute = type.labelAttributeIsRef ? 'kind-ref' : 'kind';
    const facts = {
      jobName: 'j',
      humanAnnotated: true,
      creationDate: '2026-03-01T10:11:12.123456',
      fileUri: 's3://o/f',
    };
    const entries = type.output(objects[0]!.label, attribute, categories, facts);
    const file = type.labelFile?.bytes(objects[0]!.label, categories);
    const answer = type.answerOf(type.readLabel(entries, attribute, categories, file), categories);

    const { width, height } = answer as { width?: number; height?: number };
    const taskObject =
      width && height
        ? pngUrl(writeMaskPng({ width, height, runs: [0, width * height], colours: ['#336699'] }))
        : 'UPS lost 3 boxes.';
    const input = type.preAnnotation({ source: taskObject }, categories, { reviewedAttribute: 'none' });
    const path = await server.put(template, {
      ...input,
      initialValue: type.initialValue!(answer, categories),
      initialValueConfidence: 0.5,
    });
    await page.goto(server.origin + path);
    const submitted = async () => {
      const value = await page.evaluate(
        (name) => (document.querySelector(`[name="${name}"]`) as unknown as { value?: unknown } | null)?.value,
        type.element,
      );
      return readAnswer(type, { [type.element]: value }, categories);
    };
    // The element has the answer once its picture and mask are there.
    let last: unknown;
    for (let look = 0; look < 200; look++) {
      last = await submitted();
      if (JSON.stringify(last) === JSON.stringify({ ok: true, value: answer })) break;
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    expect(last).toEqual({ ok: true, value: answer });
  }, 60_000);
});
