/** What templates written for Ground Truth reach into, though no documentation says so. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

test('the instructions’ column and dialog can be made wider', async () => {
  await pages.open(`<crowd-form><crowd-classifier name="kind" categories="['a','b']" header="Which?">
    <classification-target>x</classification-target>
    <short-instructions>Short</short-instructions><full-instructions header="All">Long</full-instructions>
  </crowd-classifier></crowd-form>
  <script>document.addEventListener('all-crowd-elements-ready', () => {
    const root = document.querySelector('crowd-classifier').shadowRoot;
    root.querySelector('.awsui-app-layout__navigation').style.width = '400px';
    root.querySelector('.awsui-modal-dialog').style.maxWidth = '90%';
  })</script>`);
  const width = (selector: string) => pages.page.locator(selector).evaluate((e) => e.getBoundingClientRect().width);
  expect(await width('.awsui-app-layout__navigation')).toBe(400);
  await pages.page.getByText('View full instructions').click();
  expect(await width('.awsui-modal-dialog')).toBeGreaterThan(1000);
  expect(pages.errors).toEqual([]);
});

test('the label that was chosen is text where a script takes it for text, and an object in the answer', async () => {
  await pages.open(`<crowd-form><crowd-classifier name="kind" categories="['cat','dog']"></crowd-classifier></crowd-form>
  <script>
    const more = { cat: ['purrs'], dog: ['barks'] };
    document.querySelector('crowd-classifier').addEventListener('change', (event) => { window.heard = [more[event.target.value], event.target.value + '!']; });
  </script>`);
  await pages.page.keyboard.press('2');
  expect(await pages.page.evaluate(() => (window as any).heard)).toEqual([['barks'], 'dog!']);
  await pages.page.getByTestId('crowd-submit').click();
  expect(await pages.shown()).toEqual([{ kind: { label: 'dog' } }]);
});

test('a form within the form is submitted, checked and reset with it', async () => {
  await pages.open(`<crowd-form><form action="/elsewhere">
    <select name="clear"><option></option><option>Yes</option></select><input name="why" required>
    <crowd-button form-action="submit">Send</crowd-button>
  </form></crowd-form>`);
  const send = pages.page.getByText('Send');
  await send.click();
  expect(await pages.page.locator('#answers-box').count()).toBe(0);
  await pages.page.locator('select').selectOption('Yes');
  await pages.page.locator('input').fill('because');
  await pages.page.locator('input').press('Enter');
  expect(await pages.shown()).toEqual([{ clear: 'Yes', why: 'because' }]);
  await pages.page.evaluate(() => (document.querySelector('crowd-form') as any).reset());
  expect(await pages.page.locator('input').inputValue()).toBe('');
});

test('scripts may measure the area of a picture that is not there', async () => {
  for (const src of ['', 'src="/nothing.png"']) {
    await pages.open(
      `<crowd-form><crowd-bounding-box name="b" ${src} labels="['a']"></crowd-bounding-box></crowd-form>`,
    );
    await pages.page.locator('crowd-bounding-box [role=alert]').waitFor();
    const area = await pages.page.evaluate(
      () =>
        document
          .querySelector('crowd-bounding-box')!
          .shadowRoot!.querySelector('canvas.upper-canvas')!
          .getBoundingClientRect().width,
    );
    expect(area).toBe(0);
  }
});

test('a ranking without responses is not submitted', async () => {
  await pages.open(
    `<crowd-form><crowd-text-ranking name="r" ordinal-ranking-dimensions='["Clarity"]' responses="null"></crowd-text-ranking></crowd-form>`,
  );
  await pages.page.getByTestId('crowd-submit').click();
  await pages.page.locator('crowd-text-ranking .complaint').waitFor();
  expect(await pages.page.locator('#answers-box').count()).toBe(0);
});
