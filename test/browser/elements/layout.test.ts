import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { iconNames } from '../../../ui-templates/elements/shared/icon/icons';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

const form = (content: string) =>
  `<crowd-form><main style="background:Canvas;color:CanvasText"><h1>Page</h1>${content}</main></crowd-form>`;

test('an alert that a script puts in is shown as it came, and goes when it is closed', async () => {
  await pages.open(form('<div id="place"></div>'));
  await pages.page.evaluate(() => {
    document.getElementById('place')!.innerHTML =
      '<crowd-alert type="error" dismissible><b>Draw</b> a box.</crowd-alert>';
  });
  const alert = pages.page.getByRole('alert');
  await alert.getByText('Draw').waitFor();
  await alert.getByRole('button', { name: 'Close' }).click();
  expect(await pages.page.locator('crowd-alert').count()).toBe(0);
});

test('a badge stands over the upper right corner of what it marks', async () => {
  await pages.open(
    form(
      '<p>text</p><button id="target" style="width:200px;height:50px;margin:40px">T</button><crowd-badge for="target" label="3"></crowd-badge>',
    ),
  );
  const target = (await pages.page.locator('#target').boundingBox())!;
  const badge = (await pages.page.locator('crowd-badge .badge').boundingBox())!;
  expect(Math.abs(badge.x + badge.width / 2 - (target.x + target.width))).toBeLessThan(2);
  expect(Math.abs(badge.y + badge.height / 2 - target.y)).toBeLessThan(2);
});

test('buttons with icons have a name and can be pressed; disabled ones cannot', async () => {
  await pages.open(
    form(`<crowd-icon-button icon="search" title="Look for it" onclick="window.pressed = 'icon'"></crowd-icon-button>
      <crowd-fab icon="add" title="Add one" onclick="window.pressed = 'fab'"></crowd-fab>
      <crowd-icon-button id="off" icon="star" title="Off" disabled onclick="window.pressed = 'off'"></crowd-icon-button>
      <crowd-button icon="send" variant="icon"><iron-icon icon="icons:check"></iron-icon>Send</crowd-button>`),
  );
  const pressed = () => pages.page.evaluate(() => (window as any).pressed);
  await pages.page.getByRole('button', { name: 'Look for it' }).click();
  expect(await pressed()).toBe('icon');
  await pages.page.getByRole('button', { name: 'Add one' }).press('Enter');
  expect(await pressed()).toBe('fab');
  await pages.page.evaluate(() => document.getElementById('off')!.click());
  expect(await pressed()).toBe('fab');
});

test('every icon that templates name is there', () => {
  for (const name of ['search', 'star', 'report-problem', 'question-answer', 'remove-circle', 'add-circle'])
    expect(iconNames).toContain(name);
});

test('instructions open in a dialog under three tabs, whatever order they were written in', async () => {
  await pages.open(
    form(`<crowd-instructions link-text="How to do it" link-type="button">
      <negative-example>too wide</negative-example>
      <detailed-instructions>first this</detailed-instructions>
      <short-summary>in short</short-summary>
      <positive-example>tight</positive-example>
    </crowd-instructions>`),
  );
  expect(await pages.page.getByText('in short').isVisible()).toBe(false);
  await pages.page.getByRole('button', { name: 'How to do it' }).click();
  await pages.page.getByText('in short').waitFor();
  await pages.page.getByRole('tab', { name: 'Examples' }).click();
  await pages.page.getByText('too wide').waitFor();
  await pages.page.getByText('Good example').waitFor();
  expect(await pages.page.getByText('in short').isVisible()).toBe(false);
  await pages.page.getByRole('button', { name: 'Close' }).click();
  expect(await pages.page.getByText('too wide').isVisible()).toBe(false);
});

test('a modal shows its content on demand', async () => {
  await pages.open(form('<crowd-modal><p>inside</p></crowd-modal>'));
  await pages.page.getByRole('button', { name: 'Click to open modal' }).press('Enter');
  await pages.page.getByText('inside').waitFor();
  await pages.page.keyboard.press('Escape');
  await pages.page.getByText('inside').waitFor({ state: 'hidden' });
});

test('tabs show one part; what is in the others is submitted too', async () => {
  await pages.open(
    form(`<crowd-tabs><crowd-tab header="First"><crowd-input name="a" label="A" value="1"></crowd-input></crowd-tab>
      <crowd-tab header="Second"><input name="b" value="2"></crowd-tab></crowd-tabs>`),
  );
  expect(await pages.page.locator('input[name=b]').isVisible()).toBe(false);
  await pages.page.getByRole('tab', { name: 'First' }).press('ArrowRight');
  expect(await pages.page.locator('input[name=b]').isVisible()).toBe(true);
  expect(await pages.page.getByLabel('A').isVisible()).toBe(false);
  await pages.submit();
  expect(await pages.shown()).toEqual([{ a: '1', b: '2' }]);
});

test('one toast is shown at a time, and it goes by itself', async () => {
  await pages.open(
    form(
      '<crowd-toast id="one" text="First" duration="0"></crowd-toast><crowd-toast id="two" duration="30">Second</crowd-toast>',
    ),
  );
  await pages.page.evaluate(() => (document.getElementById('one') as any).open());
  await pages.page.getByText('First').waitFor();
  await pages.page.evaluate(() => (document.getElementById('two') as any).open());
  await pages.page.locator('#one').waitFor({ state: 'hidden' });
  await pages.page.locator('#two').waitFor({ state: 'hidden' });
});

describe('what was written sloppily', () => {
  test('self-closed tags keep what they swallow', async () => {
    await pages.open(
      form('<crowd-fab icon="add"/><crowd-badge label="1"/><iron-icon icon="star"/><p id="swallowed">still here</p>'),
    );
    expect(await pages.page.locator('#swallowed').isVisible()).toBe(true);
  });
});

test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
  await pages.page.emulateMedia({ colorScheme });
  await pages.open(
    form(`${['info', 'success', 'warning', 'error'].map((type) => `<crowd-alert type="${type}" dismissible>${type}</crowd-alert>`).join('')}
      <crowd-card heading="Card"><p>content</p></crowd-card><crowd-icon-button icon="search" title="Search"></crowd-icon-button><crowd-fab icon="add" title="Add"></crowd-fab>
      <crowd-tabs><crowd-tab header="A">a</crowd-tab><crowd-tab header="B">b</crowd-tab></crowd-tabs><crowd-modal>m</crowd-modal><crowd-toast opened duration="0">toast</crowd-toast>
      <button id="t">T</button><crowd-badge for="t" label="9"></crowd-badge>`),
  );
  expect(await accessibilityProblems(pages.page)).toEqual([]);
});
