import type { Browser, Frame, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { TemplatePage } from '../support/template-page';

const HOST = 'https://pictures.example';
export const WIDTH = 600;
export const HEIGHT = 400;

/** A red disc around (300, 200) on grey ground, 600 × 400. */
const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
  <rect width="100%" height="100%" fill="#8a9094"/><circle cx="300" cy="200" r="60" fill="#c03020"/></svg>`;

const plain = sharp({ create: { width: 30, height: 20, channels: 3, background: '#558' } });

/** Pictures by the last part of their address. */
const PICTURES: Record<string, () => Promise<{ body: Buffer; type: string }>> = {
  'scene.png': async () => ({ body: await sharp(Buffer.from(SCENE)).png().toBuffer(), type: 'image/png' }),
  // Taken sideways: browsers would show 20 × 30.
  'turned.jpg': async () => ({
    body: await plain.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    type: 'image/jpeg',
  }),
  'one-pixel.png': async () => ({ body: await plain.clone().resize(1, 1).png().toBuffer(), type: 'image/png' }),
  'vector.svg': async () => ({ body: Buffer.from(SCENE), type: 'image/svg+xml' }),
};

/** Puts values into an attribute in single quotes. */
export const json = (value: unknown): string => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll("'", '&#39;');

/** A task page with a drawing tool in it, and somebody who works there. */
export class DrawingPage extends TemplatePage {
  /** The tool that is opened next. */
  tag = '';
  private picture = { width: WIDTH, height: HEIGHT };

  static async of(tag: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<DrawingPage> {
    const made = new DrawingPage(await TemplatePage.launch(options));
    made.tag = tag;
    await made.page.route(`${HOST}/**`, async (route) => {
      const picture = await PICTURES[new URL(route.request().url()).pathname.slice(1)]?.();
      if (!picture) return route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } });
      const headers = { 'content-type': picture.type, 'access-control-allow-origin': '*' };
      return route.fulfill({ body: picture.body, headers });
    });
    return made;
  }

  private template(attributes: string, children: string, picture: string): string {
    // The pages' own server says nothing of CORS, and a sandboxed page has an origin of its own.
    const src = picture === 'closed.png' ? `${this.server.origin}/picture.png` : `${HOST}/${picture}`;
    return `<crowd-form><${this.tag} name="work" header="Draw" src="${src}" ${attributes}>${children}</${this.tag}></crowd-form>`;
  }

  /** Opens the tool and waits until its picture is there. */
  override async open(
    attributes: string,
    { children = '', language = 'en', picture = 'scene.png' } = {},
  ): Promise<void> {
    await super.open(this.template(attributes, children, picture), {}, language);
    await this.ready(this.page);
  }

  /** Without waiting: for pictures that never come. */
  async openBroken(attributes: string, picture: string): Promise<void> {
    await super.open(this.template(attributes, '', picture));
  }

  /** The same in a frame, as the portal shows it. */
  override async openInPortal(attributes: string): Promise<Frame> {
    const frame = await super.openInPortal(this.template(attributes, '', 'scene.png'));
    await this.ready(frame);
    return frame;
  }

  private async ready(where: Page | Frame): Promise<void> {
    await where.locator('.stage[aria-busy=false]').waitFor();
    this.picture = await where.locator(this.tag).evaluate((widget: any) => widget.value.inputImageProperties);
  }

  get widget(): Locator {
    return this.page.locator(this.tag);
  }

  value(where: Page | Frame = this.page): Promise<any> {
    return where.locator(this.tag).evaluate((widget: any) => widget.value);
  }

  override async submit(): Promise<void> {
    await this.page.locator('[data-testid="crowd-submit"]').click();
  }

  /** Where a pixel of the picture is on the page. */
  async at(x: number, y: number): Promise<[number, number]> {
    const area = (await this.page.locator('canvas.upper-canvas').boundingBox())!;
    const scale = area.width / this.picture.width;
    return [area.x + x * scale, area.y + y * scale];
  }

  async click(...places: [number, number][]): Promise<void> {
    for (const [x, y] of places) await this.page.mouse.click(...(await this.at(x, y)));
  }

  async drag(...places: [number, number][]): Promise<void> {
    const [first, ...others] = places;
    await this.page.mouse.move(...(await this.at(...first!)));
    await this.page.mouse.down();
    for (const [x, y] of others) await this.page.mouse.move(...(await this.at(x, y)), { steps: 3 });
    await this.page.mouse.up();
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What was said last to those who do not see. */
  async spoken(): Promise<string> {
    return (await this.page.locator('.spoken').textContent()) ?? '';
  }
}
