import { distance, type Point } from '../geometry';
import type { DrawInput, Drawing, Drawn, DrawRules } from './drawing';
import { crosses, crossesItself } from './polygon/polygon';
import { flat } from './shape';
import { simplified } from './simplify';

interface Placed {
  /** Vertices so far, and those that were taken back. */
  readonly placed: readonly Point[];
  readonly undone: readonly Point[];
  /** Where the next vertex would be. */
  readonly next: Point | undefined;
}

export type PathState =
  | ({ name: 'placing' } & Placed)
  /** Down: the vertex is placed; a drag draws freely from it. */
  | ({ name: 'pressed' } & Placed)
  /** Drawing freely since the vertex at `since`. */
  | ({ name: 'free'; since: number } & Placed);

export interface PathOptions {
  readonly least: number;
  /** Finished by itself with this many. */
  readonly most: number;
  readonly isClosed: boolean;
  /** A drag draws along; otherwise it places both ends. */
  readonly isFree: boolean;
}

const EMPTY: PathState = { name: 'placing', placed: [], undone: [], next: undefined };

/** Vertices by clicks, or freely while the button is held; finished by Enter, a second click on the last or a click on the first. */
export function drawPath(options: PathOptions): Drawing<PathState> {
  return {
    start: EMPTY,
    step: (state, input, rules) => step(state, input, rules, options),
    preview({ placed, next, name }, { slack }) {
      if (placed.length === 0) return undefined;
      const chain = next && name !== 'free' ? [...placed, next] : placed;
      const isClosable = options.isClosed && placed.length >= options.least && next !== undefined;
      const isClosing = isClosable && distance(placed[0]!, next) <= slack;
      return { points: flat(chain), marks: placed, isWhole: false, isClosable: isClosing };
    },
  };
}

function step(state: PathState, input: DrawInput, rules: DrawRules, options: PathOptions): Drawn<PathState> {
  const { placed, undone } = state;
  switch (input.type) {
    case 'cancel':
      return { state: EMPTY };
    case 'finish':
      return placed.length === 0 ? { state } : finish(state, options);
    case 'back': {
      const last = placed.at(-1);
      return last
        ? { state: { ...state, name: 'placing', placed: placed.slice(0, -1), undone: [...undone, last] } }
        : { state };
    }
    case 'again': {
      const last = undone.at(-1);
      return last
        ? { state: { ...state, name: 'placing', placed: [...placed, last], undone: undone.slice(0, -1) } }
        : { state };
    }
    case 'abandon':
      return { state: abandoned(state) };
    case 'hover':
      return { state: { ...state, next: input.at } };
    case 'press':
      return press(state, input.at, rules, options);
    case 'drag':
      return drag(state, input.at, rules, options);
    case 'release':
      return release(state, input.at, rules, options);
  }
}

function abandoned(state: PathState): PathState {
  if (state.name === 'placing') return state;
  const kept = state.name === 'free' ? state.since : state.placed.length - 1;
  return { name: 'placing', placed: state.placed.slice(0, kept), undone: [], next: undefined };
}

function press(state: PathState, at: Point, { slack }: DrawRules, options: PathOptions): Drawn<PathState> {
  const { placed } = state;
  const [first, last] = [placed[0], placed.at(-1)];
  if (first && options.isClosed && placed.length >= options.least && distance(first, at) <= slack)
    return finish(state, options);
  // A second press at the same place ends it: the second half of a double click, or Enter again.
  if (last && distance(last, at) <= slack / 2)
    return placed.length >= options.least ? finish(state, options) : { state };
  const added = add(state, at, options);
  return added.objection ? added : { state: { ...added.state, name: 'pressed' } };
}

function drag(state: PathState, at: Point, { slack }: DrawRules, options: PathOptions): Drawn<PathState> {
  if (state.name === 'placing') return { state: { ...state, next: at } };
  const last = state.placed.at(-1)!;
  if (!options.isFree || distance(last, at) <= slack) return { state: { ...state, next: at } };
  const since = state.name === 'free' ? state.since : state.placed.length - 1;
  const added = add(state, at, options);
  // Freely drawn over its own line: it goes on where it can.
  if (added.objection) return { state: { ...state, next: at } };
  return { state: { ...added.state, name: 'free', since } };
}

function release(state: PathState, at: Point, { slack }: DrawRules, options: PathOptions): Drawn<PathState> {
  if (state.name === 'placing') return { state };
  if (state.name === 'free') {
    const placed = withFewer(state.placed, state.since, slack / 4, options.isClosed);
    const drawn: PathState = { ...state, name: 'placing', placed, undone: [], next: at };
    const isBack = distance(placed[0]!, at) <= 2 * slack;
    return options.isClosed && placed.length > options.least && isBack ? finish(drawn, options) : { state: drawn };
  }
  const placing: PathState = { ...state, name: 'placing' };
  const last = state.placed.at(-1)!;
  if (!options.isFree && state.placed.length === 1 && distance(last, at) > slack) {
    const added = add(placing, at, options);
    return added.objection ? added : completed(added.state, options);
  }
  return completed(placing, options);
}

/** No more vertices than the form of a freely drawn part needs. Two strands that lie close may cross when both are straightened: then they stay. */
function withFewer(placed: readonly Point[], since: number, tolerance: number, isClosed: boolean): readonly Point[] {
  const fewer = [...placed.slice(0, since), ...simplified(placed.slice(since), tolerance)];
  return isClosed && crossesItself(flat(fewer), false) ? placed : fewer;
}

function add(state: PathState, at: Point, { isClosed }: PathOptions): Drawn<PathState> {
  const last = state.placed.at(-1);
  if (isClosed && last && crosses(state.placed, last, at)) return { state, objection: 'crossing' };
  return { state: { ...state, placed: [...state.placed, at], undone: [], next: at } };
}

const completed = (state: PathState, options: PathOptions): Drawn<PathState> =>
  state.placed.length >= options.most ? finish(state, options) : { state };

function finish(state: PathState, { isClosed, least }: PathOptions): Drawn<PathState> {
  const { placed } = state;
  if (placed.length < least) return { state: { ...state, name: 'placing' }, objection: 'too-few' };
  if (isClosed && crosses(placed, placed.at(-1)!, placed[0]!, true))
    return { state: { ...state, name: 'placing' }, objection: 'crossing' };
  return { state: EMPTY, done: flat(placed) };
}
