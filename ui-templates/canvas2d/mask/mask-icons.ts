import { svg } from 'lit';

const icon = (content: ReturnType<typeof svg>) => svg`<svg viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;

/** Pictures on the buttons of the tools that paint. */
export const maskIcons = {
  brush: icon(
    svg`<path d="M20 4 10.5 13.5M9 12l3 3M9.5 13c-2.5 0-3.5 1.5-3.5 3.5 0 1.5-1 2.5-2.5 3 3.5 1 8 .5 8-3.5"/>`,
  ),
  eraser: icon(
    svg`<path d="M8 20h12M4.5 15.5 14 6a1.5 1.5 0 0 1 2 0l3.5 3.5a1.5 1.5 0 0 1 0 2L11 20H8.5l-4-4a.4.4 0 0 1 0-.5zM9.5 10.5l5.5 5.5"/>`,
  ),
  fill: icon(
    svg`<path d="M10.5 4 18 11.5l-6.5 6.5a1.5 1.5 0 0 1-2 0L4.5 13a1.5 1.5 0 0 1 0-2L12 3.5M5 12h12.5M20.5 15.5s1.5 2 1.5 3a1.5 1.5 0 0 1-3 0c0-1 1.5-3 1.5-3z"/>`,
  ),
  smart: icon(
    svg`<path d="m5 20 9.5-9.5M13 12l-1.5-1.5M17 3v3m0 4v3m4-5h-3m-4 0h-3m7.5-3.5L17.5 5.5m2.5 5-1.5-1.5M14.5 5.5 13.5 4.5"/>`,
  ),
  extreme: icon(
    svg`<path d="M12 5c4 0 7.5 2 7.5 7s-3 7-7 7-8-1.5-8-6.5S8 5 12 5z" stroke-dasharray="2.5 2.5"/><circle cx="12" cy="5" r="1.7"/><circle cx="19.5" cy="12" r="1.7"/><circle cx="12" cy="19" r="1.7"/><circle cx="4.5" cy="12.5" r="1.7"/>`,
  ),
  subtract: icon(
    svg`<path d="M14.5 9.5V6.5A1.5 1.5 0 0 0 13 5H6.5A1.5 1.5 0 0 0 5 6.5V13a1.5 1.5 0 0 0 1.5 1.5h3M13.5 16h6"/>`,
  ),
  protect: icon(svg`<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2.200 2.200L15.5 10"/>`),
  holes: icon(svg`<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="3" fill="currentColor"/>`),
  islands: icon(
    svg`<circle cx="9.5" cy="13.5" r="5.5"/><circle cx="18" cy="6.5" r="1.5" stroke-dasharray="1.5 1.5"/><path d="m15.5 4 5 5"/>`,
  ),
  add: icon(svg`<path d="M12 5v14M5 12h14"/>`),
};
