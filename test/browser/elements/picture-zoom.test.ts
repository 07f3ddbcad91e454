import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

const OVERLAY = '{"boundingBox":{"labels":["dog"],"value":[{"label":"dog","left":2,"top":1,"width":4,"height":5}]}}';
const template = (tag: string) =>
  `<crowd-form><${tag} name="answer" header="Right?" categories='["yes","no"]' src="/picture.png" overlay='${OVERLAY}'></${tag}></crowd-form>`;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const boxOf = async (selector: string): Promise<Box> => (await pages.page.locator(selector).boundingBox())!;
const shown = () => boxOf('figure img');
const middleOf = ({ x, y, width, height }: Box): [number, number] => [x + width / 2, y + height / 2];
/** Waits until what was done is drawn. */
const drawn = () =>
  pages.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

describe.each([
  'crowd-image-classifier',
  'crowd-image-classifier-multi-select',
  'crowd-rekognition-detect-moderation-labels',
])('the picture of %s', (tag) => {
  const fetched: string[] = [];
  let whole: Box;
  beforeEach(async () => {
    fetched.length = 0;
    pages.page.on('request', (request) => fetched.push(request.url()));
    await pages.open(template(tag));
    await pages.page.locator('.zoom button', { hasText: '%' }).waitFor();
    whole = await shown();
  });

  test('is enlarged by the wheel where the pointer is, moved by dragging, and shown whole by a double click', async () => {
    const { page } = pages;
    const [x, y] = [whole.x + whole.width / 4, whole.y + whole.height / 3];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await drawn();
    const large = await shown();
    expect(large.width / whole.width).toBeCloseTo(Math.exp(0.8), 2);
    expect((x - large.x) / large.width).toBeCloseTo(1 / 4, 2);
    expect((y - large.y) / large.height).toBeCloseTo(1 / 3, 2);
    await page.mouse.down();
    await page.mouse.move(x + 50, y + 30, { steps: 3 });
    await page.mouse.up();
    await drawn();
    const moved = await shown();
    expect([moved.x - large.x, moved.y - large.y].map(Math.round)).toEqual([50, 30]);
    await page.mouse.dblclick(x, y);
    await drawn();
    expect(await shown()).toEqual(whole);
  });

  test('is enlarged and moved by the keys of the drawing tools, while labels keep theirs', async () => {
    const { page } = pages;
    await page.keyboard.press('Equal');
    await page.keyboard.press('NumpadAdd');
    await drawn();
    const large = await shown();
    expect(large.width / whole.width).toBeCloseTo(1.25 ** 2, 2);
    await page.keyboard.press('ArrowRight');
    await drawn();
    expect(Math.round((await shown()).x - large.x)).toBe(-64);
    await page.keyboard.press('2');
    await page.keyboard.press('KeyF');
    await drawn();
    expect(await shown()).toEqual(whole);
    // Smaller than whole there is nothing to see.
    await page.keyboard.press('Minus');
    await drawn();
    expect(await shown()).toEqual(whole);
    await pages.submit();
    expect(JSON.stringify(await pages.shown())).toContain('"no"');
    expect(pages.errors).toEqual([]);
  });

  test('needs no drawing tools', () => {
    expect(fetched.some((url) => url.includes('crowd-html-elements'))).toBe(true);
    expect(fetched.filter((url) => url.includes('drawing'))).toEqual([]);
  });
});

test('what was labelled stays on the picture', async () => {
  await pages.open(template('crowd-image-classifier'));
  await pages.page.locator('svg.overlay rect').waitFor();
  const place = async () => {
    const [picture, rect] = [await shown(), await boxOf('svg.overlay rect')];
    const [x, y] = middleOf(rect);
    return [(x - picture.x) / picture.width, (y - picture.y) / picture.height];
  };
  const before = await place();
  await pages.page.getByRole('button', { name: 'Zoom in' }).click();
  await pages.page.getByRole('button', { name: 'Zoom in' }).click();
  await drawn();
  for (const [i, at] of (await place()).entries()) expect(at).toBeCloseTo(before[i]!, 2);
});

test('the place of the key a worker goes to comes into sight, and what they type is text', async () => {
  const key = (id: string, left: number, top: number) => ({
    id,
    blockType: 'KEY_VALUE_SET',
    entityTypes: ['KEY'],
    text: id,
    geometry: { boundingBox: { left, top, width: 0.1, height: 0.05 } },
  });
  await pages.open(
    `<crowd-form><crowd-textract-analyze-document header="Check" src="/picture.png" initial-value="{{ task.input.blocks }}"></crowd-textract-analyze-document></crowd-form>`,
    { blocks: [key('first', 0.05, 0.05), key('last', 0.85, 0.9)] },
  );
  const { page } = pages;
  for (let i = 0; i < 8; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
  await drawn();
  const sheet = await boxOf('figure');
  for (const name of ['first', 'last']) {
    await page
      .getByLabel('Key', { exact: true })
      .nth(name === 'first' ? 0 : 1)
      .focus();
    await page.keyboard.type('+f');
    await drawn();
    const [x, y] = middleOf(await boxOf('.place.key'));
    expect(x).toBeGreaterThan(sheet.x);
    expect(x).toBeLessThan(sheet.x + sheet.width);
    expect(y).toBeGreaterThan(sheet.y);
    expect(y).toBeLessThan(sheet.y + sheet.height);
  }
  expect(
    await page.getByLabel('Key', { exact: true }).evaluateAll((inputs: any[]) => inputs.map(({ value }) => value)),
  ).toEqual(['first+f', 'last+f']);
});

test('a comment can be written as soon as its field is opened', async () => {
  await pages.open(
    `<crowd-form><crowd-image-classifier name="ok" header="Right?" categories='["yes","no"]' src="/picture.png"><worker-comment></worker-comment></crowd-image-classifier></crowd-form>`,
  );
  await pages.page.keyboard.press('1');
  await pages.page.getByText('Add a comment').first().click();
  await pages.page.waitForFunction(
    () => document.querySelector<any>('crowd-image-classifier').shadowRoot.activeElement?.id === 'comment',
  );
  await pages.page.keyboard.type('2 of them');
  await pages.submit();
  expect(await pages.shown()).toEqual([{ ok: { label: 'yes', workerComment: '2 of them' } }]);
});
