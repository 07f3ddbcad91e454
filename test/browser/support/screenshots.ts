import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Those of the documentation are made with `SCREENSHOTS=docs/screenshots`, on a machine that has Japanese fonts. */
const folder = process.env.SCREENSHOTS ?? join(tmpdir(), 'plumbline-screenshots');

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
