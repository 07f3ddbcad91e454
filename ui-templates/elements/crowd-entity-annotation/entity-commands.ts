import type { Edge } from '../../text/steps';
import type { Command } from '../shared/full-page/commands';
import { word } from './words';

/** What keys can ask for. */
export interface EntityActions {
  /** A span is picked. */
  hasChosen(): boolean;
  undo(): void;
  redo(): void;
  openPopup(): void;
  labelOccurrences(): void;
  openFind(): void;
  toggleSnap(): void;
  step(by: 1 | -1): void;
  nextSuggestion(): void;
  confirm(): void;
  removeChosen(): void;
  moveEdge(edge: Edge, by: 1 | -1): void;
  resizeText(by: 1 | -1): void;
  goToText(): void;
  goToList(): void;
  cancel(): void;
}

/** Everything one can do with the spans of a text, by key. */
export function entityCommands(work: EntityActions): Command[] {
  const enabled = () => work.hasChosen();
  const edge = (id: string, title: string, keys: string[], which: Edge, by: 1 | -1): Command => ({
    id,
    title,
    keys,
    run: () => work.moveEdge(which, by),
    enabled,
  });
  return [
    { id: 'undo', title: word('undo'), keys: ['Ctrl+KeyZ'], run: () => work.undo() },
    { id: 'redo', title: word('redo'), keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], run: () => work.redo() },
    { id: 'open', title: word('openLabels'), keys: ['KeyL'], run: () => work.openPopup() },
    { id: 'all', title: word('labelOccurrences'), keys: ['KeyA'], run: () => work.labelOccurrences() },
    { id: 'find', title: word('find'), keys: ['KeyF'], run: () => work.openFind() },
    { id: 'snap', title: word('wholeWordsHelp'), keys: ['KeyW'], isOnce: true, run: () => work.toggleSnap() },
    { id: 'next', title: word('nextSpan'), keys: ['BracketRight'], run: () => work.step(1) },
    { id: 'previous', title: word('previousSpan'), keys: ['BracketLeft'], run: () => work.step(-1) },
    { id: 'unsure', title: word('nextSuggestion'), keys: ['KeyU'], run: () => work.nextSuggestion() },
    { id: 'confirm', title: word('confirm'), keys: ['KeyY'], isOnce: true, run: () => work.confirm(), enabled },
    { id: 'remove', title: word('removeSpan'), keys: ['Delete', 'Backspace'], run: () => work.removeChosen(), enabled },
    edge('end-forth', word('growEnd'), ['Shift+ArrowRight'], 'end', 1),
    edge('end-back', word('shrinkEnd'), ['Shift+ArrowLeft'], 'end', -1),
    edge('start-back', word('growStart'), ['Alt+Shift+ArrowLeft'], 'start', -1),
    edge('start-forth', word('shrinkStart'), ['Alt+Shift+ArrowRight'], 'start', 1),
    { id: 'larger', title: word('larger'), keys: ['Equal', 'NumpadAdd'], run: () => work.resizeText(1) },
    { id: 'smaller', title: word('smaller'), keys: ['Minus', 'NumpadSubtract'], run: () => work.resizeText(-1) },
    { id: 'to-text', title: word('toText'), keys: ['KeyT'], run: () => work.goToText() },
    { id: 'to-list', title: word('toList'), keys: ['KeyE'], run: () => work.goToList() },
    { id: 'cancel', title: word('cancel'), keys: ['Escape'], run: () => work.cancel() },
  ];
}
