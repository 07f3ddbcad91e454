import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { DrawingPage, HEIGHT, json, WIDTH } from './drawing-page';

const LABELS = `labels='${json(['Lane', 'Kerb'])}'`;
const SIZE = { height: HEIGHT, width: WIDTH };

let pages: DrawingPage;
beforeAll(async () => {
  pages = await DrawingPage.of('crowd-polyline');
});
afterAll(async () => {
  await pages?.close();
});

interface Case {
  tag: string;
  list: string;
  /** Clicks that draw one, with the keys that finish it. */
  clicks: [number, number][];
  finish: string[];
  /** What a keyboard alone does for one. */
  byKeys: string[];
  entry: Record<string, unknown>;
}

const vertices = (...points: [number, number][]) => points.map(([x, y]) => ({ x, y }));
const CASES: Case[] = [
  {
    tag: 'crowd-polyline',
    list: 'polylines',
    clicks: [
      [50, 50],
      [250, 60],
      [200, 150],
      [100, 20],
    ],
    finish: ['Enter'],
    byKeys: ['ArrowRight', 'Enter', 'Shift+ArrowRight', 'Enter', 'Enter'],
    entry: { label: 'Lane', vertices: vertices([5, 6], [70, 80], [90, 10]) },
  },
  {
    tag: 'crowd-line',
    list: 'lines',
    clicks: [
      [50, 50],
      [250, 60],
    ],
    finish: [],
    byKeys: ['ArrowRight', 'Enter', 'Shift+ArrowRight', 'Enter'],
    entry: { label: 'Lane', vertices: vertices([5, 6], [70, 80]) },
  },
  {
    tag: 'crowd-keypoint',
    list: 'keypoints',
    clicks: [[50, 50]],
    finish: [],
    byKeys: ['ArrowRight', 'Enter'],
    entry: { label: 'Lane', x: 5, y: 6 },
  },
];

const placesOf = (entry: any): [number, number][] =>
  (entry.vertices ?? [entry]).map(({ x, y }: { x: number; y: number }) => [x, y]);

describe.each(CASES)('$tag', ({ tag, list, clicks, finish, byKeys, entry }) => {
  test('is drawn with the mouse and by keys alone, undone and redone, restored and submitted', async () => {
    pages.tag = tag;
    await pages.open(LABELS);
    await pages.click(...clicks);
    await pages.keys(...finish);
    const drawn = (await pages.value())[list];
    expect(drawn).toHaveLength(1);
    placesOf(drawn[0]).forEach(([x, y], i) => {
      expect(Math.max(Math.abs(x - clicks[i]![0]), Math.abs(y - clicks[i]![1]))).toBeLessThanOrEqual(1);
    });
    await pages.keys('Control+z');
    expect((await pages.value())[list]).toEqual([]);
    await pages.keys('Control+y', '2', ...byKeys);
    const both = (await pages.value())[list];
    expect(both.map(({ label }: any) => label)).toEqual(['Lane', 'Kerb']);
    expect(await pages.spoken()).toMatch(/^Added: Kerb 2/);
    await pages.keys('Escape');
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.submit();
    expect(await pages.shown()).toEqual([{ work: { [list]: both, inputImageProperties: SIZE } }]);
    expect(pages.errors).toEqual([]);

    const frame = await pages.openInPortal(LABELS);
    const draft = { [list]: both, inputImageProperties: SIZE };
    await pages.post({ type: 'plumbline:draft', answer: { work: draft } });
    await frame.waitForFunction(
      ([name, key]) => (document.querySelector(name!) as any).value[key!].length === 2,
      [tag, list],
    );
    expect(await pages.value(frame)).toEqual(draft);
  });

  test('takes an initial value as a list and as an answer, and the colours it is given', async () => {
    pages.tag = tag;
    for (const initial of [[entry], { [list]: [entry] }]) {
      await pages.open(`${LABELS} label-colors='["#123456","tomato"]' initial-value='${json(initial)}'`);
      expect(await pages.value()).toEqual({ [list]: [entry], inputImageProperties: SIZE, initialValueModified: false });
    }
    const colors = await pages.widget.evaluate((widget: any) =>
      Object.values(widget.store.getState().label.labels).map(({ color }: any) => color),
    );
    expect(colors).toEqual(tag === 'crowd-keypoint' ? ['#2ca02c', '#1f77b4'] : ['#123456', 'tomato']);
  });
});

test('keypoints of unknown labels are neither shown nor submitted, until a script brings the label', async () => {
  pages.tag = 'crowd-keypoint';
  const points = [
    { label: 'Lane', x: 1, y: 2 },
    { label: 'Nose', x: 3, y: 4 },
  ];
  await pages.open(`${LABELS} initial-value='${json(points)}'`);
  expect((await pages.value()).keypoints).toEqual([points[0]]);
  await pages.widget.evaluate(async (widget: any) => {
    widget.labels = [...widget.labels, 'Nose'];
    await widget.updateComplete;
  });
  expect((await pages.value()).keypoints).toEqual(points);
});

test('two fingers move and zoom the picture and leave nothing behind; one draws; a long press takes in hand', async () => {
  await pages.close();
  pages = await DrawingPage.of('crowd-keypoint', { hasTouch: true });
  await pages.open(LABELS);
  const session = await pages.page.context().newCDPSession(pages.page);
  const touch = (type: string, ...touchPoints: { x: number; y: number; id: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints });
  const [x, y] = await pages.at(300, 200);
  const before = (await pages.page.locator('canvas.upper-canvas').boundingBox())!;
  await touch('touchStart', { x, y, id: 1 });
  await touch('touchStart', { x, y, id: 1 }, { x: x + 80, y, id: 2 });
  await touch('touchMove', { x: x - 80, y, id: 1 }, { x: x + 160, y, id: 2 });
  await touch('touchEnd');
  await pages.page.waitForFunction((width) => {
    const area = document.querySelector('crowd-keypoint')!.shadowRoot!.querySelector('.upper-canvas')!;
    return area.getBoundingClientRect().width > 2 * width;
  }, before.width);
  expect((await pages.value()).keypoints).toEqual([]);
  const [atX, atY] = await pages.at(320, 210);
  await touch('touchStart', { x: atX, y: atY, id: 1 });
  await touch('touchEnd');
  await pages.page.waitForFunction(
    () => (document.querySelector('crowd-keypoint') as any).value.keypoints.length === 1,
  );
  await pages.keys('Escape');
  await touch('touchStart', { x: atX, y: atY, id: 1 });
  await pages.page.locator('.shape.selected').waitFor();
  await touch('touchEnd');
  expect((await pages.value()).keypoints).toHaveLength(1);
});
