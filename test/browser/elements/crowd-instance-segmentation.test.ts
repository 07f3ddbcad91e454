import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readInstanceMasks } from '../../../core/formats/mask/read-instances';
import { accessibilityProblems } from '../support/accessibility';
import { keepScreenshot } from '../support/screenshots';
import { HEIGHT, MaskPages, maskUrl, WIDTH } from './mask-desk-page';

const TAG = 'crowd-instance-segmentation';
const LABELS = `labels='["Car","Bus"]'`;

let pages: MaskPages;

beforeAll(async () => {
  pages = await MaskPages.of(TAG);
});
afterAll(async () => {
  await pages?.close();
});

describe('objects', () => {
  test('are told apart by colour; consolidation reads them', async () => {
    await pages.open(LABELS);
    await pages.press('KeyD');
    await pages.click(40, 40);
    await pages.page.getByRole('button', { name: 'Add instance' }).click();
    await pages.click(120, 40);
    await pages.press('Digit2');
    await pages.click(200, 40);
    const answer = await pages.submitted();
    expect(Object.keys(answer).sort()).toEqual(['inputImageProperties', 'instances', 'labeledImage']);
    expect(answer.inputImageProperties).toEqual({ height: HEIGHT, width: WIDTH });
    expect(answer.instances.map(({ label }: any) => label)).toEqual(['Car', 'Car', 'Bus']);
    const colours = await pages.colours();
    expect([colours.at(40, 40), colours.at(120, 40), colours.at(200, 40)]).toEqual(
      answer.instances.map(({ color }: any) => color),
    );
    const masks = readInstanceMasks(answer, { categories: ['Car', 'Bus'] });
    expect(masks).toMatchObject({
      ok: true,
      value: { instances: [{ label: 'Car' }, { label: 'Car' }, { label: 'Bus' }] },
    });
    expect(pages.errors).toEqual([]);
  });

  test('by keys alone: another object, back to the first, its label, undo, submission', async () => {
    await pages.open(LABELS);
    await pages.press('KeyD', 'ArrowUp', 'Enter', 'Enter', 'KeyN', 'Shift+ArrowDown', 'Enter', 'Enter');
    expect((await pages.value()).instances.map(({ label }: any) => label)).toEqual(['Car', 'Car']);
    await pages.press('KeyJ');
    await pages.page.getByLabel('Label of this object').selectOption('Bus');
    expect((await pages.value()).instances.map(({ label }: any) => label)).toEqual(['Bus', 'Car']);
    await pages.page.locator('.stage').focus();
    await pages.press('Control+KeyZ', 'Control+KeyZ');
    expect((await pages.value()).instances.map(({ label }: any) => label)).toEqual(['Car']);
    await pages.tabTo('crowd-button[form-action=submit]');
    await pages.press('Enter');
    expect((await pages.shown())[0].mask.instances.map(({ label }: any) => label)).toEqual(['Car']);
  });

  test('one is taken up again by Ctrl and a click, and cleared by its row', async () => {
    await pages.open(LABELS);
    await pages.click(40, 40);
    await pages.press('KeyN');
    await pages.click(120, 40);
    await pages.page.keyboard.down('Control');
    await pages.click(40, 40);
    await pages.page.keyboard.up('Control');
    expect(await pages.page.locator('.mask.selected .mask-name').textContent()).toContain('Car 1');
    await pages.page.getByRole('button', { name: 'Clear: Car 1' }).click();
    expect((await pages.value()).instances).toHaveLength(1);
  });
});

describe('an initial mask', () => {
  const initial = `${LABELS} initial-value='{"instances":[{"color":"#2ca02c","label":"Car"},{"color":"#0102fa","label":"Truck"}],"src":"${maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])}"}'`;

  test('comes with its objects; new ones get colours of their own', async () => {
    await pages.open(initial);
    const value = await pages.value();
    expect(value).toMatchObject({
      initialValueModified: false,
      instances: [
        { color: '#2ca02c', label: 'Car' },
        { color: '#0102fa', label: 'Truck' },
      ],
    });
    await pages.press('KeyN', 'KeyD');
    await pages.click(200, 120);
    const { instances, initialValueModified } = await pages.value();
    expect([instances.length, initialValueModified]).toEqual([3, true]);
    expect(new Set(instances.map(({ color }: any) => color)).size).toBe(3);
  });

  test('a draft of it comes back to the pixel', async () => {
    await pages.open(initial);
    await pages.press('KeyN', 'KeyD');
    await pages.click(200, 120);
    const draft = await pages.value();
    await pages.open(initial);
    await pages.page.evaluate(
      ([tag, value]) => {
        document.querySelector<any>(tag as string).value = value;
      },
      [TAG, draft] as const,
    );
    expect(await pages.value()).toEqual(draft);
  });
});

test('everybody can use it', async () => {
  await pages.page.emulateMedia({ colorScheme: 'dark' });
  await pages.open(LABELS);
  await pages.click(40, 40);
  await pages.press('KeyN');
  await pages.click(120, 40);
  await keepScreenshot(pages.page, TAG);
  expect(await accessibilityProblems(pages.page)).toEqual([]);
});
