import type { Point } from '../../geometry';
import type { Drawing } from '../drawing';
import { boxBetween } from './box';

/** Points on the object's outermost edges, placed so far; `undone` those taken back. */
export interface ExtremesState {
  name: 'placing';
  placed: readonly Point[];
  undone: readonly Point[];
}

const START: ExtremesState = { name: 'placing', placed: [], undone: [] };
const NEEDED = 4;

/** A box by its object's topmost, leftmost, lowest and rightmost points, in any order: quicker and closer than two corners in the air. */
export const drawExtremes: Drawing<ExtremesState> = {
  start: START,

  step(state, input, { size }) {
    const { placed, undone } = state;
    switch (input.type) {
      case 'cancel':
        return { state: START };
      case 'back':
        return placed.length === 0
          ? { state }
          : { state: { ...state, placed: placed.slice(0, -1), undone: [...undone, placed.at(-1)!] } };
      case 'again':
        return undone.length === 0
          ? { state }
          : { state: { ...state, placed: [...placed, undone.at(-1)!], undone: undone.slice(0, -1) } };
      case 'finish':
        return { state, objection: placed.length > 0 ? 'too-few' : undefined };
      case 'release': {
        const all = [...placed, input.at];
        if (all.length < NEEDED) return { state: { ...state, placed: all, undone: [] } };
        const done = around(all, size);
        return done ? { state: START, done } : { state: START, objection: 'too-small' };
      }
      default:
        return { state };
    }
  },

  preview({ placed }, { size }) {
    if (placed.length === 0) return undefined;
    const points = around(placed, size, 0);
    return points && { points, marks: placed, isWhole: true };
  },
};

const around = (points: readonly Point[], size: { width: number; height: number }, least?: number) => {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [from, to] = [Math.min, Math.max].map((of) => ({ x: of(...xs), y: of(...ys) }));
  return boxBetween(from!, to!, size, least);
};
