import { phrases } from '../phrases';
import { VIEW_WORDS } from '../view-words';
import type { Command } from './commands';

const word = phrases(VIEW_WORDS);
const ZOOM_STEP = 1.25;

/** The same keys wherever a picture can be enlarged. */
export const zoomCommands = (target: { zoom(factor: number): void; fit(): void }): Command[] => [
  {
    id: 'zoom-in',
    title: word('zoomIn'),
    keys: ['Equal', 'Shift+Equal', 'NumpadAdd'],
    run: () => target.zoom(ZOOM_STEP),
  },
  {
    id: 'zoom-out',
    title: word('zoomOut'),
    keys: ['Minus', 'NumpadSubtract'],
    run: () => target.zoom(1 / ZOOM_STEP),
  },
  { id: 'fit', title: word('fit'), keys: ['KeyF'], run: () => target.fit() },
];
