import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ambiguousKeys } from '../../../ui-templates/elements/shared/full-page/commands';
import { launchBrowser } from '../support/browser';
import { serveTaskPages, type TaskPageServer } from '../support/element-page';

const LABELS = Array.from({ length: 130 }, (_, i) => `label ${i + 1}`);
const PICTURE = `src="data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>')}"`;

let browser: Browser;
let server: TaskPageServer;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(tag: string, attributes: string, children = ''): Promise<void> {
  const path = await server.put(`<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
    <crowd-form><${tag} name="work" header="Work" ${attributes}>${children}</${tag}></crowd-form>`);
  await page.goto(server.origin + path);
  await page.evaluate(() => window.crowdHtmlElementsReady);
}

const withLabels = (count: number) => `labels='${JSON.stringify(LABELS.slice(0, count))}'`;
const withCategories = (count: number) => `categories='${JSON.stringify(LABELS.slice(0, count))}'`;

/** How to open each element that takes the whole page, with that many labels. */
const WIDGETS: Record<string, (labels: number) => Parameters<typeof open>> = {
  'crowd-bounding-box': (n) => ['crowd-bounding-box', `${PICTURE} ${withLabels(n)}`],
  'crowd-polygon': (n) => ['crowd-polygon', `${PICTURE} ${withLabels(n)}`],
  'crowd-polyline': (n) => ['crowd-polyline', `${PICTURE} ${withLabels(n)}`],
  'crowd-line': (n) => ['crowd-line', `${PICTURE} ${withLabels(n)}`],
  'crowd-keypoint': (n) => ['crowd-keypoint', `${PICTURE} ${withLabels(n)}`],
  'crowd-semantic-segmentation': (n) => ['crowd-semantic-segmentation', `${PICTURE} ${withLabels(n)}`],
  'crowd-instance-segmentation': (n) => ['crowd-instance-segmentation', `${PICTURE} ${withLabels(n)}`],
  'crowd-image-classifier': (n) => ['crowd-image-classifier', `${PICTURE} ${withCategories(n)}`],
  'crowd-image-classifier-multi-select': (n) => [
    'crowd-image-classifier-multi-select',
    `${PICTURE} ${withCategories(n)}`,
  ],
  'crowd-classifier': (n) => [
    'crowd-classifier',
    withCategories(n),
    '<classification-target>Text</classification-target>',
  ],
  'crowd-classifier-multi-select': (n) => [
    'crowd-classifier-multi-select',
    withCategories(n),
    '<classification-target>Text</classification-target>',
  ],
  'crowd-entity-annotation': (n) => ['crowd-entity-annotation', `text="Some text" ${withLabels(n)}`],
  'crowd-text-ranking': () => [
    'crowd-text-ranking',
    `instructions="Rank" text="Question" response-column="r" responses='["a","b","c"]'`,
  ],
  'crowd-question-answer-generation': () => ['crowd-question-answer-generation', 'text="Some text"'],
  'crowd-textract-analyze-document': () => [
    'crowd-textract-analyze-document',
    `${PICTURE} initial-value="{}" block-types='["KEY_VALUE_SET"]'`,
  ],
  'crowd-rekognition-detect-moderation-labels': () => [
    'crowd-rekognition-detect-moderation-labels',
    `${PICTURE} ${withCategories(3)}`,
  ],
};

describe('keys', () => {
  test('every element that takes the whole page is looked at', async () => {
    await open(...WIDGETS['crowd-polygon']!(1));
    const tags = readdirSync(join(__dirname, '../../../ui-templates/elements'));
    const found = await page.evaluate(
      (names) => names.filter((name) => (customElements.get(name) as any)?.prototype.commands !== undefined),
      tags.filter((name) => /^[a-z]+-[a-z-]+$/.test(name)),
    );
    expect(found.sort()).toEqual(Object.keys(WIDGETS).sort());
  });

  test.each(Object.keys(WIDGETS))('%s: none means two things, and none is a label’s', async (tag) => {
    await open(...WIDGETS[tag]!(12));
    const commands = await page.evaluate(
      (name) => (document.querySelector(name) as any).commands().map(({ id, keys }: any) => ({ id, keys })),
      tag,
    );
    expect(commands.length).toBeGreaterThan(1);
    expect(ambiguousKeys(commands)).toEqual([]);
  });
});

describe('labels after the tenth are chosen by their number', () => {
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const selected = (tag: string) => page.locator(`${tag} .label-button.selected .text`).allTextContents();

  test.each(['crowd-bounding-box', 'crowd-semantic-segmentation', 'crowd-image-classifier', 'crowd-entity-annotation'])(
    'in %s, with Shift for all digits but the last',
    async (tag) => {
      await open(...WIDGETS[tag]!(130));
      await press('Shift+Digit1', 'Digit4');
      expect(await selected(tag)).toEqual(['label 14']);
      await page.keyboard.down('Shift');
      await press('Digit1', 'Digit2');
      await page.keyboard.up('Shift');
      await press('Digit7');
      expect(await selected(tag)).toEqual(['label 127']);
      await press('Digit0');
      expect(await selected(tag)).toEqual(['label 10']);
    },
  );

  test('the pane and the sheet say so, what was begun is shown, and Escape or another key forgets it', async () => {
    await open(...WIDGETS['crowd-bounding-box']!(24));
    expect(await page.locator('.label-button kbd').nth(13).textContent()).toBe('⇧1 4');
    await press('Shift+Digit2');
    expect(await page.locator('.typed-number').textContent()).toContain('2');
    await press('Escape');
    expect(await page.locator('.typed-number').count()).toBe(0);
    await press('Digit3', 'Shift+Digit2', 'KeyC', 'Digit4');
    expect(await selected('crowd-bounding-box')).toEqual(['label 4']);
    await press('Shift+Digit9', 'Digit9');
    expect(await selected('crowd-bounding-box')).toEqual(['label 4']);
    await press('Shift+Slash');
    await page.locator('.shortcuts tr', { hasText: '⇧1 1' }).getByText('⇧2 4').waitFor();
  });

  test('with ten labels Shift and a digit are left alone', async () => {
    await open(...WIDGETS['crowd-classifier']!(10));
    await press('Shift+Digit1');
    expect(await page.locator('.typed-number').count()).toBe(0);
    await press('Digit2');
    expect(await selected('crowd-classifier')).toEqual(['label 2']);
  });
});
