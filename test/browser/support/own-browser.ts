import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';

export interface OwnBrowser {
  process: ChildProcess;
  browser: Browser;
  /** Of the profile: what it stores outlives the process. */
  context: BrowserContext;
}

/** A browser in a process of the test's own, with a profile on disk: it can be killed and started again. */
export async function launchOwnBrowser(profile: string): Promise<OwnBrowser> {
  const args = ['--headless', '--no-sandbox', '--no-zygote', '--disable-gpu', '--lang=en-US', '--no-first-run'];
  const child = spawn(
    await chromium.executablePath(),
    [...args, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for await (const line of createInterface(child.stderr)) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (!address) continue;
    child.stderr.resume();
    const browser = await playwright.connectOverCDP(address);
    return { process: child, browser, context: browser.contexts()[0]! };
  }
  throw new Error('the browser ended before it could be spoken to');
}
