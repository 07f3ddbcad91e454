import { svg } from 'lit';

const icon = (path: string) => svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const icons = {
  undo: icon('M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3'),
  redo: icon('m15 14 5-5-5-5m5 5H10a6 6 0 0 0 0 12h3'),
  find: icon('M4 11a7 7 0 1 0 14 0a7 7 0 1 0-14 0m16.5 9.5L16 16'),
  smaller: icon('M3 19 8.5 6 14 19M5 14.5h7M16 12h6'),
  larger: icon('M3 19 8.5 6 14 19M5 14.5h7M16 12h6m-3-3v6'),
  matchCase: icon('M3 18 7.5 6 12 18M4.5 14h6M21 11v7m0-3.5a3.2 3.5 0 1 0-6.4 0a3.2 3.5 0 1 0 6.4 0'),
  wholeWords: icon('M4 6v12M20 6v12M15 9v6m0-3a2 3 0 1 0-4 0a2 3 0 1 0 4 0'),
  up: icon('M12 19V5m-6 6 6-6 6 6'),
  down: icon('M12 5v14m-6-6 6 6 6-6'),
  close: icon('M6 6l12 12M18 6 6 18'),
};
