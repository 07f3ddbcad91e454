import { imageWord } from '../image-words';
import type { Did, Note } from './desk-host';
import type { Selection } from './selection';
import { boundsOf, type Shape, type ShapeKind } from './shape';
import { shapeWord } from './shape-words';

type Word = Parameters<typeof shapeWord>[0];

const NOTES: Record<Note, Word> = {
  'too-small': 'tooSmall',
  crossing: 'crossing',
  'too-few': 'tooFew',
  'no-label': 'chooseLabel',
  locked: 'isLocked',
  nothing: 'nothingFound',
  'no-pixels': 'noPixels',
};

const DID: Record<Did, Word> = {
  add: 'added',
  paste: 'added',
  remove: 'removed',
  move: 'changed',
  change: 'changed',
  relabel: 'changed',
  hide: 'hid',
  show: 'showed',
  lock: 'didLock',
  unlock: 'didUnlock',
};

type NameOf = (shape: Shape) => string;

export const noteText = (note: Note, hasLabels: boolean): string =>
  shapeWord(note === 'no-label' && !hasLabels ? 'noLabels' : NOTES[note]);

/** A step of the history in words. */
export const stepText = (did: Did, shapes: readonly Shape[], nameOf: NameOf): string =>
  `${shapeWord(DID[did])} ${shapes.length === 1 ? nameOf(shapes[0]!) : shapes.length}`;

export const switchText = (title: string, isOn: boolean): string => `${title}: ${imageWord(isOn ? 'on' : 'off')}`;

/** What is selected or in hand: the point with its place, the shape with its extent, or how many. */
export function selectionText({ single, handle, ids }: Selection, kind: ShapeKind, nameOf: NameOf): string {
  if (!single) return `${shapeWord('selected')} ${ids.size}`;
  if (handle !== undefined) {
    const { at } = kind.handles(single.points)[handle]!;
    return `${shapeWord('point')} ${handle + 1}: ${at.x}, ${at.y}`;
  }
  const { left, top, right, bottom } = boundsOf(single.points);
  return `${shapeWord('selected')} ${nameOf(single)}, ${left}, ${top}, ${right - left} × ${bottom - top}`;
}
