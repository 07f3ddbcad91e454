import { encode } from 'fast-png';
import type { Frame, Page } from 'playwright-core';
import { readPngRows } from '../../../core/formats/mask/png-rows';
import { bytesOfBase64 } from '../../../ui-templates/canvas2d/mask/read-mask';
import { TemplatePage } from '../support/template-page';

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
export class MaskPages extends TemplatePage {
  private tag = '';

  static async of(tag: string): Promise<MaskPages> {
    const pages = new MaskPages(await TemplatePage.launch());
    pages.tag = tag;
    return pages;
  }

  private template(attributes: string, children: string): string {
    return `<crowd-form><${this.tag} name="mask" header="Paint" src="${PICTURE}" ${attributes}>${children}</${this.tag}></crowd-form>`;
  }

  /** Opens the tool and waits until it can be worked with. */
  override async open(attributes: string, children = '', language = 'en'): Promise<void> {
    await super.open(this.template(attributes, children), {}, language);
    await this.ready(this.page);
  }

  /** The same in a frame, as the portal shows it. */
  override async openInPortal(attributes: string): Promise<Frame> {
    const frame = await super.openInPortal(this.template(attributes, ''));
    await this.ready(frame);
    return frame;
  }

  private async ready(where: Page | Frame): Promise<void> {
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
    await this.submit();
    return (await this.shown())[0].mask;
  }
}
