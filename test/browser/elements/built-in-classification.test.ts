import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { builtInTemplate } from '../support/bundles';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

describe('the built-in templates', () => {
  test.each([
    ['text-classification', 'crowd-classifier', 'A fine hotel.'],
    ['image-classification', 'crowd-image-classifier', 's3://pics/picture.png'],
  ])('%s is answered with two keys', async (slug, name, taskObject) => {
    await pages.open(builtInTemplate(slug), { taskObject, labels: ['positive', "O'Neil & <co>"] });
    await pages.page.keyboard.press('2');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ [name]: { label: "O'Neil & <co>" } }]);
    expect(pages.errors).toEqual([]);
  });

  test.each([
    ['text-classification', 'light', 1280],
    ['text-classification', 'dark', 390],
    ['image-classification', 'dark', 1280],
    ['image-classification', 'light', 390],
  ] as const)('%s has no accessibility problem in %s at %d pixels', async (slug, colorScheme, width) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.page.setViewportSize({ width, height: 800 });
    const taskObject = slug === 'image-classification' ? 's3://pics/picture.png' : 'A fine hotel.';
    await pages.open(builtInTemplate(slug), { taskObject, labels: ['positive', 'negative'] });
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('alert').waitFor();
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.page.keyboard.press('i');
    await pages.page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });

  test('speak Japanese on a Japanese page', async () => {
    await pages.open(builtInTemplate('text-classification'), { taskObject: 'x', labels: ['良い', '悪い'] }, 'ja');
    await pages.page.keyboard.press('Enter');
    expect(await pages.page.getByRole('alert').textContent()).toBe('ラベルを選んでから送信してください。');
    expect(await pages.page.getByRole('button', { name: '送信' }).count()).toBe(1);
  });
});
