import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSemanticMask } from '../../../core/formats/mask/read-semantic';
import { ambiguousKeys } from '../../../ui-templates/elements/shared/full-page/commands';
import { accessibilityProblems } from '../support/accessibility';
import { keepScreenshot } from '../support/screenshots';
import { coloursOf, HEIGHT, MaskPages, maskUrl, WIDTH } from './mask-desk-page';

const TAG = 'crowd-semantic-segmentation';
const LABELS = `labels='["Disc","Ground","O&#39;Neil &amp; &lt;b&gt;"]'`;
const [GREEN, BLUE] = ['#2ca02c', '#1f77b4'];

let pages: MaskPages;

beforeAll(async () => {
  pages = await MaskPages.of(TAG);
});
afterAll(async () => {
  await pages?.close();
});

describe('painting', () => {
  test('with the mouse: the answer is what was documented, and consolidation reads it', async () => {
    await pages.open(LABELS);
    await pages.press('Digit2', 'KeyD');
    await pages.stroke([150, 30], [220, 30]);
    const answer = await pages.submitted();
    expect(Object.keys(answer).sort()).toEqual(['inputImageProperties', 'labelMappings', 'labeledImage']);
    expect(answer).toMatchObject({
      inputImageProperties: { height: HEIGHT, width: WIDTH },
      labelMappings: { Ground: { color: BLUE } },
    });
    const colours = coloursOf(answer.labeledImage.pngImageData);
    expect([colours.at(180, 30), colours.at(180, 80)]).toEqual([BLUE, '']);
    const mask = readSemanticMask(answer, { categories: ['Disc', 'Ground'] });
    expect(mask).toMatchObject({ ok: true, value: { width: WIDTH, height: HEIGHT, classes: ['Ground'] } });
    expect(pages.errors).toEqual([]);
  });

  test('by keys alone: brush, polygon, undo, submission', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1', 'KeyD', 'ArrowUp', 'Enter', 'Shift+ArrowRight', 'Enter');
    const stroke = (await pages.colours()).count(GREEN!);
    expect(stroke).toBeGreaterThan(20);
    await pages.press('Digit2', 'KeyP', 'Shift+ArrowDown', 'Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowDown');
    await pages.press('Enter', 'Enter');
    const both = await pages.colours();
    expect([both.count(GREEN!), both.count(BLUE!) > 100]).toEqual([stroke, true]);
    await pages.press('Control+KeyZ');
    expect((await pages.colours()).count(BLUE!)).toBe(0);
    await pages.press('Control+Shift+KeyZ');
    expect((await pages.colours()).count(BLUE!)).toBe(both.count(BLUE!));
    await pages.page.getByRole('button', { name: 'Submit' }).focus();
    await pages.press('Enter');
    expect(await pages.page.locator('#answers-box').textContent()).toContain('pngImageData');
  });

  test('a stroke that is not finished is taken back, and what was done before stays', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1', 'KeyD');
    await pages.stroke([20, 20], [60, 20]);
    const before = (await pages.colours()).count(GREEN!);
    await pages.page.mouse.move(...(await pages.place(20, 120)));
    await pages.page.mouse.down();
    await pages.page.mouse.move(...(await pages.place(100, 120)));
    await pages.press('Control+KeyZ');
    await pages.page.mouse.up();
    expect((await pages.colours()).count(GREEN!)).toBe(before);
  });

  test('an object is found from its outermost points, and more or less of it on request', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1', 'KeyA');
    for (const [x, y] of [
      [80, 40],
      [120, 80],
      [80, 120],
      [40, 80],
    ] as const)
      await pages.click(x, y);
    const found = (await pages.colours()).count(GREEN!);
    expect(Math.abs(found / (Math.PI * 40 * 40) - 1)).toBeLessThan(0.06);
    await pages.page.locator('.found .finish').click();
    await pages.press('KeyM', 'Digit2');
    await pages.click(200, 20);
    const colours = await pages.colours();
    expect([colours.at(200, 20), colours.at(80, 80)]).toEqual([BLUE, GREEN]);
    await pages.press('Control+KeyZ', 'Control+KeyZ');
    expect((await pages.value()).labelMappings).toEqual({});
  });

  test('Delete clears what is chosen, hidden labels stay in the answer', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1', 'KeyD');
    await pages.click(50, 50);
    await pages.press('Digit2');
    await pages.click(150, 50);
    await pages.press('KeyH');
    expect((await pages.colours()).count(BLUE!)).toBeGreaterThan(0);
    await pages.press('KeyH', 'Delete');
    expect(Object.keys((await pages.value()).labelMappings)).toEqual(['Disc']);
  });
});

describe('what may be submitted', () => {
  test('nothing only when the worker says so', async () => {
    await pages.open(LABELS);
    await pages.page.evaluate(() => document.querySelector<any>('crowd-form').submit());
    await pages.page.locator('[role=alert]', { hasText: 'Nothing to label' }).waitFor();
    await pages.page.getByLabel('Nothing to label').check();
    const answer = await pages.submitted();
    expect(answer.labelMappings).toEqual({});
    expect(coloursOf(answer.labeledImage.pngImageData).count('')).toBe(WIDTH * HEIGHT);
  });

  test('not while a polygon is unfinished', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1');
    await pages.click(200, 100);
    await pages.press('KeyP');
    await pages.click(20, 20);
    await pages.click(60, 20);
    await pages.page.evaluate(() => document.querySelector<any>('crowd-form').submit());
    await pages.page.locator('[role=alert]', { hasText: 'not finished' }).waitFor();
    await pages.press('Escape');
    expect(Object.keys((await pages.submitted()).labelMappings)).toEqual(['Disc']);
  });

  test('a template may write into the value before it is taken', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1');
    await pages.click(50, 50);
    const isSame = await pages.page.evaluate((tag) => {
      const widget = document.querySelector<any>(tag);
      document.querySelector('crowd-form')!.addEventListener('submit', () => {
        (widget._submittableValue || widget.value).note = 'mine';
      });
      return widget.value === widget._submittableValue;
    }, TAG);
    expect(isSame).toBe(true);
    expect((await pages.submitted()).note).toBe('mine');
  });
});

describe('an initial mask', () => {
  const initial = (src: string, color = GREEN) =>
    `${LABELS} initial-value='{"labelMappings":{"Disc":{"color":"${color}"}},"src":"${src}"}'`;

  test('is shown to the pixel, and is modified only by work that stays', async () => {
    await pages.open(initial(maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])));
    const value = await pages.value();
    expect(value).toMatchObject({ labelMappings: { Disc: { color: GREEN } }, initialValueModified: false });
    const colours = await pages.colours();
    expect([colours.count(GREEN!), colours.count('#0102fa')]).toEqual([6000, 0]);
    await pages.press('Digit1', 'KeyD');
    await pages.click(200, 100);
    expect((await pages.value()).initialValueModified).toBe(true);
    await pages.press('Control+KeyZ');
    expect((await pages.value()).initialValueModified).toBe(false);
  });

  test('areas of an unknown colour are listed with a warning, and left out of an answer that consolidation takes', async () => {
    await pages.open(initial(maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])));
    await pages.page.getByText('Unknown colour #0102fa').waitFor();
    await pages.page.locator('.mask-note.warning', { hasText: 'not submitted' }).waitFor();
    const answer = await pages.submitted();
    expect(coloursOf(answer.labeledImage.pngImageData).count('')).toBe(WIDTH * HEIGHT - 6000);
    expect(readSemanticMask(answer, { categories: ['Disc', 'Ground'] })).toMatchObject({
      ok: true,
      value: { classes: ['Disc'] },
    });
  });

  test('of unknown colours alone says nothing: something has to be painted, or nothing be there to paint', async () => {
    await pages.open(initial(maskUrl([1, 2, 250], [1, 2, 250])));
    await pages.page.getByText('Unknown colour #0102fa').waitFor();
    await pages.page.evaluate(() => document.querySelector<any>('crowd-form').submit());
    await pages.page.locator('[role=alert]', { hasText: 'Paint what you are asked for' }).waitFor();
    await pages.page.getByLabel('Nothing to label').check();
    expect((await pages.submitted()).labelMappings).toEqual({});
  });

  test('areas of an unknown colour are still there to be decided on after a draft', async () => {
    await pages.open(initial(maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])));
    await pages.press('Digit2', 'KeyD');
    await pages.click(200, 100);
    const draft = await pages.value();
    await pages.open(initial(maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])));
    await pages.page.evaluate(
      ([tag, value]) => {
        document.querySelector<any>(tag as string).value = value;
      },
      [TAG, draft] as const,
    );
    await pages.page.waitForFunction((tag) => document.querySelector<any>(tag).isReady, TAG);
    await pages.page.getByText('Unknown colour #0102fa').waitFor();
    expect((await pages.value()).labeledImage).toEqual(draft.labeledImage);
  });

  test('areas of an unknown colour are given to a label', async () => {
    await pages.open(initial(maskUrl([0x2c, 0xa0, 0x2c], [1, 2, 250])));
    await pages.page.getByRole('button', { name: /^Unknown colour #0102fa/ }).click();
    await pages.page.getByLabel('Make it').selectOption('Ground');
    expect((await pages.colours()).count(BLUE!)).toBe(3000);
  });

  test('keeps its own colours, and other labels take none of them', async () => {
    await pages.open(initial(maskUrl([0x1f, 0x77, 0xb4], [255, 255, 255]), BLUE));
    await pages.press('Digit2');
    await pages.click(200, 100);
    const { labelMappings } = await pages.value();
    expect(labelMappings.Disc.color).toBe(BLUE);
    expect(labelMappings.Ground.color).not.toBe(BLUE);
  });

  test.each([
    ['of another size', initial(maskUrl([0x2c, 0xa0, 0x2c], [9, 9, 9], 50, 40)), '50 × 40 ≠ 240 × 160'],
    ['that is not there', initial('https://nowhere.invalid/m.png'), 'could not be loaded'],
    [
      'with two labels of one colour',
      `${LABELS} initial-value='{"labelMappings":{"a":{"color":"#111111"},"b":{"color":"#111"}},"src":"x"}'`,
      'the same colour',
    ],
    ['that is no JSON', `${LABELS} initial-value='{"labelMappings":'`, 'cannot be read'],
  ])('%s is explained in place', async (_, attributes, text) => {
    await pages.open(attributes);
    await pages.page.locator('[role=alert]', { hasText: text }).waitFor();
    await pages.press('Digit1');
    await pages.click(50, 50);
    expect((await pages.colours()).count(GREEN!)).toBeGreaterThan(0);
  });
});

describe('drafts', () => {
  test('come back to the pixel after the page is opened anew', async () => {
    await pages.openInPortal(LABELS);
    await pages.press('Digit1', 'KeyD');
    const [frame] = [pages.page.frames()[1]!];
    await frame.locator('.stage').click({ position: { x: 200, y: 200 } });
    await pages.press('Digit2');
    await frame.locator('.stage').click({ position: { x: 400, y: 300 } });
    await pages.page.waitForFunction(() =>
      (window as any).messages.some(
        (m: any) => m.answer?.mask && Object.keys(m.answer.mask.labelMappings).length === 2,
      ),
    );
    const { answer } = (await pages.messages('change')).at(-1);
    const again = await pages.openInPortal(LABELS);
    await pages.post({ type: 'plumbline:draft', answer });
    await again.waitForFunction(
      (tag) => Object.keys((document.querySelector(tag) as any).value.labelMappings).length === 2,
      TAG,
    );
    expect(await pages.value(again)).toEqual(answer.mask);
    expect(await pages.messages('change')).toEqual([]);
  });

  test('that come before the picture are kept for it', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1');
    await pages.click(50, 50);
    const draft = await pages.value();
    await pages.open(LABELS);
    const [early, late] = await pages.page.evaluate(
      async ([tag, value]) => {
        const old = document.querySelector<any>(tag as string);
        const fresh = old.cloneNode();
        fresh.value = value;
        old.replaceWith(fresh);
        const early = JSON.stringify(fresh._submittableValue);
        while (!fresh.isReady) await new Promise(requestAnimationFrame);
        return [early, JSON.stringify(fresh.value)];
      },
      [TAG, draft] as const,
    );
    expect(JSON.parse(early!)).toEqual(draft);
    expect(JSON.parse(late!)).toEqual(draft);
  });
});

describe('templates', () => {
  test('find what they look for', async () => {
    await pages.open(LABELS);
    for (const selector of ['button#polygon', 'button#delete', '.label-button.selected', '.label-pane-content'])
      expect([selector, await pages.page.locator(selector).count()]).toEqual([selector, 1]);
    await pages.page.locator('button#polygon').click();
    expect(await pages.page.locator('button#polygon').getAttribute('aria-pressed')).toBe('true');
  });

  test('may change the labels while somebody works', async () => {
    await pages.open(LABELS);
    await pages.press('Digit1');
    await pages.click(50, 50);
    await pages.page.evaluate((tag) => {
      const widget = document.querySelector<any>(tag);
      widget.labels = widget.labels.concat('New');
    }, TAG);
    await pages.page.locator('.label-button', { hasText: 'New' }).click();
    await pages.click(150, 50);
    const { labelMappings } = await pages.value();
    expect(Object.keys(labelMappings)).toEqual(['Disc', 'New']);
    expect(labelMappings.Disc.color).toBe(GREEN);
  });
});

describe('everybody can use it', () => {
  test('no key means two things', async () => {
    await pages.open(LABELS);
    const commands = await pages.page.evaluate(
      (tag) => (document.querySelector(tag) as any).commands().map(({ id, keys }: any) => ({ id, keys })),
      TAG,
    );
    expect(commands.length).toBeGreaterThan(30);
    expect(ambiguousKeys(commands)).toEqual([]);
  });

  test.each([
    ['light', 1280, 'en'],
    ['dark', 390, 'ja'],
  ] as const)('in %s at %d pixels in %s', async (colorScheme, width, language) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.page.setViewportSize({ width, height: 844 });
    await pages.open(LABELS, '<short-instructions>Paint the disc.</short-instructions>', language);
    await pages.press('Digit1', 'KeyA');
    for (const [x, y] of [
      [80, 40],
      [120, 80],
      [80, 120],
      [40, 80],
    ] as const)
      await pages.click(x, y);
    await pages.page.locator('.found').waitFor();
    await keepScreenshot(pages.page, `${TAG}-${colorScheme}-${width}`);
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.page.emulateMedia({ colorScheme: 'light' });
    await pages.page.setViewportSize({ width: 1280, height: 800 });
  });
});
