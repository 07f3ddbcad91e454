/** The quality page as a reader has it: in light and dark, on a phone, with names that would be markup. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { classConsolidator } from '../../core/consolidation/classes/consolidator';
import { qualityPage } from '../../core/quality/page';
import { qualityReport } from '../../core/quality/report';
import { randomGenerator } from '../../core/random/generator';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { keepScreenshot } from './support/screenshots';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

/** A crowd of twelve over four classes, consolidated, with gold. */
function pageOf(names: { classes: string[]; worker: (w: number) => string }): string {
  const random = randomGenerator('quality page');
  const skills = Array.from({ length: 12 }, (_, w) => 0.45 + 0.045 * w);
  const truth = Array.from({ length: 300 }, () => random.integer(4));
  const objects = truth.map((k) => ({
    gold: names.classes[k]!,
    answers: random
      .shuffle([...skills.keys()])
      .slice(0, 4)
      .map((w) => {
        const right = random.next() < skills[w]!;
        return {
          workerId: names.worker(w),
          answer: names.classes[right ? k : (k + (k % 2 ? 3 : 1)) % 4]!,
          seconds: (4 + w) * Math.exp(0.3 * random.normal()),
        };
      }),
  }));
  const outcome = classConsolidator.consolidate(objects, { categories: names.classes });
  return qualityPage(
    qualityReport({
      kind: 'image-classification',
      objects: objects.map((object, i) => ({
        ...object,
        label: outcome.objects[i]!.label,
        confidence: outcome.objects[i]!.confidence,
      })),
      consolidator: classConsolidator,
      skills: outcome.skills,
      categories: names.classes,
    }),
  );
}

async function open(
  html: string,
  options: { width: number; colorScheme: 'light' | 'dark' },
): Promise<{ page: Page; asked: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: 860 },
    colorScheme: options.colorScheme,
  });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(html);
  return { page, asked, close: () => context.close() };
}

const birds = { classes: ['canary', 'duck', 'goose', 'owl'], worker: (w: number) => `worker-${w + 1}` };

test.each(['light', 'dark'] as const)('in %s: readable by everybody, and asks for nothing', async (colorScheme) => {
  const { page, asked, close } = await open(pageOf(birds), { width: 1100, colorScheme });
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(asked).toEqual([]);
  for (const heading of ['Agreement', 'Workers'])
    expect(await page.getByRole('heading', { name: heading, exact: true }).count()).toBe(1);
  const suffix = colorScheme === 'light' ? '' : '-dark';
  await keepScreenshot(page, `quality${suffix}`);
  await page.getByRole('heading', { name: 'Workers', exact: true }).scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollBy(0, 700));
  await keepScreenshot(page, `quality-workers${suffix}`);
  await close();
});

test('fits a phone', async () => {
  const { page, close } = await open(pageOf(birds), { width: 390, colorScheme: 'light' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await close();
});

test('names that are markup are shown, not run', async () => {
  const evil = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script>';
  const { page, asked, close } = await open(
    pageOf({ classes: [`${evil}a`, `${evil}b`, '</style>c', '__proto__'], worker: (w) => `${evil}${w}` }),
    { width: 1100, colorScheme: 'light' },
  );
  expect(await page.evaluate(() => (window as { ran?: number }).ran)).toBeUndefined();
  expect(await page.locator('img, script').count()).toBe(0);
  expect(asked).toEqual([]);
  expect(await page.getByText(`${evil}3`).count()).toBeGreaterThan(0);
  await close();
});
