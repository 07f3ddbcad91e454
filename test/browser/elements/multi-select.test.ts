import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

const CATEGORIES = `categories='["cat","dog","O&apos;Neil"]' exclusion-category="{ text: 'None of these' }"`;
const text = (attributes = CATEGORIES) =>
  `<crowd-form><crowd-classifier-multi-select name="what" header="Which?" ${attributes}>
    <classification-target>A text</classification-target></crowd-classifier-multi-select></crowd-form>`;
const picture = (attributes = CATEGORIES) =>
  `<crowd-form><crowd-image-classifier-multi-select name="what" header="Which?" src="/picture.png" ${attributes}>
    <worker-comment></worker-comment></crowd-image-classifier-multi-select></crowd-form>`;

describe.each([
  ['crowd-classifier-multi-select', text],
  ['crowd-image-classifier-multi-select', picture],
])('%s', (_, template) => {
  test('keys choose and take back; the answer is in the order of the categories', async () => {
    await pages.open(template());
    await pages.page.keyboard.press('3');
    await pages.page.keyboard.press('2');
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('2');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ what: { labels: ['cat', "O'Neil"] } }]);
    expect(pages.errors).toEqual([]);
  });

  test('something has to be chosen, if only that nothing fits', async () => {
    await pages.open(template());
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByText('Choose at least one label').waitFor();
    await pages.page.keyboard.press('1');
    await pages.page.getByRole('checkbox', { name: 'None of these' }).check();
    expect(await pages.page.getByRole('checkbox', { name: 'cat' }).isDisabled()).toBe(true);
    expect(await pages.page.getByRole('checkbox', { name: 'cat' }).isChecked()).toBe(false);
    await pages.page.keyboard.press('2');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ what: { labels: [] } }]);
    await pages.page.getByRole('checkbox', { name: 'None of these' }).uncheck();
    expect(await pages.page.getByRole('checkbox', { name: 'cat' }).isDisabled()).toBe(false);
  });

  test('starts with what a model thinks, and can be cleared', async () => {
    await pages.open(template(`${CATEGORIES} initial-value='["dog","cat"]' suggestion-confidence="0.87"`));
    expect(await pages.answer()).toEqual({ what: { labels: ['cat', 'dog'] } });
    await pages.page.getByText('87%').first().waitFor();
    await pages.page.keyboard.press('Backspace');
    expect(await pages.answer()).toEqual({});
  });

  test('comes back from a draft', async () => {
    const frame = await pages.openInPortal(template());
    await pages.post({ type: 'plumbline:draft', answer: { what: { labels: [] } } });
    await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().what !== undefined);
    await pages.post({ type: 'plumbline:draft', answer: { what: { labels: ['dog'] } } });
    await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().what.labels.length === 1);
    expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual({
      what: { labels: ['dog'] },
    });
  });

  test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.open(template());
    await pages.page.keyboard.press('1');
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });
});

test('labels of any kind and number stay text and can be found', async () => {
  const labels = [
    '<img src=x onerror=alert(1)>',
    '"quoted"',
    '猫',
    'قطة',
    '👩‍👩‍👧',
    ...Array.from({ length: 495 }, (_, i) => `label ${i}`),
  ];
  await pages.open(text(`categories='{{ task.input.labels | to_json }}'`), { labels });
  await pages.page.getByRole('searchbox').fill('label 494');
  await pages.page.keyboard.press('Enter');
  await pages.page.getByRole('searchbox').fill('<img');
  await pages.page.keyboard.press('Enter');
  expect(await pages.answer()).toEqual({ what: { labels: [labels[0], 'label 494'] } });
  expect(pages.errors).toEqual([]);
});
