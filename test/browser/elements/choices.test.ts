import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

const form = (content: string) => `<crowd-form>${content}</crowd-form>`;

describe('crowd-checkbox', () => {
  test('submits booleans by value, those of one name together, false ones too', async () => {
    await pages.open(
      form(`<crowd-checkbox name="animal" value="cat" checked>Cat</crowd-checkbox>
        <crowd-checkbox name="animal" value="dog">Dog</crowd-checkbox>
        <crowd-checkbox name="sure">Sure</crowd-checkbox>
        <crowd-checkbox name="off" disabled checked>Off</crowd-checkbox>
        <crowd-checkbox value="nameless">No name</crowd-checkbox>`),
    );
    await pages.page.getByRole('checkbox', { name: 'Dog' }).click();
    await pages.page.getByRole('checkbox', { name: 'Sure' }).focus();
    await pages.page.keyboard.press('Space');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ animal: { cat: true, dog: true }, sure: { on: true } }]);
    expect(pages.errors).toEqual([]);
  });

  test('a click on it is heard before it changes, whenever the listener was added; and may be prevented', async () => {
    await pages.open(
      form(`<crowd-checkbox id="a" name="a" onclick="window.seen = [this.checked]">A</crowd-checkbox>
        <crowd-checkbox id="b" name="b">B</crowd-checkbox>`),
    );
    await pages.page.evaluate(() => {
      const [a, b] = ['a', 'b'].map((id) => document.getElementById(id) as any);
      a.addEventListener('click', () => (window as any).seen.push(a.checked));
      a.addEventListener('change', () => (window as any).seen.push(a.checked, a.getAttribute('checked')));
      b.addEventListener('click', (event: Event) => event.preventDefault());
    });
    await pages.page.getByRole('checkbox', { name: 'A' }).click();
    await pages.page.getByRole('checkbox', { name: 'B' }).click();
    await pages.page.evaluate(() => (document.getElementById('a') as any).updateComplete);
    expect(await pages.page.evaluate(() => (window as any).seen.slice(0, 3))).toEqual([false, false, true]);
    expect(await pages.page.locator('#a').getAttribute('checked')).toBe('');
    expect((await pages.answer()).b).toEqual({ on: false });
    await pages.page.getByRole('checkbox', { name: 'A' }).click();
    expect(await pages.page.locator('#a').getAttribute('checked')).toBeNull();
  });

  test('that is required has to be ticked, and says so', async () => {
    await pages.open(form('<crowd-checkbox name="agree" required>I agree</crowd-checkbox>'));
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByText('Tick this.').waitFor();
    await pages.page.getByRole('checkbox').click();
    await pages.submit();
    expect(await pages.shown()).toEqual([{ agree: { on: true } }]);
  });
});

describe('crowd-radio-button', () => {
  test('excludes the others of its group, however they are named and wherever they stand', async () => {
    await pages.open(
      form(`<crowd-radio-group>One <div><crowd-radio-button name="one" value="x">One</crowd-radio-button><br>
        Two <crowd-radio-button name="two" value="y" checked>Two</crowd-radio-button></div></crowd-radio-group>
        <crowd-radio-button name="alone" value="p">P</crowd-radio-button><crowd-radio-button name="alone" value="q">Q</crowd-radio-button>`),
    );
    for (const name of ['One', 'P', 'Q']) await pages.page.getByRole('radio', { name, exact: true }).click();
    await pages.submit();
    expect(await pages.shown()).toEqual([{ one: { x: true }, two: { y: false }, alone: { p: true, q: true } }]);
  });

  test('arrow keys choose; the group is one stop', async () => {
    await pages.open(
      form(
        `<button>before</button><crowd-radio-group>${['a', 'b', 'c'].map((v) => `<crowd-radio-button name="r" value="${v}" ${v === 'b' ? 'disabled' : ''}>${v}</crowd-radio-button>`).join(' ')}</crowd-radio-group><input name="after">`,
      ),
    );
    await pages.page.getByRole('button', { name: 'before' }).focus();
    await pages.page.keyboard.press('Tab');
    await pages.page.keyboard.press('ArrowDown');
    expect((await pages.answer()).r).toEqual({ a: false, c: true });
    await pages.page.keyboard.press('ArrowRight');
    expect((await pages.answer()).r).toEqual({ a: true, c: false });
    await pages.page.keyboard.press('Tab');
    expect(await pages.page.evaluate(() => (document.activeElement as any).name)).toBe('after');
  });
});

describe('crowd-toggle-button', () => {
  test('is a switch, with the keyboard too, and can be required', async () => {
    await pages.open(
      form('<crowd-toggle-button name="light" value="lit" invalid required>Light</crowd-toggle-button>'),
    );
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByRole('switch', { name: 'Light' }).press('Space');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ light: { lit: true } }]);
  });
});

test('choices come back from a draft, and reset to how they began', async () => {
  const template =
    form(`<crowd-checkbox name="c" value="x" checked>X</crowd-checkbox><crowd-checkbox name="c" value="y">Y</crowd-checkbox>
    <crowd-radio-group><crowd-radio-button name="r" value="1">1</crowd-radio-button><crowd-radio-button name="r" value="2">2</crowd-radio-button></crowd-radio-group>
    <input type="radio" name="native" value="n"><input type="radio" name="native" value="m" checked>`);
  const frame = await pages.openInPortal(template);
  const draft = { c: { x: false, y: true }, r: { 1: false, 2: true }, native: { n: true, m: false } };
  await pages.post({ type: 'plumbline:draft', answer: draft });
  await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().c.y === true);
  expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual(draft);
  await frame.evaluate(() => (document.querySelector('crowd-form') as any).reset());
  expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual({
    c: { x: true, y: false },
    r: { 1: false, 2: false },
    native: { n: false, m: true },
  });
});

test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
  await pages.page.emulateMedia({ colorScheme });
  await pages.open(
    form(`<main style="background:Canvas;color:CanvasText"><h1>Choices</h1><crowd-checkbox name="a" checked>A</crowd-checkbox><crowd-checkbox name="b" disabled>B</crowd-checkbox>
      <crowd-radio-group aria-label="Which?"><crowd-radio-button name="r" value="1" checked>One</crowd-radio-button><crowd-radio-button name="r" value="2">Two</crowd-radio-button></crowd-radio-group>
      <crowd-toggle-button name="t" checked>T</crowd-toggle-button><crowd-toggle-button name="u" invalid required>U</crowd-toggle-button></main>`),
  );
  expect(await accessibilityProblems(pages.page)).toEqual([]);
});
