import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SCRIPT, TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

const CLASSIFIER = `<crowd-classifier name="topic" categories='["a","b","c"]'></crowd-classifier>`;

describe('a form', () => {
  test('submits what native controls hold, in Ground Truth’s shapes', async () => {
    await pages.open(`<crowd-form>
      <input name="size" type="number" value="100"><input name="twice" value="1"><input name="twice" value="2">
      <input name="off" value="x" disabled><input value="no name"><textarea name="note">two
lines</textarea><select name="pick"><option>p</option><option selected>q</option></select>
      <input type="checkbox" name="animal" value="cat" checked><input type="checkbox" name="animal" value="dog">
      <input type="radio" name="one" value="1"><input type="radio" name="one" value="2" checked>
      <object-value-input name="deep"></object-value-input>
    </crowd-form>
    <script>document.querySelector('object-value-input').value = { a: [1] };</script>`);
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    expect(await pages.shown()).toEqual([
      {
        size: '100',
        twice: '2',
        note: 'two\nlines',
        pick: 'q',
        animal: { cat: true, dog: false },
        one: { 1: false, 2: true },
        deep: { a: [1] },
      },
    ]);
  });

  test('runs listeners before it reads the values; they may change them or stop it', async () => {
    await pages.open(`<crowd-form onsubmit="this.seen = true"><input name="a" value="1"></crowd-form>
    <script>
      const form = document.querySelector('crowd-form');
      form.addEventListener('submit', (event) => {
        if (form.stop) event.preventDefault();
        form.querySelector('form').querySelector('input').value = '2';
        form.form.insertAdjacentHTML('beforeend', '<input type=hidden name=more value=x>');
      });
    </script>`);
    await pages.page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      form.stop = true;
      form.submit();
    });
    expect(await pages.page.locator('#answers-box').count()).toBe(0);
    const state = await pages.page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      form.stop = false;
      form.submit();
      return [form.seen, form._serializeForm()];
    });
    expect(await pages.shown()).toEqual([{ a: '2', more: 'x' }]);
    expect(state).toEqual([true, { taskAnswers: '[{"a":"2","more":"x"}]' }]);
  });

  test('does not submit what the browser finds invalid', async () => {
    await pages.open(`<crowd-form><input name="a" required></crowd-form>`);
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    expect(await pages.page.locator('#answers-box').count()).toBe(0);
    await pages.page.locator('input').fill('x');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ a: 'x' }]);
  });

  test('a button of the template replaces the automatic one and may have its own click', async () => {
    await pages.open(
      `<crowd-form><input name="a" value="1"><crowd-button form-action="submit" onclick="this.clicked = true">Go</crowd-button></crowd-form>`,
    );
    expect(await pages.page.getByRole('button').count()).toBe(1);
    await pages.page.getByRole('button', { name: 'Go' }).click();
    expect(await pages.shown()).toEqual([{ a: '1' }]);
    expect(await pages.page.evaluate(() => (document.querySelector('crowd-button') as any).clicked)).toBe(true);
  });

  test('flattens for Mechanical Turk templates', async () => {
    await pages.open(`<crowd-form answer-format="flatten-objects">${CLASSIFIER}</crowd-form>`);
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ 'topic.label': 'a' }]);
  });

  test('works when the script comes twice, last, or as a module, and leaves no names behind', async () => {
    const twice = `<script>const e = 1, t = 2, n = 3, r = 4, i = 5, s = 6, o = 7, a = 8;</script>${SCRIPT}${SCRIPT}`;
    await pages.openAsIs(`<crowd-form>${CLASSIFIER}</crowd-form>${twice}`);
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([{ topic: { label: 'a' } }]);
    expect(pages.errors).toEqual([]);
  });
});
