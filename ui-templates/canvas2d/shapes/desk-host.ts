import type { Rect, Size } from '../geometry';
import type { History } from '../history';
import type { Picture } from '../picture';
import type { Objection } from './drawing';
import type { Shape, ShapeKind } from './shape';

/** What somebody should be told. */
export type Note = Objection | 'no-label' | 'locked' | 'nothing' | 'no-pixels';
export type Mark = 'hide' | 'show' | 'lock' | 'unlock';
export type Did = 'add' | 'remove' | 'move' | 'change' | 'relabel' | 'paste' | Mark;

/** What the desk and its parts need of the page they work for. */
export interface DeskHost {
  readonly history: History;
  readonly kind: ShapeKind;
  /** The picture's. */
  size(): Size;
  readonly picture: Picture | undefined;
  /** Stage pixels per picture pixel. */
  readonly scale: number;
  /** The part of the picture that is seen. */
  seen(): Rect;
  /** The words for what was done. */
  titleOf(did: Did, shapes: readonly Shape[]): string;
  /** Tells those who do not see what was done. */
  say(text: string): void;
  isKnown(label: string): boolean;
  note(note: Note): void;
  /** A shape was finished. */
  onDrawn(shape: Shape): void;
  /** Something that is shown has changed; `parts` of the picture where shapes are at rest. */
  onLook(parts: readonly Rect[]): void;
}

/** Whether a shape can be seen and met. Points whose label is unknown are not drawn, as in the original. */
export const isShown = (shape: Shape, host: Pick<DeskHost, 'kind' | 'isKnown'>): boolean =>
  !shape.isHidden && (host.kind.name !== 'keypoint' || host.isKnown(shape.label));
