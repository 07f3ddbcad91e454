import type { Point, Size } from '../geometry';

/** What happens while something is drawn. Points are whole picture pixels. */
export type DrawInput =
  | { type: 'press' | 'drag' | 'release' | 'hover'; at: Point }
  /** Enter, or a second press: what there is, is what was meant. */
  | { type: 'finish' }
  /** The last point goes, or comes back. */
  | { type: 'back' | 'again' }
  /** The press became another gesture, two fingers for example: what it has begun goes, points placed before stay. */
  | { type: 'abandon' }
  | { type: 'cancel' };

/** What a drawing depends on besides its own state. */
export interface DrawRules {
  readonly size: Size;
  /** Picture pixels the pointer may move and still be at the same place. */
  readonly slack: number;
}

/** Why something could not be drawn. */
export type Objection = 'too-small' | 'crossing' | 'too-few';

/** What every state of every machine has. */
export interface DrawState {
  readonly name: string;
  /** Points that were taken back and can be placed again. */
  readonly undone?: readonly Point[];
}

/** How something is drawn: a machine with named states. Pure, so that it is tested without a page. */
export interface Drawing<State extends DrawState> {
  readonly start: State;
  step(state: State, input: DrawInput, rules: DrawRules): Drawn<State>;
  /** What is shown of it: the points so far and the outline they would make. */
  preview(state: State, rules: DrawRules): Preview | undefined;
}

export interface Drawn<State> {
  state: State;
  /** The points of a finished shape. */
  done?: number[];
  objection?: Objection;
}

export interface Preview {
  /** In the form the kind has, or a chain of vertices. */
  readonly points: readonly number[];
  /** The points placed so far are marked. */
  readonly marks: readonly Point[];
  /** The points are a finished outline of the kind, not an open chain. */
  readonly isWhole: boolean;
  /** The first mark closes the outline. */
  readonly isClosable?: boolean;
}
