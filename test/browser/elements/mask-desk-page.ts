import { encode } from 'fast-png';
import type { Browser, Frame, Page } from 'playwright-core';
import { readPngRows } from '../../../core/formats/mask/png-rows';
import { bytesOfBase64 } from '../../../ui-templates/canvas2d/mask/read-mask';
import { launchBrowser } from '../support/browser';
import { serveTaskPages, type TaskPageServer } from '../support/element-page';

export const WIDTH = 240;
export const HEIGHT = 160;

const dataUrl = (width: number, height: number, at: (x: number, y: number) => readonly number[]): string => {
  const data = Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))).flat(),
  );
  return `data:image/png;base64,${Buffer.from(encode({ width, height, channels: 3, data })).toString('base64')}`;
};

/** A red disc around (80, 80) on grey ground, both with some noise. */
export const PICTURE = dataUrl(WIDTH, HEIGHT, (x, y) => {
  const noise = ((x * 7919 + y * 104_729) % 17) - 8;
  const base = Math.hypot(x + 0.5 - 80, y + 0.5 - 80) < 40 ? [190, 60, 50] : [120, 125, 120];
  return base.map((level) => level + noise);
});

/** Two colours side by side above white. */
export const maskUrl = (left: readonly number[], right: readonly number[], width = WIDTH, height = HEIGHT): string =>
  dataUrl(width, height, (x, y) => (y >= 60 ? [255, 255, 255] : x < 100 ? left : x < 150 ? right : [255, 255, 255]));

/** The pixels of an answer as `#rrggbb`, background as an empty text, read without the code that wrote them. */
export function coloursOf(pngImageData: string): { at(x: number, y: number): string; count(colour: string): number } {
  const rows: string[][] = [];
  readPngRows(bytesOfBase64(pngImageData)!, ({ width, palette }, row) => {
    rows.push(
      Array.from({ length: width }, (_, x) => {
        const pixel = palette[row[x]!]!;
        return (pixel & 255) === 0 ? '' : `#${(pixel >>> 8).toString(16).padStart(6, '0')}`;
      }),
    );
  });
  return {
    at: (x, y) => rows[y]![x]!,
    count: (colour) => rows.flat().filter((other) => other === colour).length,
  };
}

/** A task page with a mask tool in it, and somebody who works there. */
export class MaskPages {
  pageErrors: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly server: TaskPageServer,
    readonly page: Page,
    private readonly tag: string,
  ) {}

  static async start(tag: string): Promise<MaskPages> {
    const [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    const pages = new MaskPages(browser, server, page, tag);
    page.on('pageerror', (error) => pages.pageErrors.push(error.message));
    return pages;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  private template(attributes: string, children: string): string {
    return `<meta name="color-scheme" content="light dark"><script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
      <crowd-form><${this.tag} name="mask" header="Paint" src="${PICTURE}" ${attributes}>${children}</${this.tag}></crowd-form>`;
  }

  /** Opens the tool and waits until it can be worked with. */
  async open(attributes: string, children = '', language = 'en'): Promise<void> {
    this.pageErrors = [];
    const path = await this.server.put(this.template(attributes, children), {}, language);
    await this.page.goto(this.server.origin + path);
    await this.ready(this.page);
  }

  /** The same in a frame, as the portal shows it. */
  async openInPortal(attributes: string): Promise<Frame> {
    const path = await this.server.put(this.template(attributes, ''));
    await this.page.goto(this.server.origin + this.server.parentOf(path));
    await this.page.waitForFunction(() => (window as any).messages?.some((m: any) => m.type === 'plumbline:ready'));
    const frame = this.page.frames()[1]!;
    await this.ready(frame);
    return frame;
  }

  private async ready(where: Page | Frame): Promise<void> {
    await where.evaluate(() => window.crowdHtmlElementsReady);
    await where.waitForFunction((tag) => (document.querySelector(tag) as any)?.isReady === true, this.tag);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Where a pixel of the picture is on the screen. */
  async place(x: number, y: number): Promise<[number, number]> {
    const area = (await this.page.locator('canvas.upper-canvas').boundingBox())!;
    return [area.x + (x * area.width) / WIDTH, area.y + (y * area.height) / HEIGHT];
  }

  async click(x: number, y: number): Promise<void> {
    await this.page.mouse.click(...(await this.place(x, y)));
  }

  async stroke(...points: [number, number][]): Promise<void> {
    for (const [i, point] of points.entries()) {
      await this.page.mouse.move(...(await this.place(...point)));
      if (i === 0) await this.page.mouse.down();
    }
    await this.page.mouse.up();
  }

  async value(where: Page | Frame = this.page): Promise<any> {
    return where.evaluate((tag) => JSON.parse(JSON.stringify((document.querySelector(tag) as any).value)), this.tag);
  }

  async colours(): Promise<ReturnType<typeof coloursOf>> {
    return coloursOf((await this.value()).labeledImage.pngImageData);
  }

  /** What would be submitted. */
  async submitted(): Promise<any> {
    await this.page.evaluate(() => document.querySelector<any>('crowd-form').submit());
    const text = await this.page.locator('crowd-form #answers-box').textContent({ timeout: 3000 });
    return JSON.parse(text ?? '')[0].mask;
  }

  messages(type: string): Promise<any[]> {
    return this.page.evaluate(
      (wanted) => (window as any).messages.filter((m: any) => m.type === wanted),
      `plumbline:${type}`,
    );
  }

  post(message: unknown): Promise<void> {
    return this.page.evaluate(
      (data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'),
      message,
    );
  }
}
