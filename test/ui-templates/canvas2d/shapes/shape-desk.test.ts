import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { History } from '../../../../ui-templates/canvas2d/history';
import { box } from '../../../../ui-templates/canvas2d/shapes/box/box';
import { drawBox } from '../../../../ui-templates/canvas2d/shapes/box/draw-box';
import { drawExtremes } from '../../../../ui-templates/canvas2d/shapes/box/draw-extremes';
import type { Note } from '../../../../ui-templates/canvas2d/shapes/desk-host';
import { drawPolygon } from '../../../../ui-templates/canvas2d/shapes/polygon/draw-polygon';
import { crossesItself, polygon } from '../../../../ui-templates/canvas2d/shapes/polygon/polygon';
import { ShapeDesk } from '../../../../ui-templates/canvas2d/shapes/shape-desk';
import type { Pointer } from '../../../../ui-templates/canvas2d/stage';
import { deskHost } from './desk-host';

let notes: Note[];
let history: History;

function desk(kind = box, drawing: any = drawBox, shapes: { label: string; points: number[] }[] = []): ShapeDesk {
  const host = deskHost({ kind });
  ({ notes, history } = host);
  const made = new ShapeDesk(host, { id: 'draw', drawing });
  made.reset(shapes);
  made.label = 'car';
  return made;
}

const pointer = (x: number, y: number, more: Partial<Pointer> = {}): Pointer => ({
  at: { x, y },
  screen: { x, y },
  kind: 'mouse',
  pressure: 0.5,
  shift: false,
  alt: false,
  ctrl: false,
  isEraser: false,
  path: [{ x, y }],
  ...more,
});

function drag(on: ShapeDesk, from: [number, number], to: [number, number], more: Partial<Pointer> = {}): void {
  on.press(pointer(...from, more));
  on.drag(pointer((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, more));
  on.drag(pointer(...to, more));
  on.release(pointer(...to, more));
}

function click(on: ShapeDesk, x: number, y: number, more: Partial<Pointer> = {}): void {
  on.press(pointer(x, y, more));
  on.release(pointer(x, y, more));
}

const lists = (of: ShapeDesk) => of.store.all().map(({ label, points }) => ({ label, points }));
const CAR = { label: 'car', points: [100, 100, 200, 180] };
const VAN = { label: 'van', points: [120, 120, 160, 160] };

describe('boxes', () => {
  let boxes: ShapeDesk;
  beforeEach(() => {
    boxes = desk(box, drawBox, [CAR, VAN]);
  });

  test('a drag draws another, inside one that is there too', () => {
    drag(boxes, [125, 125], [150, 150]);
    expect(lists(boxes).at(-1)).toEqual({ label: 'car', points: [125, 125, 150, 150] });
  });

  test('a click on a border takes that box; with Alt it begins a new one', () => {
    click(boxes, 200, 140);
    expect(boxes.selection.shapes.map(({ label }) => label)).toEqual(['car']);
    boxes.selection.select([]);
    click(boxes, 200, 140, { alt: true });
    expect(boxes.sketch.isBegun).toBe(true);
  });

  test('its corner, its side and its border change or move what is selected', () => {
    click(boxes, 200, 140);
    drag(boxes, [200, 180], [230, 200]);
    expect(boxes.selection.single?.points).toEqual([100, 100, 230, 200]);
    drag(boxes, [230, 150], [90, 150]);
    // Past the other side: the sides change places.
    expect(boxes.selection.single?.points).toEqual([90, 100, 100, 200]);
    history.undo();
    drag(boxes, [130, 100], [120, 90]);
    expect(boxes.selection.single?.points).toEqual([90, 90, 220, 190]);
  });

  test('a box stays in the picture when it is moved out of it', () => {
    click(boxes, 200, 140);
    drag(boxes, [100, 120], [-500, -500]);
    expect(boxes.selection.single?.points).toEqual([0, 0, 100, 80]);
  });

  test('in select mode the smallest box around the pointer is meant', () => {
    boxes.mode = 'select';
    click(boxes, 140, 140);
    expect(boxes.selection.single?.label).toBe('van');
    click(boxes, 190, 110);
    expect(boxes.selection.single?.label).toBe('car');
    click(boxes, 140, 140, { shift: true });
    expect(boxes.selection.ids.size).toBe(2);
  });

  test('a frame around several takes them all; they move and go together', () => {
    boxes.mode = 'select';
    drag(boxes, [50, 50], [390, 290]);
    expect(boxes.selection.ids.size).toBe(2);
    boxes.changes.nudge(10, 0);
    expect(lists(boxes).map(({ points }) => points[0])).toEqual([110, 130]);
    boxes.changes.remove();
    expect(lists(boxes)).toEqual([]);
    history.undo();
    history.undo();
    expect(lists(boxes)).toEqual([CAR, VAN]);
  });

  test('arrows held down are one step of the history', () => {
    boxes.mode = 'select';
    click(boxes, 140, 140);
    for (let i = 0; i < 5; i += 1) boxes.changes.nudge(1, 0);
    history.undo();
    expect(lists(boxes)).toEqual([CAR, VAN]);
  });

  test('a label pressed while drawing is for the next box; in select mode it is for what is selected', () => {
    drag(boxes, [10, 10], [50, 50]);
    boxes.choose('van');
    expect(lists(boxes).at(-1)?.label).toBe('car');
    boxes.mode = 'select';
    click(boxes, 30, 30);
    boxes.choose('bus');
    expect(lists(boxes).at(-1)?.label).toBe('bus');
  });

  test('what is locked is neither moved nor deleted, what is hidden is not met', () => {
    boxes.mode = 'select';
    click(boxes, 140, 140);
    boxes.changes.mark(boxes.selection.shapes, 'lock');
    drag(boxes, [140, 140], [180, 150]);
    boxes.changes.remove();
    expect(lists(boxes)).toEqual([CAR, VAN]);
    expect(notes).toEqual(['locked']);
    boxes.changes.mark(boxes.selection.shapes, 'hide');
    click(boxes, 140, 140);
    expect(boxes.selection.single?.label).toBe('car');
  });

  test('what is hidden or locked stays so when what was done before is taken back', () => {
    boxes.mode = 'select';
    click(boxes, 140, 140);
    boxes.changes.nudge(5, 0);
    boxes.changes.mark(boxes.selection.shapes, 'lock');
    boxes.changes.mark(boxes.selection.shapes, 'hide');
    history.undo();
    expect(boxes.store.all()[1]).toMatchObject({ ...VAN, isLocked: true, isHidden: true });
  });

  test('a key that changes or deletes what is being dragged ends the drag', () => {
    for (const key of [() => boxes.changes.remove(), () => history.undo()]) {
      boxes = desk(box, drawBox, []);
      drag(boxes, [100, 100], [200, 180]);
      boxes.press(pointer(200, 180));
      boxes.drag(pointer(220, 200));
      key();
      boxes.drag(pointer(230, 210));
      boxes.release(pointer(230, 210));
      expect(lists(boxes)).toEqual([]);
    }
  });

  test('Escape while the button is down leaves nothing behind, and the release does not either', () => {
    boxes = desk(box, drawExtremes, []);
    boxes.press(pointer(50, 50));
    boxes.cancel();
    boxes.release(pointer(50, 50));
    expect(boxes.sketch.isBegun).toBe(false);
    boxes = desk();
    boxes.press(pointer(50, 50));
    boxes.drag(pointer(90, 90));
    boxes.cancel();
    boxes.drag(pointer(120, 120));
    boxes.release(pointer(120, 120));
    expect([lists(boxes), boxes.sketch.isBegun]).toEqual([[], false]);
  });

  test('labels that are taken away while something is drawn leave nothing without one', () => {
    boxes.press(pointer(10, 10));
    boxes.drag(pointer(50, 50));
    boxes.label = undefined;
    boxes.release(pointer(50, 50));
    expect(lists(boxes)).toEqual([CAR, VAN]);
    expect(notes).toEqual(['no-label']);
  });

  test('two fingers between two clicks leave the first corner where it is', () => {
    click(boxes, 10, 10, { kind: 'touch' });
    boxes.press(pointer(300, 200, { kind: 'touch' }));
    boxes.abandon();
    click(boxes, 60, 50, { kind: 'touch' });
    expect(lists(boxes).at(-1)?.points).toEqual([10, 10, 60, 50]);
  });

  test('a long press takes what is under the finger in hand, whatever the tool', () => {
    boxes.press(pointer(140, 140, { kind: 'touch' }));
    boxes.abandon();
    boxes.longPress(pointer(140, 140, { kind: 'touch' }));
    expect([boxes.mode, boxes.selection.single?.label, lists(boxes).length]).toEqual(['select', 'van', 2]);
  });

  test('without a label nothing is drawn, and it is said why', () => {
    boxes.label = undefined;
    drag(boxes, [10, 10], [50, 50]);
    expect(lists(boxes)).toHaveLength(2);
    expect(notes).toEqual(['no-label']);
  });

  test('copies lie aside, or where the crosshair is', () => {
    boxes.changes.paste([boxes.store.all()[0]!], 16, undefined);
    expect(boxes.selection.single?.points).toEqual([116, 116, 216, 196]);
    boxes.changes.paste([boxes.store.all()[0]!], 16, { x: 60, y: 50 });
    expect(boxes.selection.single?.points).toEqual([10, 10, 110, 90]);
  });

  test('two clicks with the keys make a box where a border is, too', () => {
    click(boxes, 200, 140, { kind: 'keyboard' });
    expect(boxes.sketch.isBegun).toBe(true);
    click(boxes, 250, 200, { kind: 'keyboard' });
    expect(boxes.selection.single?.points).toEqual([200, 140, 250, 200]);
  });

  test('any work can be undone to the start and done again, to the pixel', () => {
    const at = fc.tuple(fc.integer({ min: -20, max: 420 }), fc.integer({ min: -20, max: 320 }));
    const action = fc.oneof(
      fc.record({ do: fc.constant('drag' as const), from: at, to: at }),
      fc.record({ do: fc.constant('click' as const), from: at, to: at }),
      fc.record({ do: fc.constant('press' as const), from: at, to: at }),
      fc.record({
        do: fc.constantFrom('nudge' as const, 'remove' as const, 'mode' as const, 'paste' as const, 'undo' as const),
        from: at,
        to: at,
      }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const work = desk(box, drawBox, [CAR, VAN]);
        for (const { do: what, from, to } of actions) {
          if (what === 'drag') drag(work, from, to);
          else if (what === 'click') click(work, ...from);
          else if (what === 'press') {
            // Its release comes with the next drag or click, after whatever keys do in between.
            work.press(pointer(...from));
            work.drag(pointer(...to));
          } else if (what === 'undo') history.undo();
          else if (what === 'nudge') work.changes.nudge(from[0], from[1]);
          else if (what === 'remove') work.changes.remove();
          else if (what === 'paste') work.changes.paste(work.selection.shapes, 7, undefined);
          else work.mode = work.mode === 'draw' ? 'select' : 'draw';
        }
        work.cancel();
        while (history.canRedo) history.redo();
        const end = lists(work);
        for (const { points } of end) {
          const [left, top, right, bottom] = points as [number, number, number, number];
          expect(points.every(Number.isInteger)).toBe(true);
          expect(left >= 0 && top >= 0 && right <= 400 && bottom <= 300 && right > left && bottom > top).toBe(true);
        }
        while (history.canUndo) history.undo();
        expect(lists(work)).toEqual([CAR, VAN]);
        while (history.canRedo) history.redo();
        expect(lists(work)).toEqual(end);
      }),
      { numRuns: 300 },
    );
  });
});

describe('polygons', () => {
  const ROOF = { label: 'roof', points: [100, 100, 200, 100, 200, 200, 100, 200] };
  let polygons: ShapeDesk;
  beforeEach(() => {
    polygons = desk(polygon, drawPolygon, [ROOF]);
    polygons.mode = 'select';
    click(polygons, 100, 130);
  });

  test('are taken by their border; vertices move, middles become vertices', () => {
    drag(polygons, [200, 200], [220, 230]);
    expect(polygons.selection.single?.points.slice(4, 6)).toEqual([220, 230]);
    drag(polygons, [150, 100], [150, 80]);
    expect(polygons.selection.single?.points).toEqual([100, 100, 150, 80, 200, 100, 220, 230, 100, 200]);
  });

  test('an edge is dragged with both its ends', () => {
    drag(polygons, [120, 100], [120, 90]);
    expect(polygons.selection.single?.points).toEqual([100, 90, 200, 90, 200, 200, 100, 200]);
  });

  test('the inside moves the whole', () => {
    drag(polygons, [150, 150], [160, 155]);
    expect(polygons.selection.single?.points).toEqual([110, 105, 210, 105, 210, 205, 110, 205]);
  });

  test('a vertex dragged over an edge stays where it last could be, and it is said', () => {
    drag(polygons, [100, 100], [300, 150]);
    expect(notes).toEqual(['crossing']);
    expect(polygons.selection.single?.points).not.toContain(300);
  });

  test('a vertex goes by a double click or by its key, but three stay', () => {
    polygons.doubleClick(pointer(200, 200));
    expect(polygons.selection.single?.points).toEqual([100, 100, 200, 100, 100, 200]);
    polygons.selection.stepHandle(1);
    polygons.changes.remove();
    expect(notes).toEqual(['too-few']);
  });

  test('keys go from point to point, move them and add one', () => {
    polygons.selection.stepHandle(1);
    polygons.selection.stepHandle(1);
    polygons.changes.nudge(5, -5);
    expect(polygons.selection.single?.points.slice(2, 4)).toEqual([205, 95]);
    polygons.changes.addVertex();
    expect(polygons.selection.single?.points).toHaveLength(10);
    polygons.changes.nudge(10, 0);
    expect(polygons.selection.handle).toBe(2);
    expect(polygons.selection.single?.points.slice(4, 6)).toEqual([213, 148]);
  });

  test('a new one may start inside another and sticks to its border where it is near', () => {
    polygons.choose('door');
    polygons.selection.select([]);
    polygons.mode = 'draw';
    polygons.label = 'door';
    polygons.isSnapping = true;
    click(polygons, 150, 150);
    click(polygons, 198, 150);
    click(polygons, 150, 103);
    polygons.sketch.finish();
    expect(polygons.selection.single).toMatchObject({ label: 'door', points: [150, 150, 200, 150, 150, 100] });
  });

  test('whatever is done to them, they stay in the picture, never cross themselves, and all of it can be undone', () => {
    const at = fc.tuple(fc.integer({ min: -20, max: 420 }), fc.integer({ min: -20, max: 320 }));
    const near = fc.tuple(fc.integer({ min: 95, max: 205 }), fc.integer({ min: 95, max: 205 }));
    const key = fc.constantFrom(
      ...['select', 'draw', 'snap', 'point', 'add', 'remove', 'finish', 'back', 'next', 'paste', 'undo', 'cancel'],
    );
    const action = fc.oneof(
      fc.record({ do: fc.constantFrom('drag', 'click', 'twice', 'nudge'), from: fc.oneof(at, near), to: at }),
      fc.record({ do: key, from: at, to: at }),
    );
    const actions: Record<string, (on: ShapeDesk, from: [number, number], to: [number, number]) => void> = {
      drag,
      click: (on, [x, y]) => click(on, x, y),
      twice: (on, [x, y]) => on.doubleClick(pointer(x, y)),
      nudge: ({ changes }, [x, y]) => changes.nudge(x - 200, y - 150),
      select: (on) => {
        on.mode = 'select';
      },
      draw: (on) => {
        on.mode = 'draw';
      },
      snap: (on) => {
        on.isSnapping = !on.isSnapping;
      },
      point: ({ selection }) => selection.stepHandle(1),
      add: ({ changes }) => changes.addVertex(),
      remove: ({ changes }) => changes.remove(),
      finish: ({ sketch }) => sketch.finish(),
      back: ({ sketch }) => sketch.back(),
      next: ({ selection }) => selection.step(1),
      paste: ({ changes, selection }) => changes.paste(selection.shapes, 9, undefined),
      undo: () => history.undo(),
      cancel: (on) => on.cancel(),
    };
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (steps) => {
        const work = desk(polygon, drawPolygon, [ROOF]);
        for (const { do: name, from, to } of steps) {
          actions[name]!(work, from, to);
          for (const { points } of work.store.all()) {
            expect(points.length).toBeGreaterThanOrEqual(6);
            expect(
              points.every((value, i) => Number.isInteger(value) && value >= 0 && value <= [400, 300][i % 2]!),
            ).toBe(true);
            expect(crossesItself(points)).toBe(false);
          }
        }
        while (history.canRedo) history.redo();
        const end = lists(work);
        while (history.canUndo) history.undo();
        expect(lists(work)).toEqual([ROOF]);
        while (history.canRedo) history.redo();
        expect(lists(work)).toEqual(end);
      }),
      { numRuns: 300 },
    );
  });
});
