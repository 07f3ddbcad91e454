import type { Point, Rect } from '../geometry';
import type { Picture } from '../picture';
import type { Pointer } from '../stage';
import type { DeskHost } from './desk-host';
import type { DrawInput, Drawing, DrawRules, DrawState, Preview } from './drawing';
import { slackOf } from './reach';

/** One way of drawing a kind of shape: by a machine of states, or found under a click. */
export interface DrawTool {
  readonly id: string;
  readonly drawing?: Drawing<DrawState>;
  readonly find?: (picture: Picture, at: Point, seen: Rect) => number[] | undefined;
}

const MOUSE = { kind: 'mouse' } as const;

/** The shape that is being drawn: the tool that is chosen, and how far it has come. */
export class Sketch {
  private state: DrawState | undefined;
  private rules: DrawRules | undefined;

  /** @param onDone the points of a finished shape */
  constructor(
    private readonly host: DeskHost,
    private current: DrawTool,
    private readonly onDone: (points: number[]) => void,
  ) {
    this.state = current.drawing?.start;
  }

  get tool(): DrawTool {
    return this.current;
  }

  /** A shape has been begun and is not finished. */
  get isBegun(): boolean {
    return this.preview !== undefined;
  }

  /** Down and not moved yet: perhaps only a click. */
  get isPressed(): boolean {
    return this.state?.name === 'pressed';
  }

  /** A point that was taken back can be placed again. */
  get canDoAgain(): boolean {
    return (this.state?.undone?.length ?? 0) > 0;
  }

  get preview(): Preview | undefined {
    return this.state && this.current.drawing?.preview(this.state, this.rules ?? this.rulesFor(MOUSE));
  }

  /** Takes another tool; what was begun is given up. */
  use(tool: DrawTool): void {
    this.current = tool;
    this.state = tool.drawing?.start;
  }

  /** @param pointer who draws; without one it is a key that says so, and the rules of the last pointer hold */
  feed(input: DrawInput, pointer?: Pick<Pointer, 'kind'>): void {
    const { drawing } = this.current;
    if (!drawing || !this.state) return;
    this.rules = pointer || !this.rules ? this.rulesFor(pointer ?? MOUSE) : this.rules;
    const { state, done, objection } = drawing.step(this.state, input, this.rules);
    this.state = state;
    if (objection) this.host.note(objection);
    if (done) this.onDone(done);
    this.host.onLook([]);
  }

  finish(): void {
    this.feed({ type: 'finish' });
  }

  /** Takes the last point back. False when nothing is being drawn. */
  back(): boolean {
    if (!this.isBegun) return false;
    this.feed({ type: 'back' });
    return true;
  }

  /** Places the point that was taken back again. */
  again(): boolean {
    if (!this.canDoAgain) return false;
    this.feed({ type: 'again' });
    return true;
  }

  /** Everything anew; nobody is told. */
  reset(): void {
    this.state = this.current.drawing?.start;
  }

  private rulesFor(pointer: Pick<Pointer, 'kind'>): DrawRules {
    return { size: this.host.size(), slack: slackOf(pointer, this.host.scale) };
  }
}
