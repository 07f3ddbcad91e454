import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { DrawingPage, HEIGHT, json, WIDTH } from './drawing-page';

const LABELS = `labels='${json(['Car', "O'Van & <co>"])}'`;
const SIZE = { height: HEIGHT, width: WIDTH };

let pages: DrawingPage;
beforeAll(async () => {
  pages = await DrawingPage.of('crowd-bounding-box');
});
afterAll(async () => {
  await pages?.close();
});

/** Positions are right to the pixel the pointer can mean: the page shows the picture at another size. */
const expectNear = (found: Record<string, number>, wanted: Record<string, number>) => {
  for (const [key, value] of Object.entries(wanted)) expect(Math.abs(found[key]! - value)).toBeLessThanOrEqual(1);
};

describe('with the mouse', () => {
  test('boxes by a drag, by two clicks, by four extremes and by one click on the object are submitted', async () => {
    await pages.open(LABELS);
    await pages.drag([50, 60], [90, 100], [150, 120]);
    await pages.click([400, 50], [500, 150]);
    await pages.keys('2', 'e');
    await pages.click([500, 250], [560, 300], [520, 360], [450, 310]);
    await pages.keys('g');
    await pages.click([310, 190]);
    await pages.submit();
    const [{ work }] = await pages.shown();
    expect(Object.keys(work)).toEqual(['boundingBoxes', 'inputImageProperties']);
    expect(work.inputImageProperties).toEqual(SIZE);
    expect(work.boundingBoxes.map(({ label }: any) => label)).toEqual(['Car', 'Car', "O'Van & <co>", "O'Van & <co>"]);
    expectNear(work.boundingBoxes[0], { left: 50, top: 60, width: 100, height: 60 });
    expectNear(work.boundingBoxes[1], { left: 400, top: 50, width: 100, height: 100 });
    expectNear(work.boundingBoxes[2], { left: 450, top: 250, width: 110, height: 110 });
    for (const [key, value] of Object.entries({ left: 240, top: 140, width: 120, height: 120 }))
      expect(Math.abs(work.boundingBoxes[3][key] - value)).toBeLessThanOrEqual(4);
    for (const box of work.boundingBoxes)
      expect(Object.values(box).every((one) => typeof one === 'string' || Number.isInteger(one))).toBe(true);
    expect(pages.errors).toEqual([]);
  });

  test('a handle resizes, the border moves, Ctrl+Z and Ctrl+Shift+Z go back and forth', async () => {
    await pages.open(LABELS);
    await pages.drag([100, 100], [200, 200]);
    await pages.drag([200, 200], [260, 230]);
    await pages.drag([100, 150], [90, 160]);
    const [moved] = (await pages.value()).boundingBoxes;
    expectNear(moved, { left: 90, top: 110, width: 160, height: 130 });
    await pages.keys('Control+z', 'Control+z', 'Control+z');
    expect((await pages.value()).boundingBoxes).toEqual([]);
    await pages.keys('Control+Shift+z', 'Control+Shift+z', 'Control+y');
    expect((await pages.value()).boundingBoxes).toEqual([moved]);
  });

  test('the wheel zooms at the pointer; the middle button moves the picture; the area hook follows', async () => {
    await pages.open(LABELS);
    const area = pages.page.locator('canvas.upper-canvas');
    const [x, y] = await pages.at(450, 100);
    const before = (await area.boundingBox())!;
    await pages.page.mouse.move(x, y);
    await pages.page.mouse.wheel(0, -400);
    await pages.page.waitForFunction((width) => {
      const canvas = document.querySelector('crowd-bounding-box')!.shadowRoot!.querySelector('.upper-canvas')!;
      return canvas.getBoundingClientRect().width > width * 1.5;
    }, before.width);
    const under = await pages.at(450, 100);
    expect(Math.hypot(under[0] - x, under[1] - y)).toBeLessThan(1);
    await pages.page.mouse.down({ button: 'middle' });
    await pages.page.mouse.move(x - 60, y + 40);
    await pages.page.mouse.up({ button: 'middle' });
    await pages.page.waitForFunction(
      (left) => {
        const canvas = document.querySelector('crowd-bounding-box')!.shadowRoot!.querySelector('.upper-canvas')!;
        return Math.abs(canvas.getBoundingClientRect().left - left) < 1;
      },
      (await area.boundingBox())!.x,
    );
    await pages.drag([440, 90], [480, 120]);
    expectNear((await pages.value()).boundingBoxes[0], { left: 440, top: 90, width: 40, height: 30 });
  });

  test('nothing drawn is refused until it is said that there is nothing', async () => {
    await pages.open(LABELS);
    await pages.submit();
    await pages.page.locator('.complaint').filter({ hasText: 'Nothing to label' }).waitFor();
    expect(await pages.page.locator('#answers-box').count()).toBe(0);
    await pages.page.getByLabel('Nothing to label').check();
    await pages.submit();
    expect(await pages.shown()).toEqual([{ work: { boundingBoxes: [], inputImageProperties: SIZE } }]);
  });

  test('an unfinished box is not lost silently', async () => {
    await pages.open(LABELS);
    await pages.drag([10, 10], [50, 50]);
    await pages.click([100, 100]);
    await pages.submit();
    await pages.page.locator('.complaint').filter({ hasText: 'not finished' }).waitFor();
  });
});

describe('with the keyboard alone', () => {
  test('a box is drawn, moved, relabelled, copied, deleted and submitted', async () => {
    await pages.open(LABELS);
    await pages.page.locator('.stage').focus();
    await pages.keys('ArrowLeft');
    const start = (await pages.spoken()).split(', ').map(Number);
    expect(start[1]).toBe(200);
    await pages.keys('Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter');
    const [drawn] = (await pages.value()).boundingBoxes;
    expect([drawn.left, drawn.top]).toEqual(start);
    expect(await pages.spoken()).toMatch(/^Added: Car 1/);
    // Escape leaves the crosshair; arrows then move what is selected.
    await pages.keys('Escape', 'ArrowRight', 'Shift+ArrowDown');
    const [moved] = (await pages.value()).boundingBoxes;
    expect(moved).toEqual({ ...drawn, left: drawn.left + 1, top: drawn.top + 10 });
    await pages.keys('Control+d', 'v', 'w', '2');
    expect((await pages.value()).boundingBoxes.map(({ label }: any) => label)).toEqual(["O'Van & <co>", 'Car']);
    await pages.keys('w', 'Delete');
    expect((await pages.value()).boundingBoxes).toHaveLength(1);
    await pages.keys('Escape', 'Enter');
    expect((await pages.shown())[0].work.boundingBoxes).toEqual([{ ...moved, label: "O'Van & <co>" }]);
  });

  test('shapes are found, relabelled and deleted in the list', async () => {
    await pages.open(
      `${LABELS} initial-value='${json([
        { label: 'Car', left: 10, top: 10, width: 50, height: 40 },
        { label: 'Ship', left: 100, top: 100, width: 50, height: 40 },
      ])}'`,
    );
    await pages.page.getByRole('button', { name: 'Car 1', exact: true }).focus();
    await pages.keys('ArrowDown', 'Enter');
    expect(await pages.spoken()).toBe('Selected: Ship 2, 100, 100, 50 × 40');
    await pages.page.getByLabel('Change the label').selectOption('Car');
    await pages.page.getByRole('button', { name: 'Car 1', exact: true }).focus();
    await pages.keys('Delete');
    expect((await pages.value()).boundingBoxes).toEqual([{ label: 'Car', left: 100, top: 100, width: 50, height: 40 }]);
    expect((await pages.value()).initialValueModified).toBe(true);
    await pages.keys('Control+z', 'Control+z');
    expect((await pages.value()).initialValueModified).toBe(false);
  });
});

describe('what templates lean on', () => {
  test('colours by label, labels changed at any time, one object for value and _submittableValue', async () => {
    await pages.open(LABELS);
    await pages.drag([100, 100], [200, 200]);
    const seen = await pages.widget.evaluate(async (widget: any) => {
      const color = widget.store.getState().label.labels.Car.color;
      const labels = widget.labels;
      widget.labels = [...labels, 'Bus'].filter((label: string) => label !== 'Car');
      await widget.updateComplete;
      return { color, labels, after: widget.getAttribute('labels'), isSame: widget.value === widget._submittableValue };
    });
    expect(seen).toEqual({
      color: '#2ca02c',
      labels: ['Car', "O'Van & <co>"],
      after: `["O'Van & <co>","Bus"]`,
      isSame: true,
    });
    await pages.page.locator('.label-button', { hasText: 'Bus' }).waitFor();
    expect(await pages.page.locator('.label-pane-content .label-button.selected').count()).toBe(1);
    await pages.widget.evaluate((widget: any) => {
      widget.labels = [];
    });
    await pages.drag([300, 300], [350, 350]);
    await pages.page.locator('.notice', { hasText: 'no labels' }).waitFor();
  });

  test('mouse and wheel events and the element’s own reach the host and the window', async () => {
    await pages.open(LABELS);
    await pages.widget.evaluate((widget: any) => {
      (window as any).heard = [];
      for (const type of ['mousedown', 'mouseup', 'wheel', 'input', 'change'])
        for (const target of [widget, window]) target.addEventListener(type, () => (window as any).heard.push(type));
    });
    await pages.drag([100, 100], [200, 200]);
    await pages.page.mouse.wheel(0, 10);
    await pages.page.waitForFunction(() => (window as any).heard.includes('wheel'));
    expect(new Set(await pages.page.evaluate(() => (window as any).heard))).toEqual(
      new Set(['mousedown', 'mouseup', 'input', 'change', 'wheel']),
    );
  });

  test('values of an initial value come back, whatever their form, and a draft in the portal does to the pixel', async () => {
    const boxes = [
      { label: 'Car', left: 3, top: 4, width: 33, height: 44 },
      { label: 'Ship', left: 500, top: 300, width: 100, height: 100 },
    ];
    await pages.open(`${LABELS} initial-value='${json({ boundingBoxes: boxes })}'`);
    expect(await pages.value()).toEqual({
      boundingBoxes: boxes.map((one) => expect.objectContaining(one)),
      inputImageProperties: SIZE,
      initialValueModified: false,
    });
    const frame = await pages.openInPortal(`${LABELS} initial-value='${json(boxes)}'`);
    const draft = {
      boundingBoxes: [{ height: 9, label: 'Car', left: 1, top: 2, width: 8 }],
      inputImageProperties: SIZE,
      initialValueModified: true,
    };
    await pages.post({ type: 'plumbline:draft', answer: { work: draft } });
    await frame.waitForFunction(
      () => (document.querySelector('crowd-bounding-box') as any).value.boundingBoxes.length === 1,
    );
    expect(await pages.value(frame)).toEqual(draft);
    await pages.post({ type: 'plumbline:request-submit' });
    await pages.page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:submit'));
    const sent = await pages.page.evaluate(() =>
      (window as any).messages.find((m: any) => m.type === 'plumbline:submit'),
    );
    expect(sent.answer).toEqual({ work: draft });
  });

  test('a mistake in the initial value is shown, and the work can be done all the same', async () => {
    await pages.open(`${LABELS} initial-value='[{"label":"Car","left":1}]'`);
    await pages.page.locator('.problem', { hasText: '"left":1' }).waitFor();
    await pages.open(`${LABELS} initial-value='[{'`);
    await pages.page.locator('.problem', { hasText: 'initial-value' }).waitFor();
  });
});

describe('pictures', () => {
  test('are worked on as stored, whatever their EXIF orientation says', async () => {
    await pages.open(LABELS, { picture: 'turned.jpg' });
    expect((await pages.value()).inputImageProperties).toEqual({ width: 30, height: 20 });
    const area = (await pages.page.locator('canvas.upper-canvas').boundingBox())!;
    expect(area.width).toBeGreaterThan(area.height);
    await pages.drag([5, 5], [25, 18]);
    expect((await pages.value()).boundingBoxes).toEqual([{ label: 'Car', left: 5, top: 5, width: 20, height: 13 }]);
  });

  test('of a single pixel and drawn as vectors can be labelled', async () => {
    await pages.open(LABELS, { picture: 'one-pixel.png' });
    await pages.drag([0, 0], [1, 1]);
    expect((await pages.value()).boundingBoxes).toEqual([{ label: 'Car', left: 0, top: 0, width: 1, height: 1 }]);
    await pages.open(LABELS, { picture: 'vector.svg' });
    expect((await pages.value()).inputImageProperties).toEqual(SIZE);
  });

  test('that pages may not read are shown with a warning; those that are not there are said to be missing', async () => {
    await pages.open(LABELS, { picture: 'closed.png' });
    await pages.page.locator('.notice.warning', { hasText: 'CORS' }).waitFor();
    await pages.drag([1, 1], [7, 6]);
    expect((await pages.value()).boundingBoxes).toHaveLength(1);
    await pages.keys('g');
    await pages.click([4, 4]);
    await pages.page.locator('.notice', { hasText: 'cannot be read' }).waitFor();
    await pages.openBroken(LABELS, 'gone.png');
    await pages.page.locator('.problem', { hasText: 'could not be loaded' }).waitFor();
  });
});

test('500 labels are searched and chosen without a pointer', async () => {
  const labels = Array.from({ length: 500 }, (_, i) => `Thing ${i}`);
  await pages.open(`labels='${json(labels)}'`);
  await pages.page.getByLabel('Find a label').fill('thing 417');
  await pages.keys('Enter');
  await pages.drag([100, 100], [200, 200]);
  expect((await pages.value()).boundingBoxes[0].label).toBe('Thing 417');
});

test.each([
  ['light', 1280, 'en'],
  ['dark', 390, 'ja'],
] as const)('has no accessibility problem in %s at %d pixels in %s', async (colorScheme, width, language) => {
  await pages.page.setViewportSize({ width, height: 800 });
  await pages.page.emulateMedia({ colorScheme });
  await pages.open(LABELS, { language, children: '<short-instructions>Every car.</short-instructions>' });
  await pages.drag([100, 100], [200, 200]);
  await pages.page.locator('.tool[aria-expanded]').click();
  expect(await accessibilityProblems(pages.page)).toEqual([]);
  await pages.keys('Escape');
  await pages.page.setViewportSize({ width: 1280, height: 800 });
});
