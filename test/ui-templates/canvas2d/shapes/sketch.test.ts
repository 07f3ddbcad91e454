import { expect, test } from '@jest/globals';
import { drawBox } from '../../../../ui-templates/canvas2d/shapes/box/draw-box';
import { drawPolygon } from '../../../../ui-templates/canvas2d/shapes/polygon/draw-polygon';
import { Sketch } from '../../../../ui-templates/canvas2d/shapes/sketch';
import { deskHost } from './desk-host';

const PLACES = [
  [10, 10],
  [60, 10],
  [60, 60],
] as const;

function polygonSketch() {
  const host = deskHost();
  const done: number[][] = [];
  const sketch = new Sketch(host, { id: 'draw', drawing: drawPolygon }, (points) => done.push(points));
  const click = (x: number, y: number, kind: 'mouse' | 'touch' | 'keyboard' = 'mouse') => {
    sketch.feed({ type: 'press', at: { x, y } }, { kind });
    sketch.feed({ type: 'release', at: { x, y } }, { kind });
  };
  return { host, done, sketch, click };
}

test('points go back and forth, and what is finished is handed over once', () => {
  const { sketch, click, done } = polygonSketch();
  expect([sketch.isBegun, sketch.back(), sketch.again()]).toEqual([false, false, false]);
  for (const [x, y] of PLACES) click(x, y);
  expect([sketch.canDoAgain, sketch.back(), sketch.canDoAgain, sketch.again()]).toEqual([false, true, true, true]);
  sketch.finish();
  sketch.finish();
  expect(done).toEqual([PLACES.flat()]);
  expect(sketch.isBegun).toBe(false);
});

test('why something could not be finished is said', () => {
  const { sketch, click, host } = polygonSketch();
  click(10, 10);
  sketch.finish();
  expect(host.notes).toEqual(['too-few']);
  expect(sketch.isBegun).toBe(true);
});

test('a finger may be farther off the first point than a mouse, and keys not at all', () => {
  for (const [kind, closes] of [
    ['touch', 1],
    ['mouse', 0],
    ['keyboard', 0],
  ] as const) {
    const { sketch, click, done } = polygonSketch();
    for (const [x, y] of PLACES) click(x, y, kind);
    click(10, 22, kind);
    expect(done).toHaveLength(closes);
    expect(sketch.isBegun).toBe(closes === 0);
    if (sketch.isBegun) click(10, 22, 'touch');
    expect(done).toHaveLength(1);
  }
});

test('another tool begins anew', () => {
  const { sketch, click } = polygonSketch();
  click(10, 10);
  const tool = { id: 'box', drawing: drawBox };
  sketch.use(tool);
  expect([sketch.isBegun, sketch.tool]).toEqual([false, tool]);
});
