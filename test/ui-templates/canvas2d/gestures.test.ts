import { describe, expect, test } from '@jest/globals';
import { type GestureEffect, type GestureInput, gesture, IDLE } from '../../../ui-templates/canvas2d/gestures';

function play(...inputs: GestureInput[]): { names: string[]; effects: GestureEffect[] } {
  let state = IDLE;
  const names: string[] = [];
  const effects: GestureEffect[] = [];
  for (const input of inputs) {
    const [next, caused] = gesture(state, input);
    state = next;
    names.push(next.name);
    effects.push(...caused);
  }
  return { names, effects };
}

const down = (
  id: number,
  x: number,
  pointer: 'mouse' | 'touch' | 'pen' = 'touch',
  isPanning = false,
): GestureInput => ({
  type: 'down',
  id,
  at: { x, y: 0 },
  pointer,
  isPanning,
});
const move = (id: number, x: number): GestureInput => ({ type: 'move', id, at: { x, y: 0 } });
const up = (id: number, x = 0): GestureInput => ({ type: 'up', id, at: { x, y: 0 } });

describe('gestures', () => {
  test('one pointer works with the tool', () => {
    const { names, effects } = play(down(1, 5, 'mouse'), move(1, 9), up(1, 9));
    expect(names).toEqual(['working', 'working', 'idle']);
    expect(effects.map(({ type }) => type)).toEqual(['press', 'drag', 'release']);
  });

  test('the middle button moves the picture and the tool hears nothing', () => {
    const { names, effects } = play(down(1, 5, 'mouse', true), move(1, 25), up(1, 25));
    expect(names).toEqual(['panning', 'panning', 'idle']);
    expect(effects).toEqual([{ type: 'pan', dx: 20, dy: 0 }]);
  });

  test('a second finger turns the work into a pinch, which takes the work back', () => {
    const { names, effects } = play(down(1, 0), down(2, 100), move(2, 200), up(1), move(2, 300), up(2));
    expect(names).toEqual(['working', 'pinching', 'pinching', 'leaving', 'leaving', 'idle']);
    expect(effects).toEqual([
      { type: 'press', at: { x: 0, y: 0 } },
      { type: 'abandon' },
      { type: 'pan', dx: 50, dy: 0 },
      { type: 'zoom', factor: 2, at: { x: 100, y: 0 } },
    ]);
  });

  test('a finger held still is a long press; one that moved is not', () => {
    expect(play(down(1, 5), { type: 'hold', id: 1 }, up(1)).effects.at(-1)).toEqual({
      type: 'long-press',
      at: { x: 5, y: 0 },
    });
    expect(play(down(1, 5), move(1, 60), { type: 'hold', id: 1 }).names.at(-1)).toBe('working');
    expect(play(down(1, 5, 'mouse'), { type: 'hold', id: 1 }).names.at(-1)).toBe('working');
  });

  test('a finger that joins a pen is ignored', () => {
    const { names, effects } = play(down(1, 0, 'pen'), down(2, 100), move(2, 200), move(1, 5), up(1));
    expect(names.at(-1)).toBe('idle');
    expect(effects.map(({ type }) => type)).toEqual(['press', 'drag', 'release']);
  });

  test('a pen takes over from the hand that came down before it, whatever the hand has begun', () => {
    const working = play(down(1, 0), down(2, 100, 'pen'), move(1, 3), move(2, 110), up(1), up(2, 110));
    expect(working.names).toEqual(['working', 'working', 'working', 'working', 'working', 'idle']);
    expect(working.effects).toEqual([
      { type: 'press', at: { x: 0, y: 0 } },
      { type: 'abandon' },
      { type: 'press', at: { x: 100, y: 0 } },
      { type: 'drag', at: { x: 110, y: 0 } },
      { type: 'release', at: { x: 110, y: 0 } },
    ]);
    const pinching = play(down(1, 0), down(2, 100), down(3, 50, 'pen'), move(1, 30), up(2), up(1), up(3, 50));
    expect(pinching.effects.map(({ type }) => type)).toEqual(['press', 'abandon', 'press', 'release']);
    const leaving = play(down(1, 0), { type: 'hold', id: 1 }, down(3, 50, 'pen'), up(3, 50));
    expect(leaving.effects.map(({ type }) => type)).toEqual(['press', 'abandon', 'long-press', 'press', 'release']);
  });

  test('a cancelled pointer takes the work back', () => {
    expect(play(down(1, 0), { type: 'cancel', id: 1 }).effects.at(-1)).toEqual({ type: 'abandon' });
  });
});
