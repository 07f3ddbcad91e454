import { distance, type Point } from '../../geometry';
import type { DrawInput, Drawing, Drawn, DrawRules } from '../drawing';
import { boxBetween } from './box';

export type BoxState =
  | { name: 'idle' }
  /** Down on the first corner: a drag or the first of two clicks. */
  | { name: 'pressed'; from: Point; to: Point }
  | { name: 'dragging'; from: Point; to: Point }
  /** The first corner stands; the second click makes the box. */
  | { name: 'cornered'; from: Point; to: Point }
  /** Down on the second corner. */
  | { name: 'closing'; from: Point; to: Point };

const IDLE: BoxState = { name: 'idle' };
/** Picture pixels: what is smaller was a slip of the hand, not a box. */
const LEAST_DRAWN = 2;

/** A box by a drag, or by a click on each of two opposite corners. */
export const drawBox: Drawing<BoxState> = {
  start: IDLE,

  step(state, input, rules) {
    if (input.type === 'cancel' || input.type === 'back') return { state: IDLE };
    if (input.type === 'abandon') return { state: abandoned(state) };
    if (state.name === 'idle')
      return { state: input.type === 'press' ? { name: 'pressed', from: input.at, to: input.at } : state };
    if (input.type === 'finish') return state.name === 'cornered' ? finished(state.from, state.to, rules) : { state };
    if (!('at' in input)) return { state };
    return next(state, input, rules);
  },

  preview(state, { size }) {
    if (state.name === 'idle' || state.name === 'pressed') return undefined;
    const points = boxBetween(state.from, state.to, size, 0);
    return points && { points, marks: [state.from], isWhole: true };
  },
};

const abandoned = (state: BoxState): BoxState =>
  state.name === 'closing' || state.name === 'cornered' ? { ...state, name: 'cornered' } : IDLE;

type Placed = Exclude<BoxState, { name: 'idle' }>;

function next(state: Placed, { type, at }: DrawInput & { at: Point }, rules: DrawRules): Drawn<BoxState> {
  const { from } = state;
  switch (state.name) {
    case 'pressed':
      if (type === 'drag' && distance(from, at) > rules.slack) return { state: { name: 'dragging', from, to: at } };
      return { state: type === 'release' ? { name: 'cornered', from, to: at } : state };
    case 'dragging':
      if (type === 'drag') return { state: { ...state, to: at } };
      return type === 'release' ? finished(from, at, rules) : { state };
    case 'cornered':
      if (type === 'hover') return { state: { ...state, to: at } };
      return { state: type === 'press' ? { name: 'closing', from, to: at } : state };
    case 'closing':
      if (type === 'drag') return { state: { ...state, to: at } };
      return type === 'release' ? finished(from, at, rules) : { state };
  }
}

function finished(from: Point, to: Point, { size }: DrawRules): Drawn<BoxState> {
  const least = Math.min(LEAST_DRAWN, size.width, size.height);
  const done = boxBetween(from, to, size, least);
  return done ? { state: IDLE, done } : { state: IDLE, objection: 'too-small' };
}
