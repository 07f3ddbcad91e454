import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { DrawingPage, HEIGHT, json, WIDTH } from './drawing-page';

const LABELS = `labels='${json(['Roof', 'Door'])}'`;
const SIZE = { height: HEIGHT, width: WIDTH };
const SQUARE: [number, number][] = [
  [100, 100],
  [200, 100],
  [200, 200],
  [100, 200],
];
const vertices = (points: [number, number][]) => points.map(([x, y]) => ({ x, y }));

let pages: DrawingPage;
beforeAll(async () => {
  pages = await DrawingPage.of('crowd-polygon');
});
afterAll(async () => {
  await pages?.close();
});

const outlines = async (): Promise<{ label: string; vertices: { x: number; y: number }[] }[]> =>
  (await pages.value()).polygons;
const expectNear = (found: { x: number; y: number }[], wanted: [number, number][]) => {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach(([x, y], i) => {
    expect(Math.max(Math.abs(found[i]!.x - x), Math.abs(found[i]!.y - y))).toBeLessThanOrEqual(1);
  });
};

describe('with the mouse', () => {
  test('points are clicked; Enter or the first point closes; the label is chosen again for the next', async () => {
    await pages.open(LABELS);
    await pages.click(...SQUARE);
    await pages.keys('Enter');
    await pages.click([300, 50]);
    await pages.page.locator('.notice', { hasText: 'Choose a label' }).waitFor();
    await pages.keys('2');
    await pages.click([120, 120], [180, 120], [150, 180], [120, 120]);
    await pages.submit();
    const [{ work }] = await pages.shown();
    expect(Object.keys(work)).toEqual(['inputImageProperties', 'polygons'].reverse());
    expect(work.inputImageProperties).toEqual(SIZE);
    expect(work.polygons.map(({ label }: any) => label)).toEqual(['Roof', 'Door']);
    expectNear(work.polygons[0].vertices, SQUARE);
    expectNear(work.polygons[1].vertices, [
      [120, 120],
      [180, 120],
      [150, 180],
    ]);
    expect(pages.errors).toEqual([]);
  });

  test('edges do not cross; points go back and forth one by one', async () => {
    await pages.open(LABELS);
    await pages.click(...SQUARE, [150, 50]);
    await pages.page.locator('.notice', { hasText: 'must not cross' }).waitFor();
    await pages.keys('Control+z', 'Control+z', 'Control+Shift+z', 'Enter');
    expectNear((await outlines())[0]!.vertices, SQUARE.slice(0, 3));
  });

  test('holding draws freely', async () => {
    await pages.open(LABELS);
    const round = Array.from({ length: 24 }, (_, i): [number, number] => [
      300 + 100 * Math.cos(i / 4),
      200 + 100 * Math.sin(i / 4),
    ]);
    await pages.drag(...round);
    await pages.keys('Enter');
    const [{ vertices: drawn }] = (await outlines()) as [any];
    expect(drawn.length).toBeGreaterThan(6);
    for (const { x, y } of drawn) expect(Math.abs(Math.hypot(x - 300, y - 200) - 100)).toBeLessThan(4);
  });

  test('it is selected by its border; a vertex, an edge and a new vertex are dragged; a double click takes one away', async () => {
    await pages.open(`${LABELS} initial-value='${json([{ label: 'Roof', vertices: vertices(SQUARE) }])}'`);
    await pages.keys('v');
    await pages.click([100, 130]);
    await pages.drag([200, 200], [230, 220]);
    await pages.drag([150, 100], [150, 70]);
    expectNear((await outlines())[0]!.vertices, [
      [100, 100],
      [150, 70],
      [200, 100],
      [230, 220],
      [100, 200],
    ]);
    const [x, y] = await pages.at(150, 70);
    await pages.page.mouse.dblclick(x, y);
    expectNear((await outlines())[0]!.vertices, [
      [100, 100],
      [200, 100],
      [230, 220],
      [100, 200],
    ]);
    await pages.drag([100, 130], [80, 130]);
    expectNear((await outlines())[0]!.vertices, [
      [80, 100],
      [200, 100],
      [230, 220],
      [80, 200],
    ]);
    expect((await pages.value()).initialValueModified).toBe(true);
    await pages.keys('Control+z', 'Control+z', 'Control+z', 'Control+z');
    expect(await pages.value()).toMatchObject({
      initialValueModified: false,
      polygons: [{ vertices: vertices(SQUARE) }],
    });
  });
});

test('with the keyboard alone a polygon is drawn, its points are changed, and it is submitted', async () => {
  await pages.open(LABELS);
  await pages.page.locator('.stage').focus();
  await pages.keys('ArrowRight', 'Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowDown', 'Enter', 'Enter');
  const [drawn] = (await outlines()) as [any];
  expect(drawn.vertices).toHaveLength(3);
  await pages.keys('Escape', 'p', 'Shift+ArrowUp', 'a', 'ArrowRight');
  const [changed] = (await outlines()) as [any];
  expect(changed.vertices).toHaveLength(4);
  expect(changed.vertices[0]).toEqual({ x: drawn.vertices[0].x, y: drawn.vertices[0].y - 10 });
  await pages.keys('Delete', 'Escape', 'Escape', 'Enter');
  expect((await pages.shown())[0].work.polygons[0].vertices).toHaveLength(3);
});

test('a draft comes back in the portal to the pixel', async () => {
  const frame = await pages.openInPortal(LABELS);
  const draft = { polygons: [{ label: 'Door', vertices: vertices(SQUARE) }], inputImageProperties: SIZE };
  await pages.post({ type: 'plumbline:draft', answer: { work: draft } });
  await frame.waitForFunction(() => (document.querySelector('crowd-polygon') as any).value.polygons.length === 1);
  expect(await pages.value(frame)).toEqual(draft);
});

test('templates find the buttons they look for, and axe finds nothing', async () => {
  await pages.open(LABELS);
  expect(await pages.page.locator('button#polygon').getAttribute('aria-pressed')).toBe('true');
  await pages.click(...SQUARE);
  await pages.keys('Enter');
  await pages.page.locator('button#delete').click();
  expect(await outlines()).toEqual([]);
  await pages.keys('Control+z');
  expect(await accessibilityProblems(pages.page)).toEqual([]);
});
