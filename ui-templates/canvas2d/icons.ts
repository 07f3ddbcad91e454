import { svg } from 'lit';

const icon = (content: ReturnType<typeof svg>) => svg`<svg viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;

/** Pictures on the buttons of the tools, drawn with lines in the colour of the text. */
export const icons = {
  undo: icon(svg`<path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3"/>`),
  redo: icon(svg`<path d="m15 14 5-5-5-5m5 5H10a6 6 0 0 0 0 12h3"/>`),
  zoomIn: icon(svg`<circle cx="11" cy="11" r="7"/><path d="m20.5 20.5-4.5-4.5M11 8v6M8 11h6"/>`),
  zoomOut: icon(svg`<circle cx="11" cy="11" r="7"/><path d="m20.5 20.5-4.5-4.5M8 11h6"/>`),
  fit: icon(svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5m11-5v5h-5"/>`),
  hand: icon(
    svg`<path d="M7 13V6.5a1.5 1.5 0 0 1 3 0V11m0-6.5a1.5 1.5 0 0 1 3 0V11m0-5.5a1.5 1.5 0 0 1 3 0V12m0-4a1.5 1.5 0 0 1 3 0v6c0 4-2.5 7-6 7-3 0-4.5-1-6-3.5L4.3 14a1.6 1.6 0 0 1 2.7-1.6"/>`,
  ),
  adjust: icon(svg`<circle cx="12" cy="12" r="8"/><path d="M12 4v16M12 8h6.5M12 12h8m-8 4h6.5"/>`),
  crosshair: icon(svg`<path d="M12 3v18M3 12h18"/><circle cx="12" cy="12" r="4"/>`),
  select: icon(svg`<path d="m5 3 14 8-6 1.5L9.5 19z"/>`),
  box: icon(svg`<rect x="4" y="6" width="16" height="12" rx="1"/>`),
  extreme: icon(
    svg`<rect x="4" y="5" width="16" height="14" stroke-dasharray="2.5 2.5"/><circle cx="10" cy="5" r="1.6"/><circle cx="20" cy="10" r="1.6"/><circle cx="14" cy="19" r="1.6"/><circle cx="4" cy="14" r="1.6"/>`,
  ),
  wand: icon(
    svg`<path d="m5 20 9.5-9.5M13 12l-1.5-1.5M17 3v3m0 4v3m4-5h-3m-4 0h-3m7.5-3.5L17.5 5.5m2.5 5-1.5-1.5M14.5 5.5 13.5 4.5"/>`,
  ),
  polygon: icon(svg`<path d="m12 4 8 6-3 9.5H7L4 10z"/>`),
  polyline: icon(svg`<path d="M4 18 9 8l6 7 5-10"/>`),
  line: icon(svg`<path d="M5 19 19 5"/><circle cx="5" cy="19" r="1.6"/><circle cx="19" cy="5" r="1.6"/>`),
  keypoint: icon(svg`<circle cx="12" cy="12" r="2.5"/><path d="M12 4v4m0 8v4M4 12h4m8 0h4"/>`),
  magnet: icon(svg`<path d="M6 4v8a6 6 0 0 0 12 0V4h-4v8a2 2 0 0 1-4 0V4zM6 8h4m4 0h4"/>`),
  names: icon(svg`<path d="M12.5 4H20v7.5L11.5 20 4 12.5z"/><circle cx="16" cy="8" r="1.2"/>`),
  eye: icon(
    svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>`,
  ),
  eyeOff: icon(
    svg`<path d="M3 3l18 18M9.5 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.3 7.3A16.500 16.500 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4-1"/>`,
  ),
  lock: icon(svg`<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`),
  unlock: icon(svg`<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 7.500-2"/>`),
  bin: icon(svg`<path d="M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7m4 4v5m4-5v5"/>`),
};
