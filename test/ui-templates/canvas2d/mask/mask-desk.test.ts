import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Point } from '../../../../ui-templates/canvas2d/geometry';
import { History } from '../../../../ui-templates/canvas2d/history';
import { type DeskHost, MaskDesk, type Note } from '../../../../ui-templates/canvas2d/mask/mask-desk';
import type { Sample } from '../../../../ui-templates/canvas2d/mask/smart/find-object';
import type { Pointer } from '../../../../ui-templates/canvas2d/stage';

const SIZE = { width: 120, height: 100 };
/** A bright disc on dark ground. */
const DISC = { x: 60, y: 50, radius: 30 };

const sample: Sample = (part, most) => {
  const scale = Math.min(1, most / Math.max(part.width, part.height));
  const [width, height] = [Math.round(part.width * scale), Math.round(part.height * scale)];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [px, py] = [part.left + (x + 0.5) / scale, part.top + (y + 0.5) / scale];
      const isIn = Math.hypot(px - DISC.x, py - DISC.y) < DISC.radius;
      // Neither side is one colour.
      const noise = ((x * 7919 + y * 104_729) % 23) - 11;
      for (let c = 0; c < 3; c++) data[4 * (y * width + x) + c] = (isIn ? 170 : 70) + noise;
    }
  return { width, height, data };
};

const pointer = (at: Point, more: Partial<Pointer> = {}): Pointer => ({
  at,
  screen: at,
  kind: 'mouse',
  pressure: 0.5,
  shift: false,
  alt: false,
  ctrl: false,
  isEraser: false,
  path: [at],
  ...more,
});

let notes: Note[];
let history: History;
let desk: MaskDesk;

function setUp(hasInstances: boolean, labels: string[] = []): void {
  notes = [];
  history = new History();
  const host: DeskHost = {
    history,
    hasInstances,
    scale: 1,
    sample,
    seen: () => ({ left: 0, top: 0, right: SIZE.width, bottom: SIZE.height }),
    titleOf: (did, entry) => `${did} ${entry?.label}`,
    note: (note) => notes.push(note),
    onReshaped: () => {},
    onLook: () => {},
  };
  desk = new MaskDesk(host, SIZE);
  for (const label of labels) desk.entries.add(label);
  desk.size = 9;
}

const click = (x: number, y: number, more: Partial<Pointer> = {}): void => {
  desk.press(pointer({ x, y }, more));
  desk.release(pointer({ x, y }, more));
};

const stroke = (from: Point, to: Point): void => {
  desk.press(pointer(from));
  desk.drag(pointer(to));
  desk.release(pointer(to));
};

describe('with labels', () => {
  beforeEach(() => setUp(false, ['Road', 'Tree']));

  test('nothing is painted until a label is chosen', () => {
    click(50, 50);
    expect([notes, desk.raster.values()]).toEqual([['no-label'], []]);
  });

  test('a stroke is one step, whatever its length', () => {
    desk.choose('Tree');
    stroke({ x: 10, y: 10 }, { x: 90, y: 70 });
    expect(desk.raster.get(50, 40)).toBe(2);
    history.undo();
    expect([desk.raster.values(), history.canUndo]).toEqual([[], false]);
  });

  test('a stroke that is being drawn is taken back by itself', () => {
    desk.choose('Road');
    stroke({ x: 10, y: 10 }, { x: 30, y: 10 });
    const painted = desk.raster.count(1);
    desk.press(pointer({ x: 60, y: 60 }));
    expect(desk.raster.get(60, 60)).toBe(1);
    expect(desk.takeBack()).toBe(true);
    desk.release(pointer({ x: 60, y: 60 }));
    expect([desk.raster.get(60, 60), desk.raster.count(1)]).toEqual([0, painted]);
    expect(history.undo()?.title).toBe('paint Road');
  });

  test('a polygon is closed at its first corner', () => {
    desk.choose('Road');
    desk.use('polygon');
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
      [20, 60],
      [22, 21],
    ] as const)
      click(x, y);
    expect([desk.raster.count(1), desk.outline]).toEqual([1600, []]);
  });

  test('by keys a polygon is closed by placing its last corner twice', () => {
    desk.choose('Road');
    desk.use('polygon');
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
      [60, 60],
    ] as const)
      desk.press(pointer({ x, y }, { kind: 'keyboard' }));
    expect(desk.raster.count(1)).toBeGreaterThan(700);
    expect(desk.outline).toEqual([]);
  });

  test('corners are taken back one by one', () => {
    desk.choose('Road');
    desk.use('polygon');
    click(20, 20);
    click(60, 20);
    desk.takeBack();
    expect(desk.outline).toEqual([{ x: 20, y: 20 }]);
    desk.finish();
    expect(notes).toEqual(['too-few']);
  });

  test('what others have painted is covered, or kept when asked for', () => {
    desk.choose('Road');
    click(50, 50);
    const whole = desk.raster.count(1);
    desk.choose('Tree');
    desk.isProtecting = true;
    click(53, 50);
    expect(desk.raster.count(1)).toBe(whole);
    desk.isProtecting = false;
    click(53, 50);
    expect(desk.raster.count(1)).toBeLessThan(whole);
  });

  test('what is locked or hidden is neither covered nor erased', () => {
    desk.choose('Road');
    click(50, 50);
    const whole = desk.raster.count(1);
    desk.mark(1, { isLocked: true });
    desk.choose('Tree');
    click(50, 50);
    desk.use('eraser');
    click(50, 50);
    expect(desk.raster.count(1)).toBe(whole);
    desk.choose('Road');
    desk.use('brush');
    click(90, 90);
    expect([notes, desk.raster.count(1)]).toEqual([['locked'], whole]);
    desk.mark(1, { isLocked: false, isHidden: true });
    desk.use('eraser');
    click(50, 50);
    expect(desk.raster.count(1)).toBe(whole);
  });

  test('painting in a hidden label shows it', () => {
    desk.choose('Road');
    desk.mark(1, { isHidden: true });
    click(50, 50);
    expect([desk.entries.get(1)?.isHidden, desk.raster.count(1) > 0]).toEqual([false, true]);
  });

  test('the area under a click is filled', () => {
    desk.choose('Road');
    desk.use('polygon');
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
      [20, 60],
    ] as const)
      click(x, y);
    desk.finish();
    desk.use('eraser');
    click(40, 40);
    desk.choose('Tree');
    desk.use('fill');
    click(40, 40);
    expect(desk.raster.count(2)).toBe(1600 - desk.raster.count(1));
    click(41, 41, { alt: true });
    expect(desk.raster.count(2)).toBe(0);
  });

  test('holes are filled and islands removed', () => {
    desk.choose('Road');
    desk.size = 41;
    click(50, 50);
    const disc = desk.raster.count(1);
    desk.size = 3;
    click(100, 10);
    desk.use('eraser');
    click(50, 50);
    desk.fillHoles();
    expect(desk.raster.get(50, 50)).toBe(1);
    desk.removeIslands();
    expect(desk.raster.count(1)).toBe(disc);
    desk.fillHoles();
    desk.removeIslands();
    expect(notes).toEqual(['no-holes', 'no-islands']);
    history.undo();
    expect(desk.raster.get(100, 10)).toBe(1);
  });

  test('areas of an unknown colour are given to a label', () => {
    const unknown = desk.entries.add(undefined, '#123456');
    desk.current = unknown.value;
    click(50, 50);
    desk.merge(unknown.value, 2);
    expect([desk.raster.count(3), desk.raster.count(2)]).toEqual([0, 69]);
    history.undo();
    expect(desk.raster.count(3)).toBe(69);
  });
});

describe('what is shown is found', () => {
  beforeEach(() => {
    setUp(false, ['Cell']);
    desk.choose('Cell');
  });

  const overlap = (): number => {
    let [both, either] = [0, 0];
    for (let y = 0; y < SIZE.height; y++)
      for (let x = 0; x < SIZE.width; x++) {
        const isIn = Math.hypot(x + 0.5 - DISC.x, y + 0.5 - DISC.y) < DISC.radius;
        const isPainted = desk.raster.get(x, y) === 1;
        if (isIn && isPainted) both++;
        if (isIn || isPainted) either++;
      }
    return both / either;
  };

  const extremes = (): void => {
    desk.use('extreme');
    click(60, 20);
    click(60, 80);
    click(30, 50);
    expect(history.canUndo).toBe(false);
    click(90, 50);
  };

  test('by its outermost points', () => {
    extremes();
    expect(overlap()).toBeGreaterThan(0.95);
  });

  test('by a point on it', () => {
    desk.use('click');
    click(55, 55);
    expect(overlap()).toBeGreaterThan(0.9);
  });

  test('and further points shape the same step', () => {
    extremes();
    const before = desk.raster.count(1);
    click(60, 25, { alt: true });
    expect(desk.raster.get(60, 25)).toBe(0);
    expect(desk.raster.count(1)).toBeLessThan(before);
    history.undo();
    expect([desk.raster.values(), history.canUndo]).toEqual([[], false]);
  });

  test('after Enter the next points are of another object', () => {
    extremes();
    expect(desk.finish()).toBe(true);
    click(5, 5);
    expect(desk.finding?.extremes).toHaveLength(1);
    expect(desk.cancel()).toBe(true);
    expect(overlap()).toBeGreaterThan(0.95);
  });

  test('a point beside it alone finds nothing', () => {
    desk.use('click');
    click(55, 55, { alt: true });
    expect([desk.finding, desk.raster.values()]).toEqual([undefined, []]);
  });
});

describe('with instances', () => {
  beforeEach(() => setUp(true));

  test('each is one object, in a colour of its own', () => {
    desk.choose('Car');
    click(20, 20);
    click(24, 20);
    expect(desk.raster.values()).toEqual([1]);
    desk.addInstance('Car');
    click(80, 20);
    expect(desk.entries.all.map(({ label }) => label)).toEqual(['Car', 'Car']);
    expect(new Set(desk.entries.colours).size).toBe(2);
    expect(desk.raster.values()).toEqual([1, 2]);
  });

  test('an empty one is not begun twice', () => {
    desk.addInstance('Car');
    desk.addInstance('Car');
    expect(desk.entries.all).toHaveLength(1);
  });

  test('one is taken up by Ctrl and a click, and changes its label', () => {
    desk.choose('Car');
    click(20, 20);
    desk.addInstance('Car');
    click(80, 20);
    click(20, 20, { ctrl: true });
    expect(desk.current).toBe(1);
    desk.relabel(1, 'Bus');
    expect(desk.entries.get(1)?.label).toBe('Bus');
    history.undo();
    expect(desk.entries.get(1)?.label).toBe('Car');
  });

  test('choosing a label goes on with its latest object', () => {
    desk.choose('Car');
    click(20, 20);
    desk.choose('Bus');
    click(50, 50);
    desk.choose('Car');
    click(80, 80);
    expect(desk.raster.get(80, 80)).toBe(1);
  });
});
