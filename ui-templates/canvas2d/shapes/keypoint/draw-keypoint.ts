import type { Point } from '../../geometry';
import type { Drawing } from '../drawing';

export type KeypointState = { name: 'idle' } | { name: 'pressed'; at: Point };

/** A point where the pointer is let go, so that it can still be put right while it is down. */
export const drawKeypoint: Drawing<KeypointState> = {
  start: { name: 'idle' },

  step(state, input) {
    if (input.type === 'press') return { state: { name: 'pressed', at: input.at } };
    if (state.name === 'pressed' && input.type === 'drag') return { state: { name: 'pressed', at: input.at } };
    if (state.name === 'pressed' && input.type === 'release')
      return { state: { name: 'idle' }, done: [input.at.x, input.at.y] };
    const isEnded = input.type === 'cancel' || input.type === 'back' || input.type === 'abandon';
    return { state: isEnded ? { name: 'idle' } : state };
  },

  preview: (state) =>
    state.name === 'pressed' ? { points: [state.at.x, state.at.y], marks: [], isWhole: true } : undefined,
};
