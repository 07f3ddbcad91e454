import { CodePoints } from '../../text/code-points';
import { inkOn } from '../../text/ink';
import { SpanStore } from '../../text/span-store';
import { TextDesk } from '../../text/text-desk';
import { labelColor } from '../shared/full-page/label-colors';
import { type QuestionAnswer, type Reference, referenceOf } from './pairs';

export interface PassagesEvents {
  /** Something else is selected; nothing where it is undefined. */
  onSelect(text: string | undefined): void;
  /** A passage was pressed. @param pair the place of the question that rests on it */
  onPick(pair: number): void;
  onRemove(pair: number, startOffset: number, endOffset: number): void;
}

/** The text, and marked in it the passages that questions rest on, by the number of the question. */
export class Passages {
  private readonly store = new SpanStore();
  private readonly desk: TextDesk;
  private readonly points: CodePoints;

  constructor(
    readonly root: HTMLElement,
    scroller: HTMLElement,
    readonly text: string,
    events: PassagesEvents,
  ) {
    this.points = new CodePoints(text);
    this.desk = new TextDesk(root, scroller, this.store, {
      onSelect: (range) => events.onSelect(range && text.slice(range.start, range.end)),
      onPick: ({ label }) => events.onPick(Number(label)),
      onRemove: ({ label, start, end }) =>
        events.onRemove(Number(label), this.points.fromUnits(start), this.points.fromUnits(end)),
      // No passage is ever in hand, so that none has handles.
      onResize: () => {},
      onCaret: () => {},
      look: () => ({ lookOf: lookOfPair, chosen: undefined, found: [], foundNow: undefined }),
    });
    this.desk.show(text);
  }

  dispose(): void {
    this.desk.dispose();
  }

  mark(pairs: readonly QuestionAnswer[]): void {
    this.store.reset(
      pairs.flatMap(({ references }, pair) =>
        references.map(({ startOffset, endOffset }) => ({
          start: this.points.toUnits(startOffset),
          end: this.points.toUnits(endOffset),
          label: String(pair),
        })),
      ),
    );
    this.desk.spansChanged();
  }

  get selected(): Reference | undefined {
    const { range } = this.desk;
    return range && referenceOf(this.text, range.start, range.end);
  }

  unselect(): void {
    this.desk.select(undefined);
  }
}

const lookOfPair = (label: string) => {
  const color = labelColor(Number(label));
  return { name: String(Number(label) + 1), color, ink: inkOn(color) };
};
