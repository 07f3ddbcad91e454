import { CodePoints } from '../../text/code-points';
import type { NewSpan, Span } from '../../text/span-store';
import { type EntityAnnotationValue, entitiesOf, spansOf } from './entities';

const keyOf = ({ start, end, label }: NewSpan): string => `${start} ${end} ${label}`;

/** What the template gives to begin with, and what an answer says beside that. */
export class GivenEntities {
  readonly spans: readonly NewSpan[] = [];
  /** How many do not fit the text. */
  readonly leftOut: number = 0;
  /** What is wrong with the attribute. */
  readonly problem: string | undefined;
  private readonly points: CodePoints;
  private readonly byKey: ReadonlyMap<string, NewSpan>;

  /**
   * @param initialText the attribute `initial-value`
   * @param suggested whether a model made them, with its confidence where an entity has none of its own
   */
  constructor(
    text: string,
    private readonly initialText: string | null,
    suggested?: number | true,
  ) {
    this.points = new CodePoints(text);
    if (initialText !== null) {
      try {
        const given = spansOf(initialText, this.points, suggested);
        this.spans = given.spans;
        this.leftOut = given.leftOut;
      } catch (error) {
        this.problem = (error as Error).message;
      }
    }
    this.byKey = new Map(this.spans.map((span) => [keyOf(span), span]));
  }

  /** The spans of an answer, of a draft for example. What is as a model made it still says so. */
  spansOf(value: unknown): NewSpan[] {
    const { spans } = spansOf(value ?? [], this.points);
    return spans.map((span) => ({ ...span, suggested: this.byKey.get(keyOf(span))?.suggested }));
  }

  answer(spans: readonly Span[]): EntityAnnotationValue {
    const entities = entitiesOf(spans, this.points);
    if (this.initialText === null) return { entities };
    const isSame = this.byKey.size === spans.length && spans.every((span) => this.byKey.has(keyOf(span)));
    return { entities, initialValueModified: !isSame };
  }
}
