import { History } from '../../../../ui-templates/canvas2d/history';
import { box } from '../../../../ui-templates/canvas2d/shapes/box/box';
import type { DeskHost, Note } from '../../../../ui-templates/canvas2d/shapes/desk-host';

/** A page around a desk, 400 × 300, that keeps what it is told. */
export function deskHost(given: Partial<DeskHost> = {}): DeskHost & { notes: Note[]; said: string[] } {
  const notes: Note[] = [];
  const said: string[] = [];
  return {
    notes,
    said,
    history: new History(),
    kind: box,
    picture: undefined,
    scale: 1,
    size: () => ({ width: 400, height: 300 }),
    seen: () => ({ left: 0, top: 0, right: 400, bottom: 300 }),
    titleOf: (did, shapes) => `${did} ${shapes.length}`,
    say: (text) => said.push(text),
    isKnown: () => true,
    note: (note) => notes.push(note),
    onDrawn: () => {},
    onLook: () => {},
    ...given,
  };
}
