import type { Pointer } from '../stage';
import type { DrawRules } from './drawing';

/** Stage pixels within which something is meant. */
const REACH: Record<Pointer['kind'], number> = { mouse: 6, pen: 8, touch: 16, keyboard: 6 };
/** Picture pixels the keys' crosshair may be off while it draws: none. */
const KEY_SLACK = 0.5;

/** Picture pixels a pointer may be away from what it means. @param scale stage pixels per picture pixel */
export const reachOf = ({ kind }: Pick<Pointer, 'kind'>, scale: number): number => REACH[kind] / scale;

/** Picture pixels a pointer that draws may have moved and still be at the same place. */
export const slackOf = (pointer: Pick<Pointer, 'kind'>, scale: number): DrawRules['slack'] =>
  pointer.kind === 'keyboard' ? KEY_SLACK : reachOf(pointer, scale);
