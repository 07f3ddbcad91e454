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

const classifier = (attributes: string, children = '') =>
  `<crowd-form><crowd-classifier name="topic" header="Which?" ${attributes}>
    <classification-target>Some text</classification-target>${children}
  </crowd-classifier></crowd-form>`;

const CATEGORIES = `categories='["a","b","c"]'`;

describe('a classifier', () => {
  test('takes lenient JSON, keys 1 to 9 and 0, and arrows', async () => {
    await pages.open(
      classifier(
        `categories="[ // ten and one\n'one', two, \`three\`, 'it\\'s', 5, 'six','seven','eight','nine','ten', 'eleven', ]"`,
      ),
    );
    const value = () => pages.page.evaluate(() => (document.querySelector('crowd-classifier') as any).value);
    expect(await value()).toEqual({});
    for (const [key, label] of [
      ['1', 'one'],
      ['0', 'ten'],
      ['4', "it's"],
      ['5', '5'],
    ] as const) {
      await pages.page.keyboard.press(key);
      expect(await value()).toEqual({ label });
    }
    await pages.page.getByRole('radio', { name: 'two' }).focus();
    await pages.page.keyboard.press('Space');
    await pages.page.keyboard.press('ArrowDown');
    expect(await value()).toEqual({ label: 'three' });
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ topic: { label: 'three' } }]);
  });

  test('finds a label beyond the tenth by typing, digits included', async () => {
    await pages.open(classifier(`categories='${JSON.stringify(Array.from({ length: 30 }, (_, i) => `label ${i}`))}'`));
    await pages.page.getByRole('searchbox').focus();
    await pages.page.keyboard.type('27');
    expect(await pages.page.getByRole('radio').count()).toBe(1);
    await pages.page.keyboard.press('Enter');
    expect(await pages.page.getByRole('radio', { name: 'label 27' }).isChecked()).toBe(true);
    expect(await pages.page.getByRole('radio').count()).toBe(30);
  });

  test('is not submitted without a choice, and says so', async () => {
    await pages.open(classifier(CATEGORIES));
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    expect(await pages.page.getByRole('alert').textContent()).toBe('Choose a label before you submit.');
    expect(await pages.page.locator('#answers-box').count()).toBe(0);
    await pages.page.getByText('b', { exact: true }).click();
    expect(await pages.page.getByRole('alert').count()).toBe(0);
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    expect(await pages.shown()).toEqual([{ topic: { label: 'b' } }]);
  });

  test.each([
    ['categories="[\'a\', "', 'The attribute "categories" cannot be read: expected'],
    ['', 'The attribute "categories" is missing.'],
    ['categories="{a: 1}"', 'The attribute "categories" is not a list'],
  ])('shows the author what is wrong with %s', async (attribute, problem) => {
    await pages.open(classifier(attribute));
    expect(await pages.page.getByRole('alert').textContent()).toContain(problem);
  });

  test('keeps its attribute readable, tells of changes, and takes new categories from a script', async () => {
    await pages.open(
      `${classifier(CATEGORIES)}<script>
        window.heard = [];
        const widget = document.querySelector('crowd-classifier');
        widget.addEventListener('change', (event) => heard.push(event.target.value));
      </script>`,
    );
    await pages.page.keyboard.press('3');
    const heard = await pages.page.evaluate(() => {
      const widget = document.querySelector('crowd-classifier') as any;
      const text = widget.getAttribute('categories');
      widget.categories = ['x', 'y'];
      return {
        text,
        heard: (window as any).heard,
        hook: !!widget.shadowRoot.querySelector('.annotation-area .category-picker-wrapper'),
      };
    });
    expect(heard).toEqual({ text: '["a","b","c"]', heard: [{ label: 'c' }], hook: true });
    expect(await pages.page.getByRole('radio').allTextContents()).toHaveLength(2);
    await pages.page.keyboard.press('2');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ topic: { label: 'y' } }]);
  });

  test('starts with its initial value', async () => {
    await pages.open(classifier(`${CATEGORIES} initial-value="b"`));
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ topic: { label: 'b' } }]);
  });

  test.each([
    ['text-classification', 'crowd-classifier', 'A fine hotel.'],
    ['image-classification', 'crowd-image-classifier', 's3://pics/picture.png'],
  ])(
    '%s starts with what a model thinks, says so, and lets it be changed or cleared',
    async (slug, name, taskObject) => {
      const input = { taskObject, labels: ['fruit', 'tool', "O'Neil & <co>"], initialValue: "O'Neil & <co>" };
      await pages.open(builtInTemplate(slug), { ...input, initialValueConfidence: 0.628 });
      const suggested = pages.page.getByRole('radio', { name: "O'Neil & <co> Model’s suggestion 62%" });
      expect(await suggested.isChecked()).toBe(true);
      expect(await accessibilityProblems(pages.page)).toEqual([]);
      await pages.page.keyboard.press('Backspace');
      expect(await pages.page.locator('input:checked').count()).toBe(0);
      await pages.page.keyboard.press('Enter');
      await pages.page.getByRole('alert').waitFor();
      await pages.page.keyboard.press('1');
      expect(await pages.page.getByText('A model chose this').count()).toBe(0);
      expect(await suggested.count()).toBe(1);
      await pages.page.keyboard.press('3');
      await pages.page.getByRole('button', { name: 'Clear' }).click();
      await pages.page.keyboard.press('2');
      await pages.page.keyboard.press('Enter');
      expect(await pages.shown()).toEqual([{ [name]: { label: 'tool' } }]);
      await pages.open(builtInTemplate(slug), { ...input, initialValueConfidence: 0.628 });
      await pages.page.keyboard.press('Enter');
      expect(await pages.shown()).toEqual([{ [name]: { label: "O'Neil & <co>" } }]);
      expect(pages.errors).toEqual([]);
    },
  );

  test('is empty again after a reload when its initial value was cleared', async () => {
    const frame = await pages.openInPortal(classifier(`${CATEGORIES} initial-value="b" suggestion-confidence="0.7"`));
    await frame.getByRole('button', { name: 'Clear' }).click();
    await pages.page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    const [{ answer }] = await pages.messages('change');
    expect(answer).toEqual({});
    await frame.goto(frame.url());
    await frame.getByRole('button', { name: 'Clear' }).waitFor();
    await pages.post({ type: 'plumbline:draft', answer });
    await frame.getByRole('button', { name: 'Clear' }).waitFor({ state: 'detached' });
    expect(await frame.locator('input:checked').count()).toBe(0);
  });

  test('shows instructions that arrive late, and live controls in them are submitted', async () => {
    await pages.open(classifier(CATEGORIES));
    await pages.page.evaluate(() => {
      document
        .querySelector('crowd-classifier')!
        .insertAdjacentHTML(
          'beforeend',
          '<short-instructions><input name="sure" value="very"></short-instructions><full-instructions header="Rules">Be <b>fair</b>.</full-instructions>',
        );
    });
    await pages.page.getByRole('button', { name: 'View full instructions' }).click();
    expect(await pages.page.getByRole('dialog', { name: 'Rules' }).isVisible()).toBe(true);
    await pages.page.keyboard.press('Escape');
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ topic: { label: 'a' }, sure: 'very' }]);
  });
});

describe('instructions', () => {
  const SHORT = '<short-instructions>Be quick.</short-instructions>';
  const FULL = '<full-instructions>Be fair.</full-instructions>';

  test('beside the work stay there; the dialog has the full ones', async () => {
    await pages.open(classifier(CATEGORIES, SHORT + FULL));
    await pages.page.keyboard.press('i');
    expect([
      await pages.page.getByRole('complementary').isVisible(),
      await pages.page.getByText('Be fair.').isVisible(),
    ]).toEqual([true, true]);
    await pages.page.keyboard.press('i');
    expect(await pages.page.getByText('Be quick.').isVisible()).toBe(true);
    expect(await pages.page.getByText('Be fair.').isVisible()).toBe(false);
  });

  test('are all in the dialog on a small screen', async () => {
    await pages.page.setViewportSize({ width: 390, height: 700 });
    await pages.open(classifier(CATEGORIES, SHORT + FULL));
    expect(await pages.page.getByText('Be quick.').isVisible()).toBe(false);
    await pages.page.getByRole('button', { name: 'Instructions' }).click();
    expect([
      await pages.page.getByText('Be quick.').isVisible(),
      await pages.page.getByText('Be fair.').isVisible(),
    ]).toEqual([true, true]);
    await pages.page.getByRole('button', { name: 'Close' }).click();
    await pages.page.getByText('Be quick.').waitFor({ state: 'hidden' });
  });
});

describe('hostile data', () => {
  const ATTACK = `<img src=x onerror="window.hacked = true">`;

  test('in labels and text stays text', async () => {
    await pages.open(builtInTemplate('text-classification'), {
      taskObject: `${ATTACK}</classification-target><script>window.hacked = true</script>`,
      labels: [ATTACK, '"></crowd-classifier><script>window.hacked = true</script>', '{{ 7 | times: 6 }}'],
    });
    expect(await pages.page.getByRole('radio').count()).toBe(3);
    expect(await pages.page.getByText(ATTACK, { exact: true }).count()).toBe(1);
    expect(await pages.page.getByText('{{ 7 | times: 6 }}').count()).toBe(1);
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ 'crowd-classifier': { label: ATTACK } }]);
    expect(await pages.page.evaluate(() => (window as any).hacked)).toBeUndefined();
  });
});
