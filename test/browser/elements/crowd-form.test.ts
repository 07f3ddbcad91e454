import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { SCRIPT, TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

const CLASSIFIER = `<crowd-classifier name="topic" categories='["a","b","c"]'></crowd-classifier>`;

const INSTRUCTIONS = '<short-instructions>Be quick.</short-instructions>';

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

  test('without a widget has the instructions beside it, live, and the full ones in a dialog', async () => {
    const template = `<crowd-form><short-instructions header="In short">Be quick. <input name="sure" value="very" aria-label="Sure?"></short-instructions>
      <full-instructions header="Rules">Be <b>fair</b>.</full-instructions><main><h1>Describe</h1><crowd-input name="what" label="What?"></crowd-input></main></crowd-form>`;
    await pages.open(template);
    const field = pages.page.getByLabel('What?');
    const column = pages.page.getByRole('complementary', { name: 'Instructions' });
    expect(await column.getByRole('heading').textContent()).toBe('In short');
    const [beside, work] = [(await column.boundingBox())!, (await field.boundingBox())!];
    expect(beside.x + beside.width).toBeLessThan(work.x);
    expect(await pages.page.getByText('Be fair').isVisible()).toBe(false);
    await column.getByRole('button', { name: 'View full instructions' }).click();
    await pages.page.getByRole('dialog').getByRole('heading', { name: 'Rules' }).waitFor();
    await pages.page.keyboard.press('i');
    await pages.page.getByText('Be fair').waitFor({ state: 'hidden' });
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await field.fill('a cat');
    await pages.page.getByRole('button', { name: 'Submit' }).click();
    expect(await pages.shown()).toEqual([{ sure: 'very', what: 'a cat' }]);
    await pages.page.setViewportSize({ width: 390, height: 800 });
    await pages.open(template);
    expect((await field.boundingBox())!.width).toBeGreaterThan(300);
    const frame = await pages.openInPortal(template);
    await pages.post({ type: 'plumbline:key', key: 'i', code: 'KeyI' });
    await frame.getByRole('dialog').waitFor();
  });

  test('leaves instructions to a widget that comes late, and Submit too', async () => {
    await pages.open(`<crowd-form>${INSTRUCTIONS}<div id="place"></div></crowd-form>`);
    expect(await pages.page.getByRole('complementary').count()).toBe(1);
    await pages.page.evaluate(() => {
      document.querySelector('#place')!.innerHTML = `<crowd-classifier name="c" categories="['a']"></crowd-classifier>`;
    });
    await pages.page.getByText('a', { exact: true }).waitFor();
    expect(await pages.page.getByRole('button', { name: 'Submit' }).count()).toBe(1);
    expect(await pages.page.getByRole('complementary').count()).toBe(0);
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
