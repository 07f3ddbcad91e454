import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawBox } from '../../../../ui-templates/canvas2d/shapes/box/draw-box';
import { drawExtremes } from '../../../../ui-templates/canvas2d/shapes/box/draw-extremes';
import type { DrawInput, Drawing, DrawRules, Objection } from '../../../../ui-templates/canvas2d/shapes/drawing';
import { drawKeypoint } from '../../../../ui-templates/canvas2d/shapes/keypoint/draw-keypoint';
import { drawLine } from '../../../../ui-templates/canvas2d/shapes/line/draw-line';
import { drawPolygon } from '../../../../ui-templates/canvas2d/shapes/polygon/draw-polygon';
import { crossesItself } from '../../../../ui-templates/canvas2d/shapes/polygon/polygon';
import { drawPolyline } from '../../../../ui-templates/canvas2d/shapes/polyline/draw-polyline';

const RULES = { size: { width: 200, height: 100 }, slack: 4 };

const play = <State extends { name: string }>(drawing: Drawing<State>, ...inputs: DrawInput[]) =>
  playBy(RULES, drawing, ...inputs);

function playBy<State extends { name: string }>(rules: DrawRules, drawing: Drawing<State>, ...inputs: DrawInput[]) {
  let state = drawing.start;
  const names: string[] = [];
  const done: number[][] = [];
  const objections: Objection[] = [];
  for (const input of inputs) {
    const step = drawing.step(state, input, rules);
    state = step.state;
    names.push(state.name);
    if (step.done) done.push(step.done);
    if (step.objection) objections.push(step.objection);
  }
  return { names, done, objections, preview: drawing.preview(state, rules) };
}

const press = (x: number, y: number): DrawInput => ({ type: 'press', at: { x, y } });
const drag = (x: number, y: number): DrawInput => ({ type: 'drag', at: { x, y } });
const release = (x: number, y: number): DrawInput => ({ type: 'release', at: { x, y } });
const hover = (x: number, y: number): DrawInput => ({ type: 'hover', at: { x, y } });
const click = (x: number, y: number): DrawInput[] => [press(x, y), release(x, y)];
const finish: DrawInput = { type: 'finish' };
const back: DrawInput = { type: 'back' };
const again: DrawInput = { type: 'again' };
const abandon: DrawInput = { type: 'abandon' };

describe('a box', () => {
  test('by a drag, in whatever direction', () => {
    const { names, done } = play(drawBox, press(50, 40), drag(20, 20), drag(10, 10), release(10, 10));
    expect(names).toEqual(['pressed', 'dragging', 'dragging', 'idle']);
    expect(done).toEqual([[10, 10, 50, 40]]);
  });

  test('by two clicks, with an outline in between', () => {
    const half = play(drawBox, ...click(10, 10), hover(30, 35));
    expect(half.names).toEqual(['pressed', 'cornered', 'cornered']);
    expect(half.preview?.points).toEqual([10, 10, 30, 35]);
    expect(play(drawBox, ...click(10, 10), hover(30, 35), ...click(40, 30)).done).toEqual([[10, 10, 40, 30]]);
  });

  test('is cut off at the picture', () => {
    expect(play(drawBox, press(-20, 50), drag(900, 900), release(900, 900)).done).toEqual([[0, 50, 200, 100]]);
  });

  test('too small to be meant is refused', () => {
    const { done, objections } = play(drawBox, ...click(10, 10), ...click(11, 40));
    expect(done).toEqual([]);
    expect(objections).toEqual(['too-small']);
  });

  test('is given up with Escape or undo', () => {
    expect(play(drawBox, ...click(10, 10), { type: 'cancel' }).preview).toBeUndefined();
    expect(play(drawBox, ...click(10, 10), back).preview).toBeUndefined();
  });

  test('keeps its first corner when the second press becomes another gesture', () => {
    const { names, done } = play(drawBox, ...click(10, 10), press(30, 30), drag(40, 40), abandon, ...click(60, 50));
    expect(names).toEqual(['pressed', 'cornered', 'closing', 'closing', 'cornered', 'closing', 'idle']);
    expect(done).toEqual([[10, 10, 60, 50]]);
    expect(play(drawBox, press(10, 10), drag(40, 40), abandon).names.at(-1)).toBe('idle');
    expect(play(drawExtremes, ...click(50, 5), press(90, 90), abandon).preview?.marks).toEqual([{ x: 50, y: 5 }]);
  });

  test('by the four outermost points, in any order, each of which can be taken back', () => {
    const { done, names } = play(
      drawExtremes,
      ...click(50, 5),
      ...click(99, 99),
      back,
      back,
      again,
      ...click(10, 40),
      ...click(60, 90),
      ...click(120, 30),
    );
    expect(done).toEqual([[10, 5, 120, 90]]);
    expect(new Set(names)).toEqual(new Set(['placing']));
    expect(play(drawExtremes, ...click(50, 5), finish).objections).toEqual(['too-few']);
  });
});

describe('a polygon', () => {
  const corner = [...click(10, 10), ...click(60, 10), ...click(60, 60)];

  test('is closed by Enter, by its first point, and by a second click on the last', () => {
    const points = [[10, 10, 60, 10, 60, 60]];
    expect(play(drawPolygon, ...corner, finish).done).toEqual(points);
    expect(play(drawPolygon, ...corner, ...click(12, 11)).done).toEqual(points);
    expect(play(drawPolygon, ...corner, ...click(60, 60)).done).toEqual(points);
  });

  test('needs three points', () => {
    const { done, objections } = play(drawPolygon, ...click(10, 10), ...click(60, 10), finish);
    expect(done).toEqual([]);
    expect(objections).toEqual(['too-few']);
  });

  test('does not take a point whose edge would cross another', () => {
    const { objections, preview } = play(drawPolygon, ...corner, ...click(30, -20 + 20));
    expect(objections).toEqual(['crossing']);
    expect(preview?.marks).toHaveLength(3);
  });

  test('is not closed over another edge', () => {
    const { objections, done } = play(
      drawPolygon,
      ...click(10, 10),
      ...click(60, 10),
      ...click(60, 60),
      ...click(80, 60),
      ...click(80, 5),
      ...click(90, 5),
      ...click(90, 80),
      ...click(30, 30 + 50),
      ...click(30, 90),
      ...click(100, 90),
      ...click(100, 30),
      finish,
    );
    expect(objections).toEqual(['crossing']);
    expect(done).toEqual([]);
  });

  test('points are taken back and placed again one by one', () => {
    const { preview } = play(drawPolygon, ...corner, back, back, again);
    expect(preview?.marks).toEqual([
      { x: 10, y: 10 },
      { x: 60, y: 10 },
    ]);
  });

  test('holding draws freely, with no more points than its form needs', () => {
    const along = Array.from({ length: 40 }, (_, i) => drag(10 + 2 * (i + 1), 10));
    const { names, preview } = play(drawPolygon, press(10, 10), ...along, drag(90, 60), release(90, 60));
    expect(names.at(-2)).toBe('free');
    expect(names.at(-1)).toBe('placing');
    expect(preview?.marks.length).toBeLessThan(6);
  });

  test('loses only what a press has begun when that becomes another gesture', () => {
    const free = [press(80, 20), drag(90, 30), drag(95, 40), drag(90, 60)];
    for (const begun of [[press(80, 20)], free]) {
      const { preview, names } = play(drawPolygon, ...click(10, 10), ...click(60, 10), ...begun, abandon);
      expect(names.at(-1)).toBe('placing');
      expect(preview?.marks).toEqual([
        { x: 10, y: 10 },
        { x: 60, y: 10 },
      ]);
    }
  });

  test('freely drawn does not cross itself when its form is made simpler, however close two strands lie', () => {
    const wide: DrawRules = { size: { width: 4000, height: 4000 }, slack: 40 };
    const height = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(height, height), { minLength: 4, maxLength: 9 }), (strands) => {
        const there = strands.map(([y], i) => drag(500 + 45 * i, 1000 + y));
        const back = strands.map(([, y], i) => drag(510 + 45 * i, 1014 + y)).reverse();
        const turn = drag(560 + 45 * strands.length, 1040);
        const { done } = playBy(
          wide,
          drawPolygon,
          press(460, 1000),
          ...there,
          turn,
          ...back,
          release(300, 1100),
          finish,
        );
        for (const points of done) expect(crossesItself(points)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('never crosses itself, whatever is clicked', () => {
    const at = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 40 }) });
    fc.assert(
      fc.property(fc.array(at, { maxLength: 25 }), (places) => {
        const { done } = play(drawPolygon, ...places.flatMap(({ x, y }) => click(5 * x, 2.5 * y)), finish);
        for (const points of done) expect(crossesItself(points)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});

describe('lines', () => {
  test('a polyline may cross itself and is finished by Enter', () => {
    const { done } = play(drawPolyline, ...click(0, 0), ...click(50, 50), ...click(50, 0), ...click(0, 50), finish);
    expect(done).toEqual([[0, 0, 50, 50, 50, 0, 0, 50]]);
  });

  test('a line is two clicks or one drag', () => {
    expect(play(drawLine, ...click(10, 10), ...click(60, 20)).done).toEqual([[10, 10, 60, 20]]);
    expect(play(drawLine, press(10, 10), drag(30, 15), drag(60, 20), release(60, 20)).done).toEqual([[10, 10, 60, 20]]);
  });

  test('a keypoint stands where the pointer is let go', () => {
    expect(play(drawKeypoint, press(10, 10), drag(12, 14), release(12, 14)).done).toEqual([[12, 14]]);
    expect(play(drawKeypoint, press(10, 10), { type: 'cancel' }, release(12, 14)).done).toEqual([]);
  });
});
