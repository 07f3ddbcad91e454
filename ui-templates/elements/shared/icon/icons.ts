import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

/** Icons by the generic names that templates use, as lines in a box of 24 by 24. */
const PATHS: Record<string, string> = {
  add: 'M12 5v14M5 12h14',
  'add-circle': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v8M8 12h8',
  'arrow-back': 'M20 12H5M11 6l-6 6 6 6',
  'arrow-forward': 'M4 12h15M13 6l6 6-6 6',
  'arrow-drop-down': 'M7 10l5 5 5-5',
  'arrow-drop-up': 'M7 14l5-5 5 5',
  bookmark: 'M7 4h10v17l-5-4-5 4z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'check-circle': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.5l2.8 2.8L16 9.5',
  'chevron-left': 'M15 6l-6 6 6 6',
  'chevron-right': 'M9 6l6 6-6 6',
  clear: 'M6 6l12 12M18 6L6 18',
  close: 'M6 6l12 12M18 6L6 18',
  cloud: 'M7 18h10a4 4 0 0 0 .5-8 6 6 0 0 0-11.4 1.5A3.3 3.3 0 0 0 7 18z',
  create: 'M4 20l1-4L16 5l3 3L8 19z',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  error: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5v6M12 16v.8',
  'expand-less': 'M6 15l6-6 6 6',
  'expand-more': 'M6 9l6 6 6-6',
  favorite: 'M12 20s-8-5-8-10.5A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 8 2.5C20 15 12 20 12 20z',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1 1-1.1 2M12 16.4v.8',
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.2',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v6M12 7.2v.8',
  label: 'M4 7h11l5 5-5 5H4z',
  language: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  'more-vert': 'M12 6v.2M12 12v.2M12 18v.2',
  pause: 'M9 6v12M15 6v12',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5',
  'play-arrow': 'M8 5l11 7-11 7z',
  'question-answer': 'M4 5h12v8H9l-4 3v-3H4zM16 9h4v8h-1v3l-4-3H9v-1',
  refresh: 'M19 8a8 8 0 1 0 1 5M19 4v4h-4',
  remove: 'M5 12h14',
  'remove-circle': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12h8',
  'report-problem': 'M12 4l9 16H3zM12 10v5M12 17.2v.6',
  save: 'M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3L21 21',
  send: 'M4 4l17 8-17 8 3-8zM7 12h14',
  settings:
    'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1',
  star: 'M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z',
  'star-border': 'M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z',
  'thumb-up': 'M4 11h3v9H4zM7 12l4-8c1.6 0 2.5 1 2 3l-.7 3H19c1 0 1.7 1 1.5 2l-1.5 7H7',
  'thumb-down': 'M4 4h3v9H4zM7 12l4 8c1.6 0 2.5-1 2-3l-.7-3H19c1 0 1.7-1 1.5-2L19 5H7',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
  visibility:
    'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  warning: 'M12 4l9 16H3zM12 10v5M12 17.2v.6',
  'zoom-in': 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3L21 21M10.5 8v5M8 10.5h5',
  'zoom-out': 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3L21 21M8 10.5h5',
};

const FILLED = new Set(['bookmark', 'favorite', 'star', 'play-arrow']);
/** A name nobody knows is shown as a dot, so that a button keeps its size. */
const UNKNOWN = 'M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4';

const isAddress = (icon: string): boolean => /^(https?:|data:|blob:|\.{0,2}\/)/.test(icon);

/** An icon by name (`icons:search` too) or a picture by address. It says nothing: what stands around it does. */
export function renderIcon(icon: string | undefined | null): TemplateResult | typeof nothing {
  if (!icon) return nothing;
  if (isAddress(icon)) return html`<img class="icon" src=${icon} alt="" width="24" height="24" />`;
  const name = icon.slice(icon.lastIndexOf(':') + 1);
  const path: SVGTemplateResult = svg`<path d=${PATHS[name] ?? UNKNOWN} fill=${FILLED.has(name) ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"></path>`;
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${path}</svg>`;
}

export const iconNames: readonly string[] = Object.keys(PATHS);
