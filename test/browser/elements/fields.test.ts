import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

const form = (content: string) => `<crowd-form>${content}</crowd-form>`;

describe('crowd-input', () => {
  test('submits text, never a number, and nothing while it is empty', async () => {
    await pages.open(
      form(
        '<crowd-input name="plate" label="Plate"></crowd-input><crowd-input name="count" type="number" label="Count" value="3"></crowd-input><crowd-input name="empty" label="Empty"></crowd-input><crowd-input name="off" label="Off" value="x" disabled></crowd-input>',
      ),
    );
    await pages.page.getByLabel('Plate').fill('東京 <b>"1"</b>');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ plate: '東京 <b>"1"</b>', count: '3' }]);
  });

  test('keeps to what is allowed while one types, and says what is wrong', async () => {
    await pages.open(
      form(
        '<crowd-input name="zip" label="Zip" auto-validate allowed-pattern="[0-9]" min-length="3" max-length="5" required error-message="Three to five digits"></crowd-input>',
      ),
    );
    await pages.submit();
    await pages.page.getByText('Three to five digits').waitFor();
    await pages.page.getByLabel('Zip').pressSequentially('1a2b');
    expect(await pages.answer()).toEqual({ zip: '12' });
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByLabel('Zip').pressSequentially('345678');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ zip: '12345' }]);
  });

  test('checks what its type says', async () => {
    await pages.open(form('<crowd-input name="mail" type="email" label="Mail"></crowd-input>'));
    await pages.page.getByLabel('Mail').fill('nobody');
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByLabel('Mail').fill('a@b.example');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ mail: 'a@b.example' }]);
  });

  test('scripts clear it with null, require it by attribute, and hear of every letter', async () => {
    await pages.open(form('<crowd-input id="one" name="one" label="One" value="first"></crowd-input>'));
    await pages.page.evaluate(() => {
      const one = document.getElementById('one') as any;
      (window as any).heard = [];
      one.addEventListener('input', () => (window as any).heard.push(one.value));
      one.value = null;
      one.setAttribute('required', '');
    });
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByLabel('One').pressSequentially('ab');
    expect(await pages.page.evaluate(() => (window as any).heard)).toEqual(['a', 'ab']);
    await pages.page.evaluate(() => document.getElementById('one')!.removeAttribute('required'));
    await pages.submit();
    expect(await pages.shown()).toEqual([{ one: 'ab' }]);
  });

  test('of type file says that files cannot be handed in, and so does a native one', async () => {
    await pages.open(form('<crowd-input name="f" type="file"></crowd-input>'));
    await pages.page.getByText('Files cannot be handed in').waitFor();
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.open(form('<input name="f" type="file">'));
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
  });
});

describe('crowd-text-area', () => {
  test('keeps lines, counts characters, grows up to its most rows', async () => {
    await pages.open(
      form(
        '<crowd-text-area name="note" label="Note" rows="2" max-rows="4" max-length="40" char-counter required></crowd-text-area>',
      ),
    );
    const field = pages.page.getByLabel('Note');
    await pages.submit();
    await pages.page.getByText('Fill this in.').waitFor();
    const height = () => field.evaluate((one) => one.getBoundingClientRect().height);
    const low = await height();
    await field.fill('a\nb\nc');
    const middle = await height();
    await field.fill('a\nb\nc\nd\ne\nf\ng');
    const high = await height();
    expect(middle).toBeGreaterThan(low);
    expect(high).toBeLessThan(low * 2.1);
    expect(high).toBeGreaterThan(middle);
    await pages.page.getByText('13 / 40 characters').waitFor();
    await pages.submit();
    expect(await pages.shown()).toEqual([{ note: 'a\nb\nc\nd\ne\nf\ng' }]);
  });
});

describe('crowd-slider', () => {
  test('submits a number; without a value it is at its least', async () => {
    await pages.open(
      form(
        '<crowd-slider name="a" min="2" max="9"></crowd-slider><crowd-slider name="b" value="30" step="10" pin editable></crowd-slider><crowd-slider name="c"></crowd-slider>',
      ),
    );
    expect(await pages.answer()).toEqual({ a: 2, b: 30, c: 0 });
    await pages.page.getByRole('slider', { name: 'b' }).press('ArrowRight');
    expect((await pages.answer()).b).toBe(40);
    await pages.page.getByRole('slider', { name: 'b' }).press('End');
    expect((await pages.answer()).b).toBe(100);
    await pages.page.getByRole('spinbutton').fill('55');
    await pages.page.getByRole('spinbutton').press('Tab');
    expect((await pages.answer()).b).toBe(55);
  });

  test('tells scripts its number, and can be required to be moved', async () => {
    await pages.open(form('<crowd-slider id="s" name="s" min="1" max="7" required></crowd-slider>'));
    await pages.page.evaluate(() =>
      document
        .getElementById('s')!
        .addEventListener('change', (event) => ((window as any).told = (event.target as any).value)),
    );
    await pages.submit();
    await pages.page.getByText('Move the slider.').waitFor();
    await pages.page.getByRole('slider').press('ArrowRight');
    expect(await pages.page.evaluate(() => (window as any).told)).toBe(2);
    await pages.submit();
    expect(await pages.shown()).toEqual([{ s: 2 }]);
  });

  test('self-closed, it still shows what the browser put into it; labels stand at their places', async () => {
    await pages.open(
      form(
        '<p>How? <crowd-slider name="s" min="0" max="4"/> <crowd-slider-label position="2">middle</crowd-slider-label> <b id="swallowed">after</b></p>',
      ),
    );
    expect(await pages.page.locator('#swallowed').isVisible()).toBe(true);
    const box = async (selector: string) => (await pages.page.locator(selector).boundingBox())!;
    const [slider, label] = [await box('crowd-slider'), await box('crowd-slider-label')];
    expect(Math.abs(label.x + label.width / 2 - (slider.x + slider.width / 2))).toBeLessThan(4);
  });
});

test('fields come back from a draft, also those that were cleared', async () => {
  const frame = await pages.openInPortal(
    form(
      '<crowd-input name="i" value="begin" label="i"></crowd-input><crowd-text-area name="t" label="t"></crowd-text-area><crowd-slider name="s"></crowd-slider><crowd-input name="gone" value="there" label="g"></crowd-input>',
    ),
  );
  const draft = { i: 'x', t: 'y\nz', s: 42 };
  await pages.post({ type: 'plumbline:draft', answer: draft });
  await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().s === 42);
  expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual(draft);
});

test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
  await pages.page.emulateMedia({ colorScheme });
  await pages.open(
    form(`<main style="background:Canvas;color:CanvasText"><h1>Fields</h1><crowd-input name="a" label="A" placeholder="p" required></crowd-input><crowd-input name="b" placeholder="only this"></crowd-input>
      <crowd-text-area name="c" label="C" char-counter max-length="9"></crowd-text-area><crowd-slider name="d" pin editable><crowd-slider-label position="0">low</crowd-slider-label></crowd-slider></main>`),
  );
  await pages.submit();
  expect(await accessibilityProblems(pages.page)).toEqual([]);
});
