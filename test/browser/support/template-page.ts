import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { serveTaskPages, type TaskPageServer } from './element-page';

export const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';

/** A page that shows templates, one after the other. */
export class TemplatePage {
  readonly errors: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly server: TaskPageServer,
    readonly page: Page,
  ) {}

  static async start(): Promise<TemplatePage> {
    const [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    const started = new TemplatePage(browser, server, page);
    page.on('pageerror', (error) => started.errors.push(error.message));
    return started;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** Opens a template as a page of its own and waits until its elements are usable. */
  async open(template: string, taskInput: unknown = {}, language = 'en'): Promise<void> {
    this.errors.length = 0;
    const path = await this.server.put(
      `<meta name="color-scheme" content="light dark">${SCRIPT}${template}`,
      taskInput,
      language,
    );
    await this.page.goto(this.server.origin + path);
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

  /** Puts a draft into the page in the frame. */
  async sendDraft(answer: unknown): Promise<void> {
    await this.page.evaluate(
      (draft) =>
        document.querySelector('iframe')!.contentWindow!.postMessage({ type: 'plumbline:draft', answer: draft }, '*'),
      answer,
    );
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
    return this.page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      return form.updateComplete.then(() => {
        const text = form.shadowRoot.querySelector('#answers-box')?.textContent;
        return text === undefined ? undefined : JSON.parse(text);
      });
    });
  }
}
