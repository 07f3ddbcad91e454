import { distance, type Point } from './geometry';

export type PointerKind = 'mouse' | 'touch' | 'pen';

export type GestureInput =
  | { type: 'down'; id: number; at: Point; pointer: PointerKind; isPanning: boolean }
  | { type: 'move'; id: number; at: Point }
  | { type: 'up'; id: number; at: Point }
  | { type: 'cancel'; id: number }
  /** The finger has been down for the time of a long press. */
  | { type: 'hold'; id: number };

/** What the stage has to do. Points are stage pixels. */
export type GestureEffect =
  | { type: 'press'; at: Point }
  | { type: 'drag'; at: Point }
  | { type: 'release'; at: Point }
  | { type: 'abandon' }
  | { type: 'long-press'; at: Point }
  | { type: 'pan'; dx: number; dy: number }
  | { type: 'zoom'; factor: number; at: Point };

export type GestureState =
  | { name: 'idle' }
  /** One pointer works with the tool. `start` until the finger has moved: it may become a long press. */
  | { name: 'working'; id: number; pointer: PointerKind; at: Point; start: Point | undefined }
  | { name: 'panning'; id: number; at: Point }
  | { name: 'pinching'; ids: readonly [number, number]; at: readonly [Point, Point] }
  /** A gesture is over, but fingers are still down: they do nothing until they have left. */
  | { name: 'leaving'; ids: readonly number[] };

export const IDLE: GestureState = { name: 'idle' };

/** Stage pixels a finger may tremble before it counts as moving. */
const TREMBLE = 8;

/** Fingers, and nothing else, are at work. */
const isTouched = (state: GestureState): boolean =>
  (state.name === 'working' && state.pointer === 'touch') || state.name === 'pinching' || state.name === 'leaving';

type Step = [GestureState, GestureEffect[]];

/** From pointers to what they mean: one works, the middle button or space moves the picture, two fingers move and zoom it. */
export function gesture(state: GestureState, input: GestureInput): Step {
  if (input.type === 'down' && input.pointer === 'pen' && isTouched(state)) {
    // The hand came down before the pen it holds.
    const [next, effects] = fromIdle(IDLE, input);
    return [next, state.name === 'working' ? [{ type: 'abandon' }, ...effects] : effects];
  }
  switch (state.name) {
    case 'idle':
      return fromIdle(state, input);
    case 'working':
      return fromWorking(state, input);
    case 'panning':
      return fromPanning(state, input);
    case 'pinching':
      return fromPinching(state, input);
    case 'leaving':
      return fromLeaving(state, input);
  }
}

function fromIdle(state: GestureState, input: GestureInput): Step {
  if (input.type !== 'down') return [state, []];
  const { id, at, pointer } = input;
  if (input.isPanning) return [{ name: 'panning', id, at }, []];
  return [{ name: 'working', id, pointer, at, start: at }, [{ type: 'press', at }]];
}

function fromWorking(state: GestureState & { name: 'working' }, input: GestureInput): Step {
  if (input.type === 'down' && input.pointer === 'touch' && state.pointer === 'touch')
    return [{ name: 'pinching', ids: [state.id, input.id], at: [state.at, input.at] }, [{ type: 'abandon' }]];
  if (input.id !== state.id) return [state, []];
  if (input.type === 'move') {
    const isStill = state.start !== undefined && distance(state.start, input.at) < TREMBLE;
    return [{ ...state, at: input.at, start: isStill ? state.start : undefined }, [{ type: 'drag', at: input.at }]];
  }
  if (input.type === 'up') return [IDLE, [{ type: 'release', at: input.at }]];
  if (input.type === 'cancel') return [IDLE, [{ type: 'abandon' }]];
  if (input.type === 'hold' && state.start && state.pointer === 'touch')
    return [{ name: 'leaving', ids: [state.id] }, [{ type: 'abandon' }, { type: 'long-press', at: state.start }]];
  return [state, []];
}

function fromPanning(state: GestureState & { name: 'panning' }, input: GestureInput): Step {
  if (input.id !== state.id) return [state, []];
  if (input.type === 'move') {
    const { at } = input;
    return [{ ...state, at }, [{ type: 'pan', dx: at.x - state.at.x, dy: at.y - state.at.y }]];
  }
  return [input.type === 'up' || input.type === 'cancel' ? IDLE : state, []];
}

function fromPinching(state: GestureState & { name: 'pinching' }, input: GestureInput): Step {
  const which = state.ids.indexOf(input.id);
  if (which < 0) return [state, []];
  if (input.type === 'up' || input.type === 'cancel')
    return [{ name: 'leaving', ids: state.ids.filter((id) => id !== input.id) }, []];
  if (input.type !== 'move') return [state, []];
  const at: [Point, Point] = which === 0 ? [input.at, state.at[1]] : [state.at[0], input.at];
  const [before, after] = [middle(state.at), middle(at)];
  const factor = Math.max(1, distance(...at)) / Math.max(1, distance(...state.at));
  return [
    { ...state, at },
    [
      { type: 'pan', dx: after.x - before.x, dy: after.y - before.y },
      { type: 'zoom', factor, at: after },
    ],
  ];
}

function fromLeaving(state: GestureState & { name: 'leaving' }, input: GestureInput): Step {
  if (input.type === 'down') return [{ ...state, ids: [...state.ids, input.id] }, []];
  if (input.type !== 'up' && input.type !== 'cancel') return [state, []];
  const ids = state.ids.filter((id) => id !== input.id);
  return [ids.length > 0 ? { ...state, ids } : IDLE, []];
}

const middle = ([a, b]: readonly [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
