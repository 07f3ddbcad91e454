import { beforeEach, describe, expect, test } from '@jest/globals';
import { keypoint } from '../../../../ui-templates/canvas2d/shapes/keypoint/keypoint';
import { polygon } from '../../../../ui-templates/canvas2d/shapes/polygon/polygon';
import { Selection } from '../../../../ui-templates/canvas2d/shapes/selection';
import { ShapeStore } from '../../../../ui-templates/canvas2d/shapes/shape-store';
import { deskHost } from './desk-host';

const TRIANGLE = { label: 'a', points: [0, 0, 10, 0, 0, 10] };

describe('selection', () => {
  let store: ShapeStore;
  let selection: Selection;
  beforeEach(() => {
    store = new ShapeStore();
    store.reset([
      { id: 1, ...TRIANGLE },
      { id: 2, ...TRIANGLE, isHidden: true },
      { id: 3, ...TRIANGLE, isLocked: true },
    ]);
    selection = new Selection(store, deskHost({ kind: polygon }));
  });

  test('goes round and round, past what is hidden', () => {
    const visited = [1, 1, 1, -1].map((by) => {
      selection.step(by as 1 | -1);
      return selection.single?.id;
    });
    expect(visited).toEqual([1, 3, 1, 3]);
  });

  test('of everything leaves out what is hidden; only what is not locked can be moved', () => {
    selection.selectAll();
    expect([...selection.ids]).toEqual([1, 3]);
    expect(selection.movable.map(({ id }) => id)).toEqual([1]);
    expect(selection.single).toBeUndefined();
    selection.toggle(store.get(3)!);
    expect(selection.single?.id).toBe(1);
  });

  test('passes over points of labels that are not known', () => {
    const points = new Selection(store, deskHost({ kind: keypoint, isKnown: () => false }));
    points.selectAll();
    points.step(1);
    expect(points.ids.size).toBe(0);
  });

  test('points of the only one are taken in hand in turn, without the middles of its edges', () => {
    selection.select([1]);
    const taken = [1, 1, 1, 1, -1].map((by) => {
      selection.stepHandle(by as 1 | -1);
      return selection.handle;
    });
    expect(taken).toEqual([0, 1, 2, 0, 2]);
    selection.takeHandle(3);
    expect(selection.handle).toBe(2);
    selection.select([1, 3]);
    selection.stepHandle(1);
    expect(selection.handle).toBeUndefined();
  });

  test('follows a step of the history; the point in hand stays while it is there', () => {
    selection.select([3]);
    selection.takeHandle(2);
    selection.follow([store.get(3)!]);
    expect(selection.handle).toBe(2);
    selection.follow([store.get(1)!]);
    expect([[...selection.ids], selection.handle]).toEqual([[1], undefined]);
  });

  test('tells of the parts of the picture that look different now, and not when nothing does', () => {
    const parts: number[] = [];
    const told = new Selection(store, deskHost({ kind: polygon, onLook: (of) => parts.push(of.length) }));
    told.select([1]);
    told.select([1]);
    told.select([3]);
    told.select([]);
    expect(parts).toEqual([1, 2, 1]);
  });
});
