/** Every built-in page as a worker gets it, in both languages: no script error, nothing that axe finds, nothing wider than the screen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { writeMaskPng } from '../../core/formats/mask/png-writer';
import { pngUrl } from '../../task-types/masks';
import { taskTypes } from '../../task-types/registry';
import { reviewedAttribute } from '../../task-types/reviews';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { serveTaskPages, type TaskPageServer } from './support/element-page';

const root = join(__dirname, '../..');
let server: TaskPageServer;
let browser: Browser;
let page: Page;
const problems: string[] = [];
beforeAll(async () => {
  [server, browser] = await Promise.all([serveTaskPages(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => problems.push(error.message));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

type Language = 'en' | 'ja';

/** Each page in both languages, on a desk by day and on a phone at night. */
const LOOKS = {
  en: { size: { width: 1280, height: 800 }, colorScheme: 'light' },
  ja: { size: { width: 390, height: 844 }, colorScheme: 'dark' },
} as const;

const own = taskTypes.filter(({ bringsTemplate }) => !bringsTemplate);
const picture = pngUrl(writeMaskPng({ width: 640, height: 480, runs: [0, 640 * 480], colours: ['#336699'] }));

describe.each(own.map((type) => [type.slug, type] as const))('%s', (slug, type) => {
  const fixture = (name: string) => readFileSync(join(root, 'task-types', slug, 'fixtures', name), 'utf8');

  test('is a page without errors that anybody can use', async () => {
    const line = JSON.parse(fixture('manifest.jsonl').split('\n')[0]!);
    const { labels: categories } = JSON.parse(fixture('labels.json'));
    const context = { reviewedAttribute: type.reviews && reviewedAttribute(line, type.reviews, { own: 'kind' }) };
    const input: any = type.preAnnotation(line, categories, context);
    if (type.source === 'image') input.taskObject = picture;
    const mask = input.initialValue ?? input.overlay?.semanticSegmentation;
    if (mask?.src) mask.src = picture;
    const folder = { en: '', ja: 'ja' };
    for (const [language, { size, colorScheme }] of Object.entries(LOOKS)) {
      const template = join(root, 'ui-templates', folder[language as Language], `${slug}.liquid.html`);
      problems.length = 0;
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.goto(server.origin + (await server.put(readFileSync(template, 'utf8'), input, language)));
      await page.waitForFunction(
        (name) => (document.querySelector(`[name="${name}"]`) as any)?.updateComplete !== undefined,
        type.element,
      );
      await page.evaluate((name) => (document.querySelector(`[name="${name}"]`) as any).updateComplete, type.element);
      expect([language, problems, await accessibilityProblems(page)]).toEqual([language, [], []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  }, 60_000);
});
