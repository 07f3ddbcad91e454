import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CDPSession } from 'playwright-core';
import { accessibilityProblems } from '../support/accessibility';
import { DrawingPage, json } from './drawing-page';

const LABELS = `labels='${json(['Car', 'Van'])}'`;
const CAR = { label: 'Car', left: 100, top: 100, width: 100, height: 80 };
const VAN = { label: 'Van', left: 300, top: 200, width: 100, height: 80 };
const WITH_BOTH = `${LABELS} initial-value='${json([CAR, VAN])}'`;

let pages: DrawingPage;
let session: CDPSession;
beforeAll(async () => {
  pages = await DrawingPage.of('crowd-bounding-box', { hasTouch: true });
  session = await pages.page.context().newCDPSession(pages.page);
});
afterAll(async () => {
  await pages?.close();
});

const boxes = async (): Promise<Record<string, unknown>[]> => (await pages.value()).boundingBoxes;
const stage = () => pages.page.locator('.stage');
const areaWidth = async () => (await pages.page.locator('canvas.upper-canvas').boundingBox())!.width;
/** In the frame after what was done. */
const inNextFrame = () => pages.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));

/** How opaque the shapes at rest are over a pixel of the picture, 0 to 255. */
async function inkAt(x: number, y: number): Promise<number> {
  await inNextFrame();
  const [pageX, pageY] = await pages.at(x, y);
  return pages.widget.evaluate(
    (widget, [atX, atY]) => {
      const canvas = widget.shadowRoot!.querySelector<HTMLCanvasElement>('.layer canvas:not([hidden])')!;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const [inX, inY] = [((atX! - left) / width) * canvas.width, ((atY! - top) / height) * canvas.height];
      return canvas.getContext('2d')!.getImageData(inX, inY, 1, 1).data[3]!;
    },
    [pageX, pageY],
  );
}

/** Whether anything selected is drawn. */
const isInHand = async (): Promise<boolean> => {
  await inNextFrame();
  return pages.page.locator('.layer').last().locator('canvas').isVisible();
};

const pen = async (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', place: [number, number]): Promise<void> => {
  const [x, y] = await pages.at(...place);
  await session.send('Input.dispatchMouseEvent', {
    type,
    x,
    y,
    pointerType: 'pen',
    button: 'left',
    buttons: type === 'mouseReleased' ? 0 : 1,
    clickCount: type === 'mouseMoved' ? 0 : 1,
    force: 0.7,
  });
};
const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: [number, number][]): Promise<void> => {
  const touchPoints = await Promise.all(
    places.map(async (place, id) => {
      const [x, y] = await pages.at(...place);
      return { x, y, id };
    }),
  );
  await session.send('Input.dispatchTouchEvent', { type, touchPoints });
};

describe('the view', () => {
  test('keys zoom and fit; Space held and the hand move the picture and draw nothing', async () => {
    await pages.open(LABELS);
    await stage().focus();
    const fitted = await areaWidth();
    await pages.keys('Equal', 'Equal');
    await inNextFrame();
    expect((await areaWidth()) / fitted).toBeCloseTo(1.25 ** 2, 2);
    const before = await pages.at(300, 200);
    await pages.page.keyboard.down('Space');
    await pages.drag([300, 200], [340, 220]);
    await pages.page.keyboard.up('Space');
    await inNextFrame();
    const after = await pages.at(300, 200);
    expect(after[0] - before[0]).toBeGreaterThan(30);
    await pages.keys('f');
    await pages.page.getByRole('button', { name: 'Move the picture' }).click();
    await pages.drag([300, 200], [340, 220]);
    expect(await boxes()).toEqual([]);
    await pages.keys('f');
    await inNextFrame();
    expect(await areaWidth()).toBeCloseTo(fitted, 0);
  });

  test('brightness, contrast and opacity by keys and sliders, and back', async () => {
    await pages.open(WITH_BOTH);
    const filter = () => pages.page.locator('canvas.picture').evaluate((canvas) => canvas.style.filter);
    expect((await inkAt(150, 140)) / 255).toBeCloseTo(0.3, 1);
    await pages.keys('BracketRight', 'Shift+BracketLeft', 'Period', 'Period');
    expect(await pages.spoken()).toBe('Opacity 50%');
    expect(await filter()).toBe('brightness(1.1) contrast(0.9)');
    expect((await inkAt(150, 140)) / 255).toBeCloseTo(0.5, 1);
    await pages.page.getByRole('button', { name: 'Picture settings' }).click();
    await pages.page.getByLabel('Contrast').fill('2');
    expect(await filter()).toBe('brightness(1.1) contrast(2)');
    await pages.keys('Backslash');
    await inNextFrame();
    expect(await filter()).toBe('');
    expect(await pages.value()).toMatchObject({ initialValueModified: false });
  });

  test('the crosshair follows the pointer and can be switched off; the keys’ own is always seen', async () => {
    await pages.open(LABELS);
    const upright = pages.page.locator('.cross.upright');
    const [x, y] = await pages.at(220, 130);
    await pages.page.mouse.move(x, y);
    expect(Math.abs((await upright.boundingBox())!.x - x)).toBeLessThanOrEqual(1);
    await pages.keys('c');
    expect(await pages.spoken()).toBe('Crosshair: off');
    await pages.page.mouse.move(x + 9, y);
    expect(await upright.isVisible()).toBe(false);
    await stage().focus();
    await pages.keys('ArrowLeft');
    expect(await upright.isVisible()).toBe(true);
  });

  test('names stand over the shapes in sight, when they are not too many, and nowhere for the others', async () => {
    const grid = Array.from({ length: 200 }, (_, i) => ({
      label: 'Car',
      left: 10 + 30 * (i % 20),
      top: 20 + 40 * Math.floor(i / 20),
      width: 10,
      height: 10,
    }));
    await pages.open(`${LABELS} initial-value='${json(grid)}'`);
    const overName = [312, 178.5] as const;
    expect(await inkAt(...overName)).toBe(0);
    await pages.page.mouse.move(...(await pages.at(315, 185)));
    await pages.page.mouse.wheel(0, -700);
    await pages.widget.evaluate(async (widget: any) => {
      while (widget.stage.requested !== undefined) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    expect(await inkAt(...overName)).toBeGreaterThan(150);
    const edge = (await stage().boundingBox())!;
    const [, y] = await pages.at(...overName);
    const unitsUp = (y - edge.y - 6) / ((await areaWidth()) / 600);
    expect(await inkAt(312, 178.5 - unitsUp)).toBe(0);
  });

  test('in a low window the picture stays large and nothing lies over anything else', async () => {
    await pages.page.setViewportSize({ width: 640, height: 400 });
    await pages.open(WITH_BOTH, { children: '<short-instructions>Every car.</short-instructions>' });
    await pages.keys('w');
    const [picture, pane, footer] = await Promise.all(
      ['.stage', '.pane', '.footer'].map(async (selector) => (await pages.page.locator(selector).boundingBox())!),
    );
    expect(picture!.height).toBeGreaterThan(200);
    expect(pane!.y + pane!.height).toBeLessThanOrEqual(footer!.y);
    expect(footer!.y + footer!.height).toBeLessThanOrEqual(400);
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('keys', () => {
  test('hide and lock are said, are not the answer’s, and outlast undo', async () => {
    await pages.open(WITH_BOTH);
    await stage().focus();
    await pages.keys('w', 'ArrowRight', 'h');
    expect(await pages.spoken()).toBe('Hidden: Car 1');
    expect([await inkAt(150, 140), await isInHand()]).toEqual([0, false]);
    await pages.keys('Control+z', 'l');
    expect(await pages.spoken()).toBe('Locked: Car 1');
    expect([await inkAt(150, 140), await isInHand()]).toEqual([0, false]);
    await pages.keys('Delete');
    await pages.page.locator('.notice', { hasText: 'locked' }).waitFor();
    await pages.keys('Shift+h');
    expect(await pages.spoken()).toBe('Hidden: 2');
    await pages.keys('Shift+h', 't', 'm');
    expect(await pages.spoken()).toBe('Snap to the borders of neighbours: on');
    expect([(await inkAt(350, 240)) > 0, await isInHand()]).toEqual([true, true]);
    expect(await pages.value()).toMatchObject({ initialValueModified: false, boundingBoxes: [CAR, VAN] });
  });

  test('copies are pasted aside, at the crosshair and into the next tool of the page', async () => {
    await pages.open(WITH_BOTH);
    await stage().focus();
    await pages.keys('w', 'Control+c', 'Control+v');
    const [, , aside] = (await boxes()) as [unknown, unknown, typeof CAR];
    expect(aside).toMatchObject({ label: 'Car', width: 100, height: 80 });
    expect([aside.left > CAR.left, aside.top > CAR.top]).toEqual([true, true]);
    await pages.keys('Control+x');
    expect(await boxes()).toHaveLength(2);
    await pages.keys('Escape', 'Escape', 'ArrowRight');
    const [x, y] = (await pages.spoken()).split(', ').map(Number) as [number, number];
    await pages.keys('Control+v');
    expect((await boxes()).at(-1)).toMatchObject({ left: x - 50, top: y - 40 });
    await pages.widget.evaluate((widget) => {
      const other = widget.cloneNode(true) as HTMLElement;
      other.setAttribute('name', 'other');
      widget.replaceWith(other);
    });
    await pages.page.locator('.stage[aria-busy=false]').waitFor();
    await stage().focus();
    await pages.keys('Control+v');
    expect(await boxes()).toHaveLength(3);
  });

  test('a key held down moves on and takes back, but places, pastes and switches once', async () => {
    await pages.open(WITH_BOTH);
    await stage().focus();
    const held = async (key: string, times: number) => {
      for (let i = 0; i < times; i += 1) await pages.page.keyboard.down(key);
      await pages.page.keyboard.up(key);
    };
    await pages.keys('w');
    await held('ArrowRight', 5);
    expect((await boxes())[0]).toEqual({ ...CAR, left: 105 });
    await held('l', 4);
    expect(await pages.page.locator('.shape .states').textContent()).toBe('(locked)');
    await pages.keys('Escape', 'ArrowLeft');
    await held('Enter', 4);
    expect(await pages.page.locator('.notice').count()).toBe(0);
    await pages.keys('Shift+ArrowDown', 'Shift+ArrowRight');
    await held('Enter', 3);
    expect(await boxes()).toHaveLength(3);
  });

  test('a label that the search has left out of the pane is still chosen by its key', async () => {
    await pages.open(`labels='${json(Array.from({ length: 200 }, (_, i) => `Thing ${i + 1}`))}'`);
    await pages.page.getByLabel('Find a label').fill('Thing 7');
    await stage().focus();
    await pages.keys('3');
    await pages.drag([100, 100], [200, 200]);
    expect((await boxes())[0]!.label).toBe('Thing 3');
  });

  test('the bin of a row takes the polygon away, not the point of it that is in hand', async () => {
    pages.tag = 'crowd-polygon';
    const corners = [
      { x: 100, y: 100 },
      { x: 200, y: 100 },
      { x: 200, y: 200 },
      { x: 100, y: 200 },
    ];
    await pages.open(`${LABELS} initial-value='${json([{ label: 'Car', vertices: corners }])}'`);
    await stage().focus();
    await pages.keys('w', 'p');
    await pages.page.getByRole('button', { name: 'Delete: Car 1' }).click();
    expect((await pages.value()).polygons).toEqual([]);
    pages.tag = 'crowd-bounding-box';
  });
});

describe('pointers', () => {
  test('a pen draws, with the hand that holds it on the screen before and after', async () => {
    await pages.open(LABELS);
    await touch('touchStart', [500, 350]);
    await pen('mousePressed', [50, 60]);
    await pen('mouseMoved', [100, 100]);
    await touch('touchMove', [505, 352]);
    await pen('mouseMoved', [150, 120]);
    await pen('mouseReleased', [150, 120]);
    await touch('touchMove', [510, 352]);
    await touch('touchEnd');
    const [drawn, ...others] = await boxes();
    expect(others).toEqual([]);
    for (const [side, wanted] of Object.entries({ left: 50, top: 60, width: 100, height: 60 }))
      expect(Math.abs((drawn![side] as number) - wanted)).toBeLessThanOrEqual(1);
    expect(await pages.page.locator('.complaint').count()).toBe(0);
  });

  test('a drag may leave the window; what it draws ends at the picture', async () => {
    await pages.open(LABELS);
    await pages.page.mouse.move(...(await pages.at(500, 300)));
    await pages.page.mouse.down();
    await pages.page.mouse.move(2000, 1500, { steps: 4 });
    await pages.page.mouse.up();
    const [{ left, top, width, height }] = (await boxes()) as [Record<string, number>];
    expect([left! + width!, top! + height!]).toEqual([600, 400]);
  });

  test('a pointer that is lost in the middle of a drag leaves nothing behind and does not go on drawing', async () => {
    await pages.open(LABELS);
    await stage().evaluate((root) =>
      root.addEventListener('pointerdown', (event) =>
        root.setAttribute('data-pointer', String((event as PointerEvent).pointerId)),
      ),
    );
    await pages.page.mouse.move(...(await pages.at(50, 50)));
    await pages.page.mouse.down();
    await pages.page.mouse.move(...(await pages.at(150, 150)), { steps: 3 });
    await stage().evaluate((root) => root.releasePointerCapture(Number(root.getAttribute('data-pointer'))));
    await pages.page.mouse.move(...(await pages.at(200, 200)), { steps: 3 });
    await pages.page.mouse.up();
    expect(await boxes()).toEqual([]);
    await pages.drag([300, 100], [400, 200]);
    expect(await boxes()).toHaveLength(1);
  });
});

describe('what comes in', () => {
  test.each(['crowd-keypoint', 'crowd-semantic-segmentation'])(
    'labels of %s that cannot be read are shown to the author',
    async (tag) => {
      const { tag: usual } = pages;
      pages.tag = tag;
      await pages.open('labels="Car, Bus"');
      await pages.page.getByRole('alert').filter({ hasText: 'The attribute "labels" cannot be read' }).waitFor();
      pages.tag = usual;
    },
  );

  test('a picture that could not be loaded and then can: nothing is lost, and work goes on', async () => {
    await pages.openBroken(WITH_BOTH, 'gone.png');
    await pages.page.locator('.problem', { hasText: 'could not be loaded' }).waitFor();
    await pages.widget.evaluate((widget: any) => {
      widget.src = widget.src.replace('gone', 'scene');
    });
    await pages.page.locator('.stage[aria-busy=false]').waitFor();
    expect(await inkAt(150, 140)).toBeGreaterThan(0);
    await pages.drag([450, 50], [550, 100]);
    expect((await boxes()).slice(0, 2)).toEqual([CAR, VAN]);
    expect(await boxes()).toHaveLength(3);
  });

  test('5,000 boxes, some without a side or off the picture: the rest is there, chosen, deleted and taken back', async () => {
    const list = Array.from({ length: 5000 }, (_, i) => ({
      label: i % 2 ? 'Car' : 'Van',
      left: (i * 37) % 560,
      top: (i * 91) % 360,
      width: 5 + (i % 14),
      height: 5 + (i % 11),
    }));
    const wrong = [
      { ...CAR, width: 0 },
      { ...CAR, left: 601 },
    ];
    await pages.open(`${LABELS} initial-value='${json([...list, ...wrong])}'`);
    await pages.page.locator('.problem', { hasText: '"width":0' }).waitFor();
    expect(await boxes()).toEqual(list);
    await pages.page.getByRole('button', { name: 'Van 1', exact: true }).focus();
    await pages.keys('End', 'Delete');
    expect(await boxes()).toHaveLength(4999);
    expect(await pages.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe(
      'Van 4999',
    );
    await pages.keys('Control+a', 'Control+x');
    expect(await boxes()).toEqual([]);
    await pages.page.getByText('Nothing drawn yet.').waitFor();
    await pages.keys('Control+z', 'Control+z');
    expect(await pages.value()).toMatchObject({ initialValueModified: false });
    expect(await pages.page.locator('li.shape').count()).toBeLessThan(60);
  });

  test('on a page from right to left names stand at their boxes', async () => {
    await pages.open(`labels='${json(['سيارة', 'Van'])}'`, { language: 'ar' });
    await pages.page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await pages.drag([300, 200], [400, 300]);
    await pages.keys('Escape');
    expect([await inkAt(285, 195), (await inkAt(302, 195)) > 0]).toEqual([0, true]);
  });
});
