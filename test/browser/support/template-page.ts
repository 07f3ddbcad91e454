import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { serveTaskPages, type TaskPageServer } from './element-page';

export const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';

const WINDOW = { viewport: { width: 1280, height: 800 } };

interface Opened {
  browser: Browser;
  server: TaskPageServer;
  page: Page;
}

/** A page that shows templates, one after the other. */
export class TemplatePage {
  /** What scripts of the page that is open threw. */
  readonly errors: string[] = [];

  private readonly browser: Browser;
  readonly server: TaskPageServer;
  page: Page;

  protected constructor({ browser, server, page }: Opened) {
    this.browser = browser;
    this.server = server;
    this.page = page;
    this.watch();
  }

  static async start(): Promise<TemplatePage> {
    return new TemplatePage(await TemplatePage.launch());
  }

  protected static async launch(options: Parameters<Browser['newPage']>[0] = {}): Promise<Opened> {
    const [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
    return { browser, server, page: await browser.newPage({ ...WINDOW, ...options }) };
  }

  /** Starts over with another tab: its size, its colours and what was typed are as at first. */
  async fresh(): Promise<void> {
    await this.page.close();
    this.page = await this.browser.newPage(WINDOW);
    this.watch();
  }

  private watch(): void {
    this.page.setDefaultTimeout(10_000);
    this.page.on('pageerror', (error) => this.errors.push(error.message));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** Opens a template as a page of its own and waits until its elements are usable. */
  async open(template: string, taskInput: unknown = {}, language = 'en'): Promise<void> {
    await this.openAsIs(`<meta name="color-scheme" content="light dark">${SCRIPT}${template}`, taskInput, language);
  }

  /** Opens a template that has its scripts where it wants them. */
  async openAsIs(template: string, taskInput: unknown = {}, language = 'en'): Promise<void> {
    this.errors.length = 0;
    await this.page.goto(this.server.origin + (await this.server.put(template, taskInput, language)));
    await this.page.evaluate(() => window.crowdHtmlElementsReady);
  }

  /** Opens it in a frame, as the portal does. */
  async openInPortal(template: string, taskInput: unknown = {}): Promise<Frame> {
    this.errors.length = 0;
    await this.page.goto(
      this.server.origin + this.server.parentOf(await this.server.put(SCRIPT + template, taskInput)),
    );
    await this.page.waitForFunction(() => (window as any).messages?.some((m: any) => m.type === 'plumbline:ready'));
    return this.page.frames()[1]!;
  }

  /** Says something to the page in the frame, as the portal does. */
  async post(message: { type: string; [key: string]: unknown }): Promise<void> {
    await this.page.evaluate(
      (data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'),
      message,
    );
  }

  /** What the page in the frame has said so far. @param type without `plumbline:` */
  messages(type: string): Promise<any[]> {
    return this.page.evaluate(
      (wanted) => (window as any).messages.filter((message: any) => message.type === wanted),
      `plumbline:${type}`,
    );
  }

  /** The last it said of a type, once it has. */
  async message(type: string): Promise<any> {
    await this.page.waitForFunction(
      (wanted) => (window as any).messages.some((message: any) => message.type === wanted),
      `plumbline:${type}`,
    );
    return (await this.messages(type)).at(-1);
  }

  /** Goes on by Tab until something has the focus. @param selector through shadow roots, as Playwright reads it */
  async tabTo(selector: string): Promise<void> {
    for (let i = 0; i < 40; i += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.page.locator(`${selector}:focus`).count()) return;
    }
    throw new Error(`${selector} is not reached by Tab`);
  }

  /** What the form holds now. */
  answer(): Promise<any> {
    return this.page.evaluate(() => (document.querySelector('crowd-form') as any).answer());
  }

  async submit(): Promise<void> {
    await this.page.evaluate(() => (document.querySelector('crowd-form') as any).submit());
  }

  /** The answers shown when nobody is there to take them; undefined where nothing was submitted. */
  async shown(): Promise<any> {
    return this.page.evaluate(async () => {
      // A button submits after the listeners of the template had their turn.
      await new Promise((resolve) => setTimeout(resolve));
      const form = document.querySelector('crowd-form') as any;
      await form.updateComplete;
      const text = form.shadowRoot.querySelector('#answers-box')?.textContent;
      return text === undefined ? undefined : JSON.parse(text);
    });
  }
}
