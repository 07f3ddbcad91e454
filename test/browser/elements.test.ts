import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser';
import { builtInTemplate } from './support/bundles';
import { serveTaskPages, type TaskPageServer } from './support/element-page';

let browser: Browser;
let server: TaskPageServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('shot', async () => {
  for (const [name, viewport, colorScheme] of [['desktop', { width: 1280, height: 800 }, 'light'], ['phone', { width: 390, height: 800 }, 'dark']] as const) {
    const page = await browser.newPage({ viewport, colorScheme });
    page.on('console', (m) => console.log(m.text()));
    page.on('pageerror', (m) => console.log(m));
    for (const t of ['text', 'image']) {
      const path = await server.put(builtInTemplate(`${t}-classification`), { taskObject: t === 'text' ? 'A very nice hotel, the breakfast was poor though.\nSecond line' : 's3://pics/picture.png', labels: ['positive', 'negative', 'neutral', "O'Neil & co"] });
      await page.goto(server.origin + path);
      await page.waitForSelector('crowd-form form');
      await page.keyboard.press('2');
      await page.screenshot({ path: `/tmp/shot-${t}-${name}.png` });
    }
    await page.close();
  }
});
