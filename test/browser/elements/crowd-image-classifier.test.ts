import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

const CATEGORIES = `categories='["a","b","c"]'`;

describe('an image classifier', () => {
  const image = (attributes: string) =>
    `<crowd-form><crowd-image-classifier name="it" header="What?" ${CATEGORIES} ${attributes}>
      <worker-comment header="Why?" link-text="Say why" placeholder="Because"></worker-comment></crowd-image-classifier></crowd-form>`;

  test('submits a comment only when there is one', async () => {
    await pages.open(image('src="/picture.png"'));
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ it: { label: 'a' } }]);
    await pages.page.getByText('Say why').click();
    await pages.page.getByLabel('Why?').fill('blurred, 2 of 3');
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    await pages.page.getByText('blurred, 2 of 3"').waitFor();
    expect(await pages.shown()).toEqual([{ it: { label: 'a', workerComment: 'blurred, 2 of 3' } }]);
  });

  test('says when the picture does not load', async () => {
    await pages.open(image('src="/nothing.png"'));
    await pages.page.getByText('The picture could not be loaded').waitFor();
  });
});
