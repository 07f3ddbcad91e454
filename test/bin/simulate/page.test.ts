import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { accessibilityProblems } from '../../browser/support/accessibility';
import { launchBrowser } from '../../browser/support/browser';
import { jsonLines, outcomeOf, simulate, texts, workFolder } from './data';

const files = workFolder();
const HOSTILE = '<img src=x onerror="document.title=1">';
let browser: Browser;
let page: string;
let phone: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const lines = texts(500).map(({ source, label }) => ({ source, label: label === 'tool' ? HOSTILE : label }));
  const plot = files.path('page.html');
  const input = await files.write(jsonLines(lines));
  const { code, err } = await simulate(input, '--seeds', '3', '--target-accuracy', '0.8', '--plot', plot);
  if (code !== 0) throw new Error(err);
  page = await readFile(plot, 'utf8');
  const alone = await files.write(jsonLines(texts(30)));
  await outcomeOf(alone, '--seeds', '1', '--plot', files.path('few.html'));
  phone = await readFile(files.path('few.html'), 'utf8');
}, 60_000);
afterAll(() => browser?.close());

async function open(html: string, colorScheme: 'light' | 'dark', width: number) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const opened = await context.newPage();
  const asked: string[] = [];
  opened.on('request', (request) => asked.push(request.url()));
  await opened.setContent(html);
  return { page: opened, asked, close: () => context.close() };
}

describe('the page of a simulation', () => {
  test.each(['light', 'dark'] as const)('in %s can be read by everybody, and asks for nothing', async (scheme) => {
    const opened = await open(page, scheme, 1100);
    expect(await accessibilityProblems(opened.page)).toEqual([]);
    expect(opened.asked).toEqual([]);
    expect(await opened.page.locator('svg.plot').count()).toBe(5);
    await opened.close();
  });

  test('fits a phone, also where no model came to be', async () => {
    for (const html of [page, phone]) {
      const opened = await open(html, 'light', 390);
      expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await opened.close();
    }
  });

  test('shows a label that is markup, and does not run it', async () => {
    const opened = await open(page, 'light', 1100);
    expect(await opened.page.locator('img, script').count()).toBe(0);
    expect(await opened.page.title()).toBe('Automated labeling, simulated');
    expect(await opened.page.locator('.settings').textContent()).toContain(HOSTILE);
    await opened.close();
  });
});
