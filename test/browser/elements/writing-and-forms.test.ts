import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

describe('crowd-question-answer-generation', () => {
  const writing = (attributes = '') =>
    `<crowd-form><crowd-question-answer-generation name="qa" header="Ask" text="😀 The sky is blue." question-tags='["fact"]' allow-custom-question-tags
      question-min-words="2" ${attributes}></crowd-question-answer-generation></crowd-form>`;

  test('submits questions, answers, tags and the passages they rest on, in code points', async () => {
    await pages.open(writing());
    await pages.page.getByLabel('Question 1', { exact: true }).last().fill('Blue?');
    await pages.page.getByLabel('Answer 1').fill('Yes.');
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByText('Question 1 is too short. Words wanted at least: 2').waitFor();
    await pages.page.getByLabel('Question 1', { exact: true }).last().fill('Which colour?');
    await pages.page.getByLabel('fact').check();
    await pages.page.getByLabel('Another tag').fill('mine');
    await pages.page.keyboard.press('Tab');
    // Behind a character of two UTF-16 units.
    const sky = await pages.page.evaluate(() => {
      const root = document.querySelector('crowd-question-answer-generation')!.shadowRoot!;
      const range = document.createRange();
      const text = root.querySelector('.paragraph')!.firstChild!;
      range.setStart(text, 7);
      range.setEnd(text, 10);
      const { x, y, width, height } = range.getBoundingClientRect();
      return [x + width / 2, y + height / 2] as const;
    });
    await pages.page.mouse.dblclick(...sky);
    await pages.page.getByRole('button', { name: 'Attach the selection' }).click();
    await pages.page.locator('.chip[data-name="1"]').waitFor();
    await pages.submit();
    expect(await pages.shown()).toEqual([
      {
        qa: {
          questionsAndAnswers: [
            {
              question: 'Which colour?',
              answer: 'Yes.',
              questionTags: ['fact', 'mine'],
              references: [{ startOffset: 6, endOffset: 9, text: 'sky' }],
            },
          ],
        },
      },
    ]);
    expect(pages.errors).toEqual([]);
  });

  test('with the keyboard alone: a passage, a question that rests on it, a tag, and Submit', async () => {
    await pages.open(writing());
    const press = async (...keys: string[]) => {
      for (const key of keys) await pages.page.keyboard.press(key);
    };
    await press('a');
    await pages.page.getByRole('alert').filter({ hasText: 'Select a passage' }).waitFor();
    await press('t', 'End', 'Shift+ArrowLeft');
    expect(await pages.page.locator('.spoken').textContent()).toBe('Selected: “blue.”');
    await press('Enter', 'q');
    await pages.page.keyboard.type('Which colour?');
    await press('Tab');
    await pages.page.keyboard.type('Blue.');
    await pages.tabTo('input[type=checkbox]');
    await press('Space');
    await pages.tabTo('crowd-button[form-action=submit]');
    await press('Enter');
    const reference = { startOffset: 13, endOffset: 18, text: 'blue.' };
    const pair = { question: 'Which colour?', answer: 'Blue.', questionTags: ['fact'], references: [reference] };
    expect(await pages.shown()).toEqual([{ qa: { questionsAndAnswers: [pair] } }]);
  });

  test('a passage is let go at its tag in the text, and leads to its question', async () => {
    await pages.open(writing());
    const reference = { startOffset: 2, endOffset: 9, text: 'The sky' };
    const second = { question: 'c d', answer: 'e', questionTags: [], references: [reference] };
    await pages.page.evaluate((pair) => {
      const element = document.querySelector('crowd-question-answer-generation') as any;
      element.value = { questionsAndAnswers: [{ question: 'a b', answer: 'c' }, pair] };
    }, second);
    const chip = pages.page.locator('.chip[data-name="2"]');
    await chip.click({ position: { x: 3, y: 5 } });
    await pages.page.locator('#question-1:focus').waitFor();
    await chip.locator('i').click();
    await chip.waitFor({ state: 'detached' });
    expect((await pages.answer()).qa.questionsAndAnswers[1].references).toEqual([]);
  });

  test('goes on where it was taken out of the page and put back', async () => {
    await pages.open(writing());
    await pages.page.evaluate(async () => {
      const element = document.querySelector('crowd-question-answer-generation') as any;
      const references = [{ startOffset: 2, endOffset: 9, text: 'The sky' }];
      element.value = { questionsAndAnswers: [{ question: 'a b', answer: 'c', questionTags: [], references }] };
      await element.updateComplete;
      const form = element.parentElement;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      form.prepend(element);
      await element.updateComplete;
    });
    expect(await pages.page.locator('.chip').count()).toBe(1);
    for (const key of ['t', 'End', 'Shift+ArrowLeft']) await pages.page.keyboard.press(key);
    expect(await pages.page.locator('.spoken').textContent()).toBe('Selected: “blue.”');
    expect(pages.errors).toEqual([]);
  });

  test('comes back from a draft; as many questions as are wanted', async () => {
    const pair = { question: 'a b', answer: 'c', questionTags: ['fact'], references: [] };
    const frame = await pages.openInPortal(writing('min-questions="2" max-questions="2"'));
    await pages.post({ type: 'plumbline:draft', answer: { qa: { questionsAndAnswers: [pair, pair] } } });
    await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().qa !== undefined);
    expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual({
      qa: { questionsAndAnswers: [pair, pair] },
    });
    expect(await frame.getByRole('button', { name: 'Add a question' }).isDisabled()).toBe(true);
  });

  test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.open(writing());
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });
});

describe('crowd-textract-analyze-document', () => {
  const BLOCKS = [
    {
      id: 'k1',
      blockType: 'KEY_VALUE_SET',
      entityTypes: ['KEY'],
      geometry: { boundingBox: { left: 0.1, top: 0.1, width: 0.3, height: 0.1 } },
      relationships: [
        { type: 'VALUE', ids: ['v1'] },
        { type: 'CHILD', ids: ['w1'] },
      ],
    },
    {
      id: 'v1',
      blockType: 'KEY_VALUE_SET',
      entityTypes: ['VALUE'],
      relationships: [{ type: 'CHILD', ids: ['w2', 'w3'] }],
    },
    { id: 'w1', blockType: 'WORD', text: 'Name:' },
    { id: 'w2', blockType: 'WORD', text: 'Ada' },
    { id: 'w3', blockType: 'WORD', text: 'Lovelase' },
    { id: 'k2', blockType: 'KEY_VALUE_SET', entityTypes: ['KEY'], text: 'Page', relationships: [] },
  ];
  const KEY = 'AWS/Textract/AnalyzeDocument/Forms/V1';
  const review = (attributes = '') =>
    `<crowd-form><crowd-textract-analyze-document header="Check" src="/picture.png" initial-value="{{ task.input.blocks }}" block-types="['KEY_VALUE_SET']" no-geometry-edit ${attributes}></crowd-textract-analyze-document></crowd-form>`;

  test('a corrected value is in its block, a pair that is none is gone, the rest is as it came', async () => {
    await pages.open(review('no-key-edit'), { blocks: BLOCKS });
    expect(await pages.page.getByLabel('Value', { exact: true }).first().inputValue()).toBe('Ada Lovelase');
    expect(await pages.page.getByLabel('Key', { exact: true }).first().getAttribute('readonly')).not.toBeNull();
    await pages.page.getByLabel('Value', { exact: true }).first().fill('Ada Lovelace');
    await pages.page.locator('.place.key').waitFor();
    await pages.page.getByRole('button', { name: 'Not a key-value pair' }).last().click();
    await pages.submit();
    const [k1, v1, ...words] = BLOCKS.slice(0, 5);
    expect(await pages.shown()).toEqual([{ [KEY]: { blocks: [k1, { ...v1, text: 'Ada Lovelace' }, ...words] } }]);
    expect(pages.errors).toEqual([]);
  });

  test('with the keyboard alone: a value is corrected and submitted', async () => {
    await pages.open(review('no-key-edit'), { blocks: BLOCKS });
    await pages.page.getByLabel('Value', { exact: true }).first().waitFor();
    await pages.tabTo('input:not([readonly])');
    await pages.page.keyboard.press('Control+a');
    await pages.page.keyboard.type('Ada Lovelace');
    await pages.tabTo('crowd-button[form-action=submit]');
    await pages.page.keyboard.press('Enter');
    const [{ [KEY]: answer }] = await pages.shown();
    expect(answer.blocks.find(({ id }: { id: string }) => id === 'v1').text).toBe('Ada Lovelace');
  });

  test('important keys alone are shown, and those that are missing are named', async () => {
    await pages.open(
      review(
        `keys='[{"importantFormKey":"Full name","importantFormKeyAliases":["name"]},{"importantFormKey":"Date"}]'`,
      ),
      { blocks: BLOCKS },
    );
    expect(await pages.page.getByLabel('Key', { exact: true }).count()).toBe(1);
    await pages.page.getByText('not found: Date').waitFor();
  });

  test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.open(review(), { blocks: BLOCKS });
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });
});
